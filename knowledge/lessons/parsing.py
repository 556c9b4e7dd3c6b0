"""The form of a lesson file: front matter, then short sections; see ``docs/lessons.md``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from ..errors import LessonError
from ..figures import calculate
from ..frontmatter import split_front
from ..grounds import Ground, ground_of
from .records import Case, FollowUp, Lesson, Mistake, Option, QuizQuestion, RegionNote, Statement
from .vocabulary import SITUATIONS, TOPICS

__all__ = ["read_lesson"]

_SECTIONS = ("一句话", "要点", "怎么做", "看情况", "证据", "常见误区", "追问", "各地不同", "小测验")
_MAY_MISS = frozenset({"看情况", "追问", "各地不同"})
_KEYS = frozenset({"id", "title", "topic", "situations", "themes", "where", "related", "reviewed"})
_REFERENCE = re.compile(r"\s*\[([^\[\]]{4,})\]")
_MARK = re.compile(r"\{([~=])([^{}]+)\}")
_STEP = re.compile(r"\d+\.\s+(.+)")
_OPTION = re.compile(r"(?P<label>[^{：]+?)\s*(?:\{(?P<kind>月|词):(?P<cue>.+?)\})?：(?P<text>.+)")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)?")
_CHOICE = re.compile(r"\[( |x)\]\s+(.+)")
_WHY = "解析："


def read_lesson(name: str, text: str) -> Lesson:
    """Read one file.

    Args:
        name: File name, ``<id>.md``.

    Raises:
        LessonError: It does not have the shape of a lesson; the message names the file and the place.
    """
    try:
        return _lesson(name.removesuffix(".md"), text)
    except (ValueError, re.error) as error:
        raise LessonError(f"课文 {name}：{error}") from error


def _lesson(name: str, text: str) -> Lesson:
    front, body = split_front(text)
    if front is None:
        raise ValueError("文件开头没有 --- 之间的说明，请对照 docs/lessons.md 补上")
    if front.keys() - {"cue", "before"} != _KEYS or front["id"] != name:
        raise ValueError(f"说明的项目应当是 {'、'.join(sorted(_KEYS))}，id 与文件名相同，现在是 {'、'.join(front)}")
    if "before" in front and "cue" not in front:
        raise ValueError("before 要和 cue 一起写：说出这种情况的词语出现时，才排在那些课前面")
    sections = _sections(body)
    heading_grounds = tuple(ground for _, ground in _references(sections["证据"][0]))
    if not heading_grounds:
        raise ValueError("“证据”的标题后面要有依据")
    return Lesson(
        id=name,
        title=front["title"],
        topic=_known(front["topic"], TOPICS),
        situations=tuple(_known(one, SITUATIONS) for one in _names(front["situations"])),
        themes=_names(front["themes"]),
        where=_names(front["where"]),
        related=_names(front["related"]),
        reviewed=date.fromisoformat(front["reviewed"]),
        summary=_summary(sections["一句话"][1]),
        points=tuple(_statement(_point(line)) for line in sections["要点"][1]),
        steps=tuple(map(_step, sections["怎么做"][1])),
        cases=tuple(_case(question, lines) for question, lines in _blocks(sections["看情况"][1])),
        evidence=tuple(map(_point, sections["证据"][1])),
        evidence_grounds=heading_grounds,
        mistakes=tuple(map(_mistake, sections["常见误区"][1])),
        followups=tuple(map(_followup, sections["追问"][1])),
        notes=tuple(map(_note, sections["各地不同"][1])),
        quiz=tuple(_quiz(question, lines) for question, lines in _blocks(sections["小测验"][1])),
        cue=_cue(front["cue"]) if "cue" in front else None,
        before=_names(front.get("before", "")),
    )


def _names(value: str) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in value.split(","))))


def _known(name: str, names: Sequence[str]) -> str:
    if name not in names:
        raise ValueError(f"“{name}”不在 {'、'.join(names)} 之中")
    return name


def _sections(body: str) -> Mapping[str, tuple[str, list[str]]]:
    """Name to (rest of the heading, lines that are not blank); sections that may be left out are then empty."""
    found: dict[str, tuple[str, list[str]]] = {}
    for line in filter(str.strip, body.split("\n")):
        if line.startswith("## "):
            name, _, rest = line.removeprefix("## ").strip().partition(" ")
            if name in found:
                raise ValueError(f"“{name}”出现了两次")
            found[_known(name, _SECTIONS)] = (rest, [])
        elif found:
            found[next(reversed(found))][1].append(line.strip())
        else:
            raise ValueError(f"第一个标题之前不应有文字：{line[:20]}")
    order = [_SECTIONS.index(name) for name in found]
    missing = [name for name in _SECTIONS if name not in found and name not in _MAY_MISS]
    if missing or order != sorted(order):
        raise ValueError(f"各节应当依次是 {'、'.join(_SECTIONS)}" + (f"，缺 {'、'.join(missing)}" if missing else ""))
    return {name: found.get(name, ("", [])) for name in _SECTIONS}


def _blocks(lines: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The lines below each ``###`` heading."""
    blocks: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith("### "):
            blocks.append((line.removeprefix("### ").strip(), []))
        elif blocks:
            blocks[-1][1].append(line)
        else:
            raise ValueError(f"这一行前面要有 ### 开头的问题：{line[:20]}")
    return blocks


def _references(text: str) -> list[tuple[str, Ground]]:
    return [(match[0], ground_of(match[1])) for match in _REFERENCE.finditer(text)]


def _statement(line: str) -> Statement:
    references = _references(line)
    if not references:
        raise ValueError(f"这一句没有依据：{line[:30]}")
    for words, _ in references:
        line = line.replace(words, "", 1)
    bare = line.strip()
    marks = _MARK.findall(bare)
    return Statement(
        text=_MARK.sub(lambda mark: _shown(mark[1], mark[2]), bare),
        grounds=tuple(dict.fromkeys(ground for _, ground in references)),
        checked=_MARK.sub("□", bare),
        assumed=tuple(number for kind, number in marks if kind == "~"),
        sums=tuple(expression for kind, expression in marks if kind == "="),
    )


def _shown(kind: str, inner: str) -> str:
    if kind == "~":
        return inner
    value = calculate(inner)
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}".rstrip("0").rstrip(".")


def _summary(lines: Sequence[str]) -> Statement:
    if len(lines) != 1:
        raise ValueError(f"“一句话”应当只有一行，现在有{len(lines)}行")
    return _statement(lines[0])


def _cue(pattern: str) -> re.Pattern[str]:
    cue = re.compile(pattern, re.DOTALL)  # a message may have several lines
    if cue.search(""):
        raise ValueError("cue 不能对空白的话也成立，请写明词语")
    return cue


def _point(line: str) -> str:
    if not line.startswith("- "):
        raise ValueError(f"这一行应当以“- ”开头：{line[:30]}")
    return line[2:].strip()


def _step(line: str) -> Statement:
    match = _STEP.fullmatch(line)
    if match is None:
        raise ValueError(f"“怎么做”的每一行应当以“1. ”这样的序号开头：{line[:30]}")
    return _statement(match[1])


def _case(question: str, lines: Sequence[str]) -> Case:
    return Case(question, tuple(_option(_point(line)) for line in lines))


def _option(line: str) -> Option:
    match = _OPTION.fullmatch(line)
    if match is None:
        raise ValueError(f"选项应当写成“名称：说明 [依据]”：{line[:30]}")
    statement, label = _statement(match["text"]), match["label"].strip()
    if match["kind"] == "月":
        span = _SPAN.fullmatch(match["cue"])
        if span is None:
            raise ValueError(f"“{match['cue']}”应当写成 6-12 或 12- 这样的月数")
        return Option(label, statement, months=(float(span[1]), float(span[2]) if span[2] else None))
    words = re.compile(match["cue"]) if match["kind"] == "词" else None
    return Option(label, statement, words=words)


def _mistake(line: str) -> Mistake:
    belief, arrow, right = _point(line).partition("→")
    if not arrow:
        raise ValueError(f"误区应当写成“误解 → 正确的说法 [依据]”：{line[:30]}")
    return Mistake(belief.strip(), _statement(right))


def _followup(line: str) -> FollowUp:
    question, arrow, answer = _point(line).partition("→")
    if not arrow:
        raise ValueError(f"追问应当写成“问题？ → 回答 [依据]”：{line[:30]}")
    return FollowUp(question.strip(), _statement(answer))


def _note(line: str) -> RegionNote:
    region, colon, text = _point(line).partition("：")
    if not colon:
        raise ValueError(f"各地不同应当写成“地区：说明 [依据]”：{line[:30]}")
    return RegionNote(region.strip(), _statement(text))


def _quiz(question: str, lines: Sequence[str]) -> QuizQuestion:
    choices = [match for line in lines if line.startswith("- ") and (match := _CHOICE.fullmatch(line[2:].strip()))]
    right = [at for at, match in enumerate(choices) if match[1] == "x"]
    whys = [line.removeprefix(_WHY) for line in lines if line.startswith(_WHY)]
    if len(right) != 1 or len(whys) != 1 or len(choices) + 1 != len(lines):
        raise ValueError(f"“{question[:20]}”要有用“- [ ] ”开头的选项、一个“[x]”、最后一行“解析：”")
    return QuizQuestion(question, tuple(match[2].strip() for match in choices), right[0], _statement(whys[0]))
