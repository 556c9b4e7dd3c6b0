"""The commands of the lawyers' desk: ``user`` and ``review``."""

from __future__ import annotations

import functools
import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from knowledge.errors import DeskError
from knowledge.files import write_durably
from knowledge.text import clean_input

from . import cli_verify
from .checking import Checker
from .console import JsonFlag, out, print_json
from .settings import load_settings

if TYPE_CHECKING:
    from .desk import Desk, Feedback

__all__ = ["add_desk_commands"]

ROLES = {"lawyer": "律师", "admin": "管理员"}

user_commands = typer.Typer(help="工会律师工作台的账号。", no_args_is_help=True)
review_commands = typer.Typer(help="劳动者请律师看的回答。", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="登录用的名字。")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="从标准输入的第一行读密码，不提问。")]


def add_desk_commands(app: typer.Typer) -> None:
    """Make the commands part of ``app``."""
    app.add_typer(user_commands, name="user")
    app.add_typer(review_commands, name="review")


@user_commands.command("add")
def add_user(
    name: Name,
    display: Annotated[str, typer.Option("--display", help="劳动者和同事看到的称呼，如 王律师。")],
    role: Annotated[str, typer.Option("--role", help="lawyer（律师）或 admin（管理员，还能看操作记录）。")] = "lawyer",
    password_stdin: FromStdin = False,
) -> None:
    """新建账号；密码会提问两次，不显示。"""
    from .desk import Role

    if role not in ROLES:
        raise DeskError(f"--role 写的是“{role[:20]}”，可用的有：{'、'.join(ROLES)}。")
    with _desk() as desk:
        user = desk.add_user(name, display, _password(password_stdin), Role(role), by=_operator())
    out.print(f"已新建账号 {user.name}（{user.display}，{ROLES[user.role]}）。", markup=False, highlight=False)


@user_commands.command("list")
def list_users(as_json: JsonFlag = False) -> None:
    """列出账号。"""
    with _desk() as desk:
        users = desk.users()
    if as_json:
        print_json(
            {
                "users": [
                    {
                        "name": one.name,
                        "display": one.display,
                        "role": one.role.value,
                        "active": one.active,
                        "created": one.created.isoformat(timespec="seconds"),
                    }
                    for one in users
                ]
            }
        )
        return
    table = Table("用户名", "称呼", "角色", "状态")
    for one in users:
        table.add_row(*map(escape, (one.name, one.display, ROLES[one.role], "可以登录" if one.active else "已停用")))
    out.print(table if users else "还没有账号，用 xuefa user add 新建。")


@user_commands.command("password")
def set_password(name: Name, password_stdin: FromStdin = False) -> None:
    """换密码；这个账号已有的登录都会结束。"""
    with _desk() as desk:
        _known(desk, name)
        desk.set_password(name, _password(password_stdin), by=_operator())
    out.print("密码已经更换，原来的登录都已结束。")


@user_commands.command("disable")
def disable(name: Name) -> None:
    """停用账号；这个账号已有的登录都会结束。"""
    _set_active(name, False, "已停用，不能再登录。")


@user_commands.command("enable")
def enable(name: Name) -> None:
    """重新启用账号。"""
    _set_active(name, True, "已启用，可以登录。")


@review_commands.command("list")
def list_reviews(
    reviewed: Annotated[bool, typer.Option("--reviewed", help="列已经审核的，而不是在等的。")] = False,
    page: Annotated[int, typer.Option("--page", min=1, help="第几页，每页50条。")] = 1,
    as_json: JsonFlag = False,
) -> None:
    """列出等律师看的回答，等得最久的在前。"""
    from .desk.reviews import MARK_WORDS

    with _desk() as desk:
        found, total = desk.queue(reviewed=reviewed, page=page, per_page=50)
    if as_json:
        print_json({"total": total, "page": page, "items": [_row(one) for one in found]})
        return
    table = Table("编号", "收到", "地区", "问题", "审核")
    for one in found:
        last = one.reviews[-1] if one.reviews else None
        said = f"{last.reviewer.display}：{MARK_WORDS[last.mark]}" if last else "等待"
        day = one.created.astimezone().date().isoformat()
        # Other people's words: without what steers a terminal.
        table.add_row(
            *(escape(clean_input(text)) for text in (str(one.id), day, one.given.region, one.given.question, said))
        )
    out.print(table if found else "没有。")
    out.print(f"共{total}条。", highlight=False)


@review_commands.command("delete")
def delete(receipt: Annotated[str, typer.Argument(help="回执号，如 7K3M-92QX。")]) -> None:
    """按回执号删除一条反馈和律师的意见（工友要求撤回时用）。"""
    with _desk() as desk:
        desk.delete_feedback(receipt, by=_operator())
    out.print(f"回执 {receipt} 的反馈和意见已经删除。", markup=False, highlight=False)


@review_commands.command("export")
def export(file: Annotated[Path, typer.Argument(help="写到这个 .jsonl 文件，原有内容会被替换。")]) -> None:
    """把审核过的问题写成评测题；只含问题、依据和审核人，没有劳动者的其他信息。"""
    from .desk import Act, reviewed_cases

    checker = functools.cache(_checker)  # only the first correction needs the texts
    with _desk() as desk:
        found = list(desk.reviewed())
        cases = reviewed_cases(found, lambda text, day: checker().check(text, day))
        if not cases:
            raise DeskError(f"审核过的回答有{len(found)}个，能写成评测题的有0个，没有写文件；请先在工作台审核。")
        lines = "".join(json.dumps(one.to_json(), ensure_ascii=False) + "\n" for one in cases)
        try:
            write_durably(file, lines.encode())
        except OSError as error:
            raise DeskError(f"无法写入 {file}（{error.strerror}），请检查路径和权限。") from None
        desk.note(_operator(), Act.CASES_EXPORTED, file.name, f"{len(cases)}题")
    out.print(f"已写出{len(cases)}题；审核过的回答共{len(found)}个。", highlight=False)


def _checker() -> Checker:
    return Checker(cli_verify.library_of(load_settings()))


def _set_active(name: str, active: bool, told: str) -> None:
    with _desk() as desk:
        desk.set_active(name, active, by=_operator())
    out.print(f"账号 {name} {told}", markup=False, highlight=False)


def _row(one: Feedback) -> dict[str, Any]:
    last = one.reviews[-1] if one.reviews else None
    return {
        "id": one.id,
        "receipt": one.receipt,
        "created": one.created.isoformat(timespec="seconds"),
        "question": one.given.question,
        "region": one.given.region,
        "as_of": one.given.as_of.isoformat(),
        "mark": last.mark.value if last else "",
        "reviewer": last.reviewer.display if last else "",
        "pinned": bool(last and last.pinned),
    }


@contextmanager
def _desk() -> Iterator[Desk]:
    from .desk import Desk  # brings the database libraries, which other commands do without

    settings = load_settings()
    desk = Desk.open(settings.database_url, session_hours=settings.session_hours)
    try:
        yield desk
    finally:
        desk.close()


def _known(desk: Desk, name: str) -> None:
    """Nobody should think up a password for an account that is not there."""
    from .desk.accounts import normal_name

    if normal_name(name) not in {one.name for one in desk.users()}:
        raise DeskError(f"没有“{name[:40]}”这个账号，用 xuefa user list 看有哪些。")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise DeskError("这里不能提问密码，请在终端里运行，或加上 --password-stdin 并从标准输入给出密码。")
    first = getpass.getpass("密码（不显示）：")
    if first != getpass.getpass("再输一次："):
        raise DeskError("两次输入的密码不一样，没有保存，请重新运行这个命令。")
    return first


def _operator() -> str:
    try:
        return f"命令行（{getpass.getuser()}）"
    except (KeyError, OSError):  # containers run as users without a name
        return "命令行"
