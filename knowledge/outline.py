"""Lines of a file to the Markdown that :func:`knowledge.statute.parse_articles` reads.

Three things are decided here: which of several texts in a file is meant, which lines are headings, and which
lines that begin with 第X条 open an article. A reference that a line break put at the start of a line does not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .numbering import Candidate, article_starts, choose
from .titles import announced_title, is_title

__all__ = ["Outline", "outline_of"]

FEWEST_OF_A_TEXT = 2
SPREAD = 8  # 总　　则: headings this short are set with spaces between the characters
LONG = 40
_NUMERAL = r"[零〇○一二三四五六七八九十百0-9]+"
_DIVISION = re.compile(rf"第\s*{_NUMERAL}\s*(?P<kind>分编|编|章|节)(?P<gap>\s*)(?P<name>.{{0,50}})")
_NOT_A_DIVISION = re.compile(rf"[的、，。；]|第\s*{_NUMERAL}\s*[款条项章节编]|规定|修改|删去|增加")
_NOR_UNSPACED = re.compile(r"[和及或所至]|中(?:的|关于)|与")
_BARE = re.compile(r"(?:总\s*则|附\s*则|序\s*言)")
_ANNEX = re.compile(
    r"附\s*(?:[件录表图]\s*[一二三四五六七八九十0-9]*\s*(?:[：:]?\s*[^。；]{0,50})?|[：:]\s*[^。；]{1,60})"
)
_LISTED = re.compile(r"(?P<mark>[一二三四五六七八九十]+)、[^。；：，]{1,25}")
_CONTENTS = re.compile(r"目\s*[录次]")
_MARKED = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>.+)")
_IMPRINT = re.compile(
    r"(?:抄送|分送|主送单位|责任编辑|编辑|来源|打印|关闭|分享|扫一扫|上一篇|下一篇|（此件|\(此件|（此页无正文|【关闭|【打印)"
    r"|.{2,30}办公[厅室].{0,3}\d{4}年\d+月\d+日印发"
)
_LABEL = re.compile(r"第\S{1,12}条(?:之\S{1,3})?")
_LABEL_AND_SPACE = re.compile(r"^(第\S{1,12}条(?:之\S{1,3})?)\s+")
_RANK = ("编", "分编", "章", "节")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    kind: str = ""  # "", 题 (title), 编, 分编, 章, 节, 总 (bare heading), 附 (annex)
    depth: int = 0  # that a Markdown mark gives


@dataclass(frozen=True, slots=True)
class Outline:
    """The text that is meant, taken out of its file.

    Attributes:
        title: Where in ``head`` its title stands, -1 if there is none.
        head: What stands before its first chapter or article, other texts of the file included.
        body: ``## `` headings, articles as ``第X条 …``, and all other lines.
        numbered: Whether it has articles.
        doubts: What was odd, in Chinese.
    """

    title: int
    head: tuple[str, ...]
    body: tuple[str, ...]
    numbered: bool
    doubts: tuple[str, ...]


def outline_of(raw_lines: Sequence[str]) -> Outline:
    """The outline of a file's lines, in reading order, one paragraph each."""
    lines, doubts = _without_contents([_classify(line) for line in raw_lines if line.strip()])
    lines, dropped = _without_imprint(lines)
    doubts += dropped
    texts = _texts(lines)
    if not texts:
        return _sections(lines, doubts)
    meant = texts[-1] if len(texts) > 1 and _is_amending(lines, texts[0]) else texts[0]
    for other in texts:
        if other is not meant:
            doubts.append(_left_out(lines, other))
    end = next((other.title for other in texts if other.first > meant.first), len(lines))
    chosen = choose([line.text for line in lines], meant.candidates)
    start = min(_body_start(lines, meant), chosen.starts[0].line)
    doubts.extend(chosen.doubts)
    body = _write(lines, start, end, {one.line: one for one in chosen.starts})
    head = tuple(_closed(line.text) for line in lines[:start])
    doubts.extend(_before(head))
    return Outline(meant.title, head, tuple(body), True, tuple(doubts))


@dataclass(frozen=True, slots=True)
class _Text:
    """One text of a file: the lines of its title (-1: none) and of its first article, and what may open articles."""

    title: int
    first: int
    candidates: tuple[Candidate, ...]


def _classify(raw: str) -> _Line:
    text, depth = raw.strip(), 0
    if marked := _MARKED.fullmatch(text):
        text, depth = marked["text"].strip(), len(marked["marks"])
        if depth == 1:
            return _Line(text, "题", 1)
    if _BARE.fullmatch(text):
        return _Line(re.sub(r"\s", "", text), "总", depth)
    if (match := _DIVISION.fullmatch(text)) and not text.endswith(("。", "；", "：", "，")):
        name = match["name"]
        reference = _NOT_A_DIVISION.match(name) or (not match["gap"] and _NOR_UNSPACED.match(name))
        if depth or not reference:
            label = re.sub(r"\s", "", text[: match.start("gap")])
            name = re.sub(r"\s", "", name) if len(name) < SPREAD else name.strip()
            return _Line(f"{label} {name}".strip(), match["kind"], depth)
    if _ANNEX.fullmatch(text):
        return _Line(text, "附", depth)
    return _Line(text, "总" if depth else "", depth)


def _without_contents(lines: list[_Line]) -> tuple[list[_Line], list[str]]:
    """Leave out a table of contents: headings that come again, with no article between."""
    divisions = [at for at, line in enumerate(lines) if line.kind in _RANK]
    again = next((at for at in divisions[1:] if lines[at].text == lines[divisions[0]].text), None)
    if again is None:
        return [line for line in lines if not _CONTENTS.fullmatch(line.text)], []
    first = divisions[0]
    if any(article_starts([line.text for line in lines[first:again]])):
        return lines, []
    marked = next((at for at in range(first) if _CONTENTS.fullmatch(lines[at].text)), first)
    return [*lines[:marked], *lines[again:]], ["目录已略去"]


def _without_imprint(lines: list[_Line]) -> tuple[list[_Line], list[str]]:
    """Leave out what an office or a website prints below the text."""
    end = len(lines)
    while end > 1 and _IMPRINT.match(lines[end - 1].text):
        end -= 1
    dropped = "；".join(line.text[:30] for line in lines[end:])
    return lines[:end], [f"文末的版记没有收入：{dropped}"] if dropped else []


def _texts(lines: list[_Line]) -> list[_Text]:
    """The texts with numbered articles, in order; a restart of the numbers needs a title in front of it."""
    candidates = list(article_starts([line.text for line in lines]))
    annex = _first_annex(lines, candidates)
    candidates = [one for one in candidates if one.line < annex]
    if len({one.key for one in candidates}) < FEWEST_OF_A_TEXT:
        return []
    firsts = [one.line for one in candidates if one.key == (1, 0)] or [candidates[0].line]
    at = [one.line for one in candidates]
    found: list[tuple[int, int, list[Candidate]]] = []
    for first, until in zip(firsts, [*firsts[1:], annex], strict=True):
        title = _title_before(lines, first, found[-1][2][-1].line + 1 if found else 0)
        own = candidates[bisect_left(at, first if found else title + 1) : bisect_left(at, until)]
        if found and (title < 0 or len({one.key for one in own}) < FEWEST_OF_A_TEXT):
            found[-1][2].extend(own)
        else:
            found.append((title, first, own))
    return [_Text(title, first, tuple(own)) for title, first, own in found]


def _first_annex(lines: list[_Line], candidates: list[Candidate]) -> int:
    """The first annex behind an article; what a notice lists or encloses before that is no annex of the law."""
    first = next((one.line for one in candidates if one.key == (1, 0)), len(lines))
    return next((at for at, line in enumerate(lines) if line.kind == "附" and at > first), len(lines))


def _title_before(lines: list[_Line], first: int, lowest: int) -> int:
    """The line of the title of the text whose first article is on line ``first``, or -1."""
    marked = [at for at in range(lowest, first) if lines[at].kind == "题"]
    if marked:
        return marked[-1]
    for at in range(first - 1, lowest - 1, -1):
        if not lines[at].kind and is_title(lines[at].text):
            if name := announced_title(lines[at].text):
                named = [back for back in range(lowest, first) if _same(lines[back].text, name)]
                return named[-1] if named else at
            return at
    return -1


def _same(line: str, name: str) -> bool:
    return re.sub(r"[\s《》〈〉<>]", "", line) == re.sub(r"[\s《》〈〉<>]", "", name)


def _is_amending(lines: list[_Line], text: _Text) -> bool:
    title = lines[text.title].text if text.title >= 0 else ""
    return bool(re.search(r"(?:修改|修正|废止).*决定$", title))


def _left_out(lines: list[_Line], text: _Text) -> str:
    name = lines[text.title].text if text.title >= 0 else lines[text.first].text[:20]
    many = len({one.key for one in text.candidates})
    return f"文件里还有《{name}》（{many}条），没有收入；需要时请另存为单独的文件"


def _body_start(lines: list[_Line], text: _Text) -> int:
    headings = [at for at in range(text.title + 1, text.first) if lines[at].kind not in {"", "题", "附"}]
    listed = text.first > 0 and _LISTED.fullmatch(lines[text.first - 1].text)
    return headings[0] if headings else text.first - bool(listed)


def _before(head: Sequence[str]) -> Iterator[str]:
    """A notice or decision in front is not part of the text; more than a preamble of it is worth saying."""
    articles = list(article_starts(head))
    prose = [line for line in head if len(line) > LONG and not line.startswith(("（", "(")) and not is_title(line)]
    if articles:
        yield f"标题前面有以“{articles[0].label}”开头的文字，没有收入条文"
    elif len(prose) > 1:
        yield f"正文前面的通知、决定等{len(prose)}段文字只用来判断日期和机关，没有收入条文"


def _sections(lines: list[_Line], doubts: list[str]) -> Outline:
    """A text without numbered articles: everything but its title is its body."""
    texts = [line.text for line in lines]
    marked = [at for at, line in enumerate(lines) if line.kind == "题"]
    title = next(iter(marked or [at for at in range(min(12, len(lines))) if is_title(texts[at])]), -1)
    rest = [line for at, line in enumerate(lines) if at != title]
    body = [f"{'#' * line.depth} {line.text}" if line.depth > 1 else line.text for line in rest]
    return Outline(title, tuple(texts[: title + 1]), tuple(body), False, tuple(doubts))


def _write(lines: list[_Line], start: int, end: int, starts: dict[int, Candidate]) -> Iterator[str]:
    ranks = [kind for kind in _RANK if any(line.kind == kind for line in lines[start:end])]
    for at in range(start, end):
        line = lines[at]
        if at in starts:
            yield f"{starts[at].label} {starts[at].rest}".rstrip()
        elif line.kind == "题":
            yield _closed(line.text)
        elif line.depth or line.kind:
            depth = line.depth or 2 + (ranks.index(line.kind) if line.kind in ranks else 0)
            yield f"{'#' * depth} {line.text}"
        elif _LISTED.fullmatch(line.text) and at + 1 in starts:
            yield f"## {line.text}"
        else:
            yield _closed(line.text)


def _closed(text: str) -> str:
    """A line that opens no article, written so that the parser does not take it for one."""
    if _LABEL.fullmatch(text):
        return f"〔{text}〕"
    return _LABEL_AND_SPACE.sub(r"\1", text)
