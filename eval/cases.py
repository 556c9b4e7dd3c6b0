"""Evaluation cases: JSON Lines in, frozen records out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.errors import CaseError, RegionError
from knowledge.records import NATIONAL
from knowledge.regions import normalise_region
from knowledge.text import short_title

__all__ = ["IN", "OUT", "Case", "Key", "load_cases"]

Key = tuple[str, str]
IN, OUT = "in", "out"
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a right retrieval finds.

    Attributes:
        gold: (law, article) pairs, each once; empty where nobody judged or nothing applies.
        scope: ``in`` for questions about labour law, ``out`` for those to be declined.
        region: The place that the worker chose beside the question; 全国 where none was chosen. A place in the
            words of the question does not stand here.
        kind: How it is asked: plain, short, typo, story and the like.
        source: Where the question comes from.
        as_of: The day that was chosen beside the question, whose law applies; ``None`` where none was chosen, and
            the day is the one in the words of the question, or today.
    """

    id: str
    question: str
    gold: tuple[Key, ...]
    scope: str = IN
    region: str = NATIONAL
    topic: str = ""
    kind: str = ""
    source: str = ""
    as_of: date | None = None


class _Fault(Exception):
    """What is wrong with one line; :func:`load_cases` adds file and line."""


def load_cases(paths: Iterable[Path]) -> list[Case]:
    """The cases of all files, in order; fields that are not ours are ignored.

    A case without an id is called by its file and line; one that states no scope is out of scope where
    its file's name says so (``…out_of_scope….jsonl``), as in the development set, and in scope elsewhere.

    Raises:
        CaseError: A file is missing, unreadable or empty, or a line is not a case; names file and line.
    """
    cases: list[Case] = []
    places: dict[str, str] = {}
    for path in paths:
        before = len(cases)
        for number, line in _lines(path):
            place = f"{path} 第{number}行"
            try:
                case = _case(line, f"{path.stem}#{number}", OUT if OUT_OF_SCOPE in path.stem else IN)
            except _Fault as fault:
                raise CaseError(f"评测文件 {place}：{fault}。") from None
            if case.id in places:
                raise CaseError(f"评测文件 {place}：编号“{case.id[:60]}”与 {places[case.id]} 重复，请改成不同的编号。")
            places[case.id] = place
            cases.append(case)
        if len(cases) == before:
            raise CaseError(f"评测文件 {path} 是空的，每行应有一个 JSON 对象，至少要有 question。")
    if not cases:
        raise CaseError("没有给出评测文件，请写上一个或几个 .jsonl 文件。")
    return cases


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CaseError(f"找不到评测文件 {path}，请检查路径。") from None
    except IsADirectoryError:
        raise CaseError(f"{path} 是文件夹，请写上其中的 .jsonl 文件。") from None
    except UnicodeDecodeError as error:
        at = error.object[: error.start].count(b"\n") + 1
        raise CaseError(f"评测文件 {path} 第{at}行不是 UTF-8 编码，请转换后再试。") from None
    except OSError as error:
        raise CaseError(f"无法读取评测文件 {path}（{error.strerror}），请检查权限。") from None
    # Not splitlines(): U+2028 and the like may stand unescaped inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _case(line: str, default_id: str, default_scope: str) -> Case:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise _Fault(f"不是有效的 JSON（第{error.colno}个字符附近）") from None
    except (ValueError, RecursionError):
        raise _Fault("不是有效的 JSON") from None
    if not isinstance(row, dict):
        raise _Fault("应是一个 JSON 对象，如 {…}")
    question = _text(row, "question")
    if not question.strip():
        raise _Fault("缺少 question（问题），或它是空的")
    scope = _text(row, "scope") or default_scope
    if scope not in {IN, OUT}:
        raise _Fault(f"scope 应是 in 或 out，写的是“{scope[:20]}”")
    return Case(
        id=_identifier(row) or default_id,
        question=question,
        gold=_gold(row),
        scope=scope,
        region=_region(row),
        topic=_text(row, "topic"),
        kind=_text(row, "kind"),
        source=_text(row, "source"),
        as_of=_as_of(row),
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Fault(f"{name} 应是文字")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _Fault(f"{name} 里有不成对的 Unicode 代理字符") from None
    return value


def _identifier(row: Mapping[str, Any]) -> str:
    value = row.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(row, "id").strip()


def _region(row: Mapping[str, Any]) -> str:
    try:
        return normalise_region(_text(row, "region"))
    except RegionError as error:
        raise _Fault(f"region 不可用，{str(error).rstrip('。')}") from None


def _as_of(row: Mapping[str, Any]) -> date | None:
    text = _text(row, "as_of").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Fault(f"as_of 应是年-月-日，如 2021-09-01，写的是“{text[:20]}”") from None


def _gold(row: Mapping[str, Any]) -> tuple[Key, ...]:
    value = row.get("gold")
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _Fault('gold 应是列表，如 [{"law": "劳动合同法", "article": "第八十二条"}]')
    keys: dict[Key, None] = {}
    for item in value:
        if not isinstance(item, dict):
            raise _Fault("gold 的每一项应有 law 和 article")
        law, article = short_title(_text(item, "law")), _text(item, "article").strip()
        if not law or not article:
            raise _Fault("gold 的每一项应有 law 和 article，都不能为空")
        keys.setdefault((law, article))
    return tuple(keys)
