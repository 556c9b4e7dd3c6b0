"""The command ``verify``: the references in one file or in many, checked."""

from __future__ import annotations

import os
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import structlog
import typer

from index.snapshot import open_library
from knowledge.catalogue import load_catalogue
from knowledge.errors import SourceError, XuefaError
from knowledge.library import Library

from .checking import Checked, Checker, Verdict
from .console import AsOf, JsonFlag, day_of, err, out, print_json, say
from .ending import ending_cleanly
from .opening import builder_for, open_passages
from .settings import Settings, load_settings
from .verify_files import Results, draft_in, drafts_among
from .verify_report import Outcome, printable, show, totals

if TYPE_CHECKING:
    from .writing.second_reading import SecondReader

__all__ = ["add_verify_command", "library_of"]

PROBLEMS = 1
log = structlog.get_logger(__name__)


def add_verify_command(app: typer.Typer) -> None:
    """Make the command part of ``app``."""
    app.command()(verify)


def verify(
    files: Annotated[list[str], typer.Argument(help="文件或文件夹；- 表示标准输入。")],
    as_of: AsOf = "",
    as_json: JsonFlag = False,
    csv: Annotated[Path | None, typer.Option("--csv", help="结果表（CSV）写进这个文件夹。")] = None,
    docx: Annotated[Path | None, typer.Option("--docx", help="带批注的 Word 写进这个文件夹。")] = None,
    llm: Annotated[
        bool,
        typer.Option("--llm", help="让设置好的语言模型再读一遍正文的说法：只会把“核对无误”改成“不能确认”。"),
    ] = False,
    fail_on_problems: Annotated[
        bool, typer.Option("--fail-on-problems", help="有一处不是“核对无误”就退出 1。")
    ] = False,
) -> None:
    """核对文字中引用的法条；可以一次核对多个文件或整个文件夹。

    能读 Word（.docx）、PDF、TXT、Markdown、HTML。
    标准输入和文件一样，编码自动识别。
    文件夹表示里面所有这样的文件，包括子文件夹；
    隐藏的和以前的结果“-核对.docx”不算。

    结果文件叫“名称-核对.csv”和“名称-核对.docx”，不会盖掉正在核对的文件。
    以前核对的同名结果会被替换：新的写完整了才换，中断时旧的还在。

    用了 --llm，正文里引用法条的那几句话（隐去电话、证件号等以后）会发给 XUEFA_LLM__… 设置的语言模型。

    退出码：0 核对完了；2 用法不对，或者有文件没有核对完。
    用了 --fail-on-problems，有一处不是“核对无误”时是 1。
    """
    day = day_of(as_of) or date.today()
    names, left_out = drafts_among(files)
    settings, results = load_settings(), Results(names, csv, docx)
    reader = _open_reader(settings) if llm else None
    # A process of its own reads the first draft; meanwhile this one opens the library.
    with ending_cleanly(), ThreadPoolExecutor(1) as opener:
        batch = _Batch(opener.submit(_open_checker, settings), day, results, reader)
        outcomes = [batch.outcome(name) for name in names]
    failed = [one for one in outcomes if one.error]
    single = names == files and len(files) == 1
    if single and failed:
        raise SourceError(failed[0].error)
    if left_out:
        say(f"文件夹里有{len(left_out)}个以前的核对结果（“-核对.docx”）没有核对；要核对请直接写出文件名。")
    if as_json:
        _print_json(outcomes, single, day)
    else:
        _show(outcomes, single)
    if failed:
        raise SourceError(f"{len(outcomes)}个文件里有{len(failed)}个没有核对完，原因写在各自的结果里，请处理后再试。")
    if fail_on_problems and any(each.verdict is not Verdict.OK for one in outcomes for each in one.checked):
        sys.exit(PROBLEMS)


def library_of(settings: Settings) -> Library:
    """The library that the index was built from, without the rest of the index: a sixth of the time of opening it.

    Raises:
        IndexMissing: There is no index.
        IndexDamaged: Its library is missing or changed.
    """
    library = open_library(settings.home / "index", load_catalogue())
    if not builder_for(settings).is_current():
        log.warning("library_changed_since_build", remedy="xuefa build")
    return library


def _open_checker(settings: Settings) -> Checker:
    return Checker.over(open_passages(settings))


def _open_reader(settings: Settings) -> SecondReader:
    from .writing.second_reading import SecondReader  # with a model only: its client takes seconds to import

    return SecondReader.open(settings.llm)


@dataclass(frozen=True)
class _Batch:
    checker: Future[Checker]
    day: date
    results: Results
    reader: SecondReader | None = None

    def outcome(self, file: str) -> Outcome:
        """Check one file; what is wrong with it does not keep the others from being checked."""
        try:
            draft = draft_in(file)
        except XuefaError as error:
            return Outcome(file, error=printable(str(error)))
        checked = self._read_again(self.checker.result().check(draft.text, self.day), file)
        try:
            self.results.write(file, draft, checked, self.day)
        except XuefaError as error:
            return Outcome(file, error=printable(str(error)))
        return Outcome(file, checked, draft.doubts)

    def _read_again(self, checked: list[Checked], file: str) -> list[Checked]:
        if self.reader is None:
            return checked
        read = self.reader.read(checked)
        if read.fault:
            say(
                f"{printable(file)}：语言模型没有读完（读了{read.read}处），其余的结果和不用模型时一样，可以过一会儿再试。"
            )
        return list(read.checked)


def _print_json(outcomes: list[Outcome], single: bool, day: date) -> None:
    when = {"as_of": day.isoformat()}
    if single:
        print_json(outcomes[0].to_json() | when)
    else:
        print_json({"files": [{"file": _spelt(one.file)} | one.to_json() for one in outcomes]} | when)


def _spelt(file: str) -> str:
    """The name as it was given; bytes of it that are no UTF-8 (old archives) would not go into JSON."""
    return os.fsencode(file).decode("utf-8", "replace")


def _show(outcomes: list[Outcome], single: bool) -> None:
    for one in outcomes:
        if one.error:
            err.print(
                f"{printable(one.file)}\n{one.error}", style="yellow", markup=False, highlight=False, soft_wrap=True
            )
        else:
            show(one, out, named=not single)
    totals(outcomes, out)
