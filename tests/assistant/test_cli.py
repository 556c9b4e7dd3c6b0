from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from assistant_fakes import OLD, WAGES, make_catalogue, write_markdown
from cli_runs import Ran, Run, assert_refused

from assistant import Assistant, cli, opening

REPOSITORY = Path(__file__).parents[2]


# --- what is asked for is given ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("opened")
def test_ask_json_is_one_object_with_the_fields_of_the_contract(run: Run) -> None:
    ran = run("ask", "老板拖欠工资怎么办", "--region", "河南", "--as-of", "2026-05-01", "--json")
    found = ran.json()
    assert (ran.code, ran.err) == (0, "")
    assert set(found) == {
        "question",
        "status",
        "answer",
        "citations",
        "hits",
        "lessons",
        "near",
        "region",
        "as_of",
        "took_ms",
    }
    assert (found["status"], found["region"], found["as_of"]) == ("answered", "河南省", "2026-05-01")
    contract = {"n", "law", "article", "paragraph", "quote", "status", "effective", "level", "region", "source"}
    assert found["citations"]
    for row in found["citations"]:
        assert contract <= set(row)
        assert not row["law"].startswith(("中华人民共和国", "《"))
        assert row["quote"] in row["text"]
        assert f"[{row['n']}]" in found["answer"]
    assert all(set(hit) == {"law", "article", "score"} for hit in found["hits"])
    assert found["took_ms"] > 0


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(("question", "status"), [("你好", "need_facts"), ("离婚孩子归谁", "out_of_scope")])
def test_every_outcome_is_a_success_of_the_command(run: Run, question: str, status: str) -> None:
    ran = run("ask", question, "--json")
    assert ran.code == 0
    assert ran.json()["status"] == status
    assert ran.json()["citations"] == []


@pytest.mark.usefixtures("opened")
def test_ask_for_people_shows_the_answer_and_every_article_whole(run: Run) -> None:
    ran = run("ask", f"《{WAGES}》第三条", "--as-of", "2026-05-01")
    assert (ran.code, ran.err) == (0, "")
    assert f"[1] {WAGES} 第三条" in ran.out
    assert "但是，离开工地的" in ran.out.replace("\n", "")
    assert "12351" in ran.out


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("words", [("老板不发工资 [/bold] [red]怎么办",), ("老板不发工资[link=http://x]x[/link]",)])
def test_brackets_in_a_question_are_not_markup(run: Run, words: tuple[str, ...]) -> None:
    assert run("ask", *words).code == 0


@pytest.mark.usefixtures("opened")
def test_search_json(run: Run) -> None:
    ran = run("search", "老板拖欠工资", "--top-k", "2", "--as-of", "2026-05-01", "--json")
    found = ran.json()
    assert (ran.code, ran.err) == (0, "")
    assert set(found) == {"hits", "took_ms"}
    assert len(found["hits"]) == 2
    assert all(set(hit) == {"law", "article", "score", "text"} for hit in found["hits"])
    explained = run("search", "老板拖欠工资", "--explain", "--json").json()
    assert all(hit["ways"] for hit in explained["hits"])


@pytest.mark.usefixtures("opened")
def test_search_for_people_numbers_its_hits(run: Run) -> None:
    ran = run("search", "老板拖欠工资", "--top-k", "3", "--explain")
    lines = ran.out.splitlines()
    assert [line.split(".")[0].strip() for line in lines] == ["1", "2", "3"]
    assert all("第" in line for line in lines)


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("number", ["2", "第2条", "第二条", "二"])
def test_article_json(run: Run, number: str) -> None:
    ran = run("article", f"中华人民共和国{WAGES}", number, "--as-of", "2026-05-01", "--json")
    found = ran.json()
    assert (ran.code, ran.err) == (0, "")
    assert (found["law"], found["article"], found["status"]) == (WAGES, "第二条", "现行有效")
    assert found["text"].count("\n") == 1


@pytest.mark.usefixtures("opened")
def test_article_gives_the_version_of_the_day(run: Run) -> None:
    then, now = (run("article", WAGES, "1", "--as-of", day, "--json").json() for day in ("2005-01-01", "2026-05-01"))
    assert (then["effective"], now["effective"]) == ("2000-03-01", "2010-01-01")
    assert then["text"] != now["text"]


@pytest.mark.usefixtures("opened")
def test_article_for_people_says_what_is_wrong_with_it(run: Run) -> None:
    ran = run("article", OLD, "1")
    assert ran.code == 0
    assert "已废止" in ran.out
    assert "已由示例工资法取代" in ran.out


@pytest.mark.usefixtures("opened")
def test_laws_json(run: Run, tiny: Assistant) -> None:
    ran = run("laws", "--json")
    rows = ran.json()["laws"]
    assert (ran.code, ran.err) == (0, "")
    assert len(rows) == len(tiny.index.library)
    wanted = {"title", "level", "region", "effective", "status", "articles"}  # the contract; the rest may grow
    assert all(set(row) == wanted | {"id", "file", "own"} for row in rows)
    assert run("laws").code == 0


@pytest.mark.parametrize("words", [("--help",), ("ask", "--help"), ("verify", "--help"), ("add", "--help")])
def test_help_is_a_success(run: Run, words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert (ran.code, ran.err) == (0, "")
    assert "Usage" in ran.out


# --- what cannot be done is said in one line -------------------------------------------------------------------------


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (("article", "没有这部法", "1"), ("没有这部法", "xuefa laws")),
        (("article", "示例工资发", "1"), ("示例工资法",)),
        (("article", WAGES, "900"), ("没有第九百条", "第一条至第五条")),
        (("article", WAGES, "abc"), ("没有abc",)),
        (("article", WAGES, "1", "--as-of", "2024-13-01"), ("2024-13-01", "2024-05-01")),
        (("ask", "老板拖欠工资", "--as-of", "昨天"), ("昨天",)),
        (("search", "老板拖欠工资", "--as-of", "05/01/2024"), ("05/01/2024",)),
        (("verify", "-", "--as-of", "x"), ("日期",)),
        (("ask", "老板拖欠工资", "--region", "火星"), ("火星", "河南省")),
        (("ask", ""), ("还没有输入问题",)),
        (("search", " "), ("还没有输入问题",)),
        (("ask", "工" * 3000), ("太长",)),
        (("ask", "x", "--nope"), ("--nope", "xuefa --help")),
        (("nosuch",), ("nosuch", "xuefa --help")),
        (("ask", "x", "y"), ("xuefa --help",)),
        (("ask",), ("xuefa --help",)),
        (("search", "x", "--top-k", "0"), ("xuefa --help",)),
        (("search", "x", "--top-k", "many"), ("xuefa --help",)),
        (("serve", "--port", "70000"), ("xuefa --help",)),
        (("verify", "/nonexistent/file.txt"), ("/nonexistent/file.txt", "请检查路径")),
        (("verify", "/"), ("无法读取 /",)),
        (("eval", "/nonexistent/cases.jsonl"), ("/nonexistent/cases.jsonl",)),
        (("add", "/nonexistent/law.md"), ("/nonexistent/law.md",)),
    ],
    ids=lambda value: " ".join(value)[:30],
)
def test_bad_input_is_one_line_and_status_two(run: Run, words: tuple[str, ...], parts: tuple[str, ...]) -> None:
    text = f"《{WAGES}》第一条"
    assert_refused(run(*words, stdin=text), *parts)
    if words[0] not in {"serve", "add", "nosuch"}:
        assert_refused(run(*words, "--json", stdin=text), *parts)


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("words", [("ask",), ("article", WAGES), ("eval",), ("add",)])
def test_a_missing_argument_is_named(run: Run, words: tuple[str, ...]) -> None:
    assert "命令用法不对：。" not in run(*words).err


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("words", [("ask", f"{WAGES}第百百条"), ("verify", "-")])
def test_a_number_that_makes_no_sense_is_not_a_traceback(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words, stdin=f"《{WAGES}》第百百条").code in {0, 2}


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("words", [("ask", "老板\udcff不发工资"), ("article", "\udcff", "1")])
def test_arguments_that_are_no_text_are_not_a_traceback(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).code in {0, 2}


@pytest.mark.parametrize(
    "command",
    [
        ("laws",),
        ("ask", "x"),
        ("build",),
        ("add", "x.md"),
        ("verify", __file__),
        ("serve", "--port", "0"),
        ("serve",),
    ],
    ids=" ".join,
)
def test_an_unknown_setting_is_refused_by_every_command(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("XUEFA_FOO", "1")
    assert_refused(run(*command), "XUEFA_FOO", "XUEFA_HOME")


def test_an_impossible_setting_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUEFA_PORT", "http")
    assert_refused(run("laws"), "XUEFA_PORT")


def test_a_library_folder_that_is_missing_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XUEFA_LIBRARY", str(tmp_path / "none"))
    assert_refused(run("build"), "XUEFA_LIBRARY", str(tmp_path / "none"))


@pytest.mark.parametrize(
    "command",
    [
        ("ask", "老板不发工资"),
        ("search", "工资"),
        ("laws",),
        ("article", "劳动法", "1"),
        ("verify", __file__),
        ("eval", __file__),
    ],
    ids=lambda value: value[0],
)
@pytest.mark.parametrize("rest", [(), ("--json",)], ids=["people", "json"])
def test_without_an_index_the_remedy_is_named(run: Run, command: tuple[str, ...], rest: tuple[str, ...]) -> None:
    assert_refused(run(*command, *rest), "xuefa build")


@pytest.fixture
def stored(
    clean_environment: Path, tiny_home: Path, make_encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Path]:
    """A copy of the tiny index in the data folder, to be opened with an encoder of the given name."""

    def store(name: str) -> Path:
        shutil.copytree(tiny_home, clean_environment)
        encoder = make_encoder()
        encoder.name = name
        monkeypatch.setattr(opening, "load_encoder", lambda *args, **rest: encoder)
        monkeypatch.setattr(opening, "load_catalogue", make_catalogue)
        return clean_environment

    return store


def test_a_damaged_index_is_one_line_with_the_remedy(run: Run, stored: Callable[[str], Path]) -> None:
    home = stored("fake-bigrams")
    (file,) = home.glob("index/build-*/library.json")
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert_refused(run("laws", "--json"), "library.json", "xuefa build")


def test_the_wrong_model_is_one_line_with_the_remedy(run: Run, stored: Callable[[str], Path]) -> None:
    stored("another-model")
    assert_refused(run("laws", "--json"), "another-model", "fake-bigrams", "xuefa build")


def test_a_port_that_is_taken_is_one_line(run: Run, opened: None, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(cli, "builder_for", lambda settings, say=None: _Current())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert_refused(run("serve", "--port", str(taken.getsockname()[1])), "--port")


class _Current:
    def is_current(self) -> bool:
        return True


def test_an_interruption_leaves_one_line_and_its_own_status(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(settings: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Assistant, "open", interrupt)
    ran = run("laws")
    assert (ran.code, ran.out) == (130, "")
    assert ran.err.count("\n") == 1


def test_a_fault_of_our_own_is_not_hidden(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(settings: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Assistant, "open", fail)
    with pytest.raises(ZeroDivisionError):
        run("laws")


# --- building --------------------------------------------------------------------------------------------------------


def test_build_says_what_it_did_and_does_nothing_twice(
    run: Run, clean_environment: Path, small_builder: list[bool]
) -> None:
    folder = clean_environment / "library"
    folder.mkdir(parents=True)
    write_markdown(folder / "a.md")
    (folder / "b.md").write_text("没有说明部分", encoding="utf-8")
    first = run("build")
    assert (first.code, first.out) == (0, "")
    assert "b.md" in first.err
    assert "检索库已更新" in first.err
    assert "没有变化" in run("build").err
    assert "检索库已更新" in run("build", "--force").err
    assert small_builder == [False, False, True]


# --- evaluation ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("opened")
def test_eval_json_has_the_figures_of_the_contract(run: Run, tmp_path: Path) -> None:
    cases = [
        {"id": "1", "question": "老板拖欠工资怎么办", "gold": [{"law": WAGES, "article": "第一条"}]},
        {"id": "2", "question": "离婚孩子归谁", "gold": [], "scope": "out"},
    ]
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(case, ensure_ascii=False) for case in cases), encoding="utf-8")
    ran = run("eval", str(file), "--json")
    found = ran.json()
    assert ran.code == 0
    assert found["n"] == 2
    assert {"hit@1", "hit@5", "recall@10", "recall@20", "mrr", "ndcg@10"} <= set(found["retrieval"])
    assert found["retrieval"]["hit@5"] == 1
    assert (found["citations"]["valid"], found["citations"]["verbatim"]) == (1, 1)
    assert (found["refusal"]["out_of_scope"], found["refusal"]["false"]) == (1, 0)
    assert {"p50", "p95"} <= set(found["latency_ms"])


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("content", ["{", "[]", "\xff"])
def test_a_file_that_holds_no_cases_is_refused(run: Run, tmp_path: Path, content: str) -> None:
    (tmp_path / "cases.jsonl").write_bytes(content.encode("latin-1"))
    assert_refused(run("eval", str(tmp_path / "cases.jsonl"), "--json"), "cases.jsonl")


# --- as a program of its own ---------------------------------------------------------------------------------------


def program(*words: str, stdin: str | bytes = "", **settings: str) -> Ran:
    """``python -m assistant`` with nothing of this process but the path; no XUEFA_ variable but those given."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XUEFA_")} | settings
    done = subprocess.run(
        [sys.executable, "-m", "assistant", *words],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        cwd=REPOSITORY,
        env=environment,
        timeout=120,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_the_program_refuses_in_one_line(tmp_path: Path) -> None:
    assert_refused(program("laws", "--json", XUEFA_HOME=str(tmp_path)), "xuefa build")


@pytest.fixture(scope="session")
def real_settings(real_home: Path, assistant: Assistant) -> dict[str, str]:
    """The environment of the program for the real index; the same library as the session's."""
    library = assistant.settings.library
    return {"XUEFA_HOME": str(real_home)} | ({"XUEFA_LIBRARY": library} if library else {})


@pytest.mark.real
def test_the_program_answers_in_json_and_nothing_else(real_settings: dict[str, str]) -> None:
    ran = program("ask", "老板三个月没发工资，合同也没签，怎么办", "--json", **real_settings)
    found = ran.json()
    assert ran.code == 0
    assert ran.err == ""
    assert found["status"] == "answered"
    assert {"第二十七条", "第八十二条"} <= {row["article"] for row in found["citations"]}
    assert len(found["hits"]) == 20


@pytest.mark.real
def test_the_program_verifies_what_is_piped_into_it(real_settings: dict[str, str]) -> None:
    text = "依据《劳动合同法》第八十二条、第九百条，《量子劳动法》第一条，《环境保护法》第四十二条。"
    ran = program("verify", "-", "--as-of", "2026-09-01", "--json", stdin=text, **real_settings)
    assert (ran.code, ran.err) == (0, "")
    verdicts = [row["verdict"] for row in ran.json()["citations"]]
    assert verdicts == ["ok", "no_such_article", "no_such_law", "not_in_force"]


@pytest.mark.real
def test_the_program_shows_an_article_in_a_terminal_without_utf8(real_settings: dict[str, str]) -> None:
    ran = program("article", "刑法", "第二百七十六条之一", "--json", LC_ALL="C", **real_settings)
    assert (ran.code, ran.json()["status"]) == (0, "现行有效")
