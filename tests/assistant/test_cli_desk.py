"""``user`` and ``review`` as they are called."""

from __future__ import annotations

import getpass
import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from assistant_fakes import WAGES
from cli_runs import Run, assert_refused

from assistant import Assistant
from assistant.desk import Act, Desk, Feedback, Mark, NewFeedback, Role, answer_digest, passwords
from assistant.settings import load_settings
from eval.cases import load_cases

PASSWORD = "mulberry harbour 7"


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def desk(clean_environment: Path) -> Iterator[Desk]:
    """The desk that the commands use."""
    made = Desk.open(load_settings().database_url)
    yield made
    made.close()


@pytest.fixture
def leave(desk: Desk) -> Callable[..., Feedback]:
    def leave(question: str, history: tuple[str, ...] = ()) -> Feedback:
        answer = {"status": "answered", "answer": "x", "citations": [{"law": WAGES, "article": "第一条", "quote": "x"}]}
        given = NewFeedback(question, "全国", date.today(), history, answer, answer_digest(answer))
        found = desk.by_receipt(desk.leave_feedback(given))
        assert found
        return found

    return leave


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def typing(monkeypatch: pytest.MonkeyPatch, *words: str) -> list[str]:
    """A person at a terminal, who types these; gives the prompts that were shown."""
    prompts: list[str] = []
    typed = iter(words)

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        return next(typed)

    monkeypatch.setattr(getpass, "getpass", ask)
    monkeypatch.setattr(io, "StringIO", Terminal)
    return prompts


def test_an_account_is_made_with_a_password_that_is_asked_twice(
    run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts = typing(monkeypatch, PASSWORD, PASSWORD)
    ran = run("user", "add", "Wang", "--display", "王律师", "--role", "admin")
    assert (ran.code, ran.err) == (0, "")
    assert "已新建账号 wang（王律师，管理员）" in ran.out
    assert len(prompts) == 2
    _, session = desk.log_in("wang", PASSWORD, "127.0.0.1")
    assert session.user.role is Role.ADMIN
    assert desk.audit()[0][-1].who.startswith("命令行")


def test_two_passwords_that_differ_make_no_account(run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(monkeypatch, PASSWORD, PASSWORD + "x")
    assert_refused(run("user", "add", "wang", "--display", "王律师"), "不一样")
    assert desk.users() == []


def test_a_password_comes_from_stdin_only_when_that_was_asked_for(run: Run, desk: Desk) -> None:
    assert_refused(run("user", "add", "wang", "--display", "王律师", stdin=PASSWORD), "--password-stdin")
    assert (
        run("user", "add", "wang", "--display", "王律师", "--password-stdin", stdin=f"{PASSWORD}\r\nmore\n").code == 0
    )
    desk.log_in("wang", PASSWORD, "127.0.0.1")


def test_a_password_is_no_argument(run: Run) -> None:
    ran = run("user", "add", "wang", "--display", "王律师", "--password", PASSWORD)
    assert ran.code == 2
    assert PASSWORD not in ran.err


@pytest.mark.parametrize(
    ("words", "stdin", "part"),
    [
        (("user", "add", "wang", "--display", "王", "--role", "boss", "--password-stdin"), PASSWORD, "lawyer、admin"),
        (("user", "add", "wang", "--display", "王", "--password-stdin"), "short", "密码太短"),
        (("user", "add", "wang", "--display", "王", "--password-stdin"), "", "密码太短"),
        (("user", "password", "nobody", "--password-stdin"), PASSWORD, "没有“nobody”"),
        (("user", "disable", "nobody"), "", "没有“nobody”"),
        (("user", "enable", "nobody"), "", "没有“nobody”"),
        (("review", "export", "x.jsonl"), "", "请先在工作台审核"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    run: Run, desk: Desk, words: tuple[str, ...], stdin: str, part: str
) -> None:
    assert_refused(run(*words, stdin=stdin), part)
    assert desk.users() == []
    assert list(Path().iterdir()) == []


def test_a_database_address_of_no_use_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUEFA_DATABASE", "mysql://desk:hidden-secret@localhost/x")
    ran = run("user", "list")
    assert_refused(ran, "数据库地址")
    assert "hidden-secret" not in ran.err


def test_accounts_are_listed_closed_opened_and_get_other_passwords(run: Run, desk: Desk) -> None:
    assert "还没有账号" in run("user", "list").out
    desk.add_user("wang", "[王]律师", PASSWORD, Role.LAWYER, by="测试")
    token, _ = desk.log_in("wang", PASSWORD, "127.0.0.1")
    (row,) = run("user", "list", "--json").json()["users"]
    assert (row["name"], row["display"], row["role"], row["active"]) == ("wang", "[王]律师", "lawyer", True)
    assert "[王]律师" in run("user", "list").out
    assert run("user", "password", "Wang", "--password-stdin", stdin="harvest lantern 4").code == 0
    assert desk.session(token) is None
    desk.log_in("wang", "harvest lantern 4", "127.0.0.1")
    assert "已停用" in run("user", "disable", "wang").out
    assert "已停用" in run("user", "list").out
    assert run("user", "enable", "wang").code == 0
    assert desk.users()[0].active


def test_what_waits_and_what_was_reviewed(run: Run, desk: Desk, leave: Callable[..., Feedback]) -> None:
    wang = desk.add_user("wang", "王律师", PASSWORD, Role.LAWYER, by="测试")
    first, second = leave("工资[red]\x1b]0;x\x07怎么算"), leave("加班费怎么算")
    desk.review(second.id, wang, Mark.WRONG, "", "更正", True)
    waiting = run("review", "list", "--json").json()
    assert (waiting["total"], [one["id"] for one in waiting["items"]]) == (1, [first.id])
    done = run("review", "list", "--reviewed", "--json").json()["items"]
    assert [(one["id"], one["mark"], one["reviewer"], one["pinned"]) for one in done] == [
        (second.id, "wrong", "王律师", True)
    ]
    shown = run("review", "list").out
    assert "[red]" in shown
    assert "\x1b" not in shown
    assert "共1条" in shown


@pytest.mark.usefixtures("opened")
def test_reviewed_answers_become_cases_that_the_evaluation_reads(
    run: Run, desk: Desk, leave: Callable[..., Feedback], tiny: Assistant
) -> None:
    wang = desk.add_user("wang", "王律师", PASSWORD, Role.LAWYER, by="测试")
    right, wrong, follows = leave("工资怎么算"), leave("加班费怎么算"), leave("那奖金呢", ("工资怎么算",))
    article = tiny.article(WAGES, "2").article
    desk.review(right.id, wang, Mark.RIGHT, "", "", False)
    desk.review(follows.id, wang, Mark.RIGHT, "", "", False)
    desk.review(wrong.id, wang, Mark.WRONG, "", f"见《{WAGES}》{article}，不是《{WAGES}》第九百条。", True)
    target = Path("out") / "reviewed.jsonl"
    ran = run("review", "export", str(target))
    assert (ran.code, ran.err) == (0, "")
    assert "已写出2题" in ran.out
    cases = load_cases([target])
    assert [(case.question, case.gold, case.scope) for case in cases] == [
        ("工资怎么算", ((WAGES, "第一条"),), "in"),
        ("加班费怎么算", ((WAGES, article),), "in"),
    ]
    line = desk.audit()[0][0]
    assert (line.action, line.subject, line.detail) == (Act.CASES_EXPORTED, "reviewed.jsonl", "2题")


def test_a_file_that_cannot_be_written_is_named(run: Run, desk: Desk, leave: Callable[..., Feedback]) -> None:
    wang = desk.add_user("wang", "王律师", PASSWORD, Role.LAWYER, by="测试")
    desk.review(leave("工资怎么算").id, wang, Mark.RIGHT, "", "", False)
    Path("folder.jsonl").mkdir()
    assert_refused(run("review", "export", "folder.jsonl"), "无法写入 folder.jsonl")
    assert Act.CASES_EXPORTED not in {line.action for line in desk.audit()[0]}
