"""Title, level, place, issuer and dates of a text, from nothing but the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .dates import find_dates
from .dating import Dating, date_text
from .filing import file_under
from .history import History, hide_quotes, read_history
from .issuers import UNSTATED, find_issuer, younger_words
from .outline import Outline, outline_of
from .records import POLICY_LEVEL, RawText, Status
from .text import short_title
from .titles import announced_title, find_number, is_title, title_at

__all__ = ["Metadata", "describe", "infer"]

OPENING_LINES, CLOSING_LINES = 12, 30
SIGNATURE_LENGTH = 60
MOST_HEAD = 200
_DATE_LINE = re.compile(
    r"[（(]?\s*(?:[\u4e00-\u9fff、\s]{0,40}?)\s*(?P<date>[0-9０-９〇零○一二三四五六七八九十年月日\s]{6,20})\s*[）)]?"
)
_ENDED = re.compile(
    r"[（(【\[]\s*(?:已|全文)?(?:废止|失效)\s*[）)】\]]|(?:本|该|此)(?:文|文件|件|条例|办法|规定)(?:现)?已(?:经)?(?:被)?(?:废止|失效)"
)
_DRAFT = re.compile(r"征求意见稿|草案|送审稿|讨论稿|试拟稿")
_AMENDING = re.compile(r"关于(?:修改|修正|废止).*的决定$")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a text says about itself.

    Attributes:
        title: Without 中华人民共和国; empty if there is none.
        level: 法律, 行政法规, 司法解释, 部门规章, 地方性法规, 工会文件, or 未注明.
        region: 全国, a province, province/city, or 未注明, which applies nowhere.
        document_number: 国务院令第586号, 法释〔2020〕26号.
        passed: When the first version was passed.
        published: When this version was made public; of an amended text the day of the amendment.
        effective: The day from which this version applies, ``effective_basis`` where that comes from.
        first_effective: The day on which the first version took effect, if it is another one.
        expires: The first day on which it no longer applies, if the text says so.
        amended: The days of all amendments and revisions, in order.
        status: Repealed where the text says so, in force where it took effect, else unknown.
        doubts: What is uncertain, in Chinese, each beginning with what it is about.
    """

    title: str
    level: str
    region: str
    issuer: str
    document_number: str
    passed: date | None
    published: date | None
    effective: date | None
    effective_basis: str
    first_effective: date | None
    expires: date | None
    amended: tuple[date, ...]
    status: Status
    doubts: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """What the text does not tell, in Chinese."""
        facts = (
            ("标题", self.title),
            ("层级", self.level != UNSTATED),
            ("地区", self.region != UNSTATED),
            ("制定机关", self.issuer),
            ("公布日期", self.published),
            ("施行日期", self.effective),
        )
        return tuple(name for name, fact in facts if not fact)


def infer(raw: RawText) -> Metadata:
    """The metadata of a file's text.

    Args:
        raw: What a reader made of the file; its name is only used where the text has no title.
    """
    return describe(outline_of(raw.lines), raw.name)


def describe(outline: Outline, name: str = "") -> Metadata:
    """The metadata of a text whose outline is known; ``name`` is the file's, the last resort for a title."""
    title, doubts = _title(outline, name)
    block = _around(outline.head) if outline.numbered else (*outline.head, *outline.body[:OPENING_LINES])
    history = read_history(block)
    number = find_number(block)
    signatures = list(_signatures(outline))
    notes = [hide_quotes(line) for line in block if _tells(line)]
    issuer = find_issuer(number, notes, title, signatures)
    filed, more = file_under(title, issuer, outline.body, outline.numbered)
    dating = date_text(history, list(_closing(outline)), block, _signed(outline))
    if filed.level == POLICY_LEVEL or not outline.numbered:
        dating = _by_issue(dating, history, filed.level == POLICY_LEVEL)
    doubts += more + list(dating.doubts) + list(_anachronisms(outline, dating))
    status, told = _status(title, outline, dating)
    return Metadata(
        title=title,
        level=filed.level,
        region=filed.region,
        issuer=filed.name,
        document_number=number,
        passed=history.passed,
        published=dating.published,
        effective=dating.effective,
        effective_basis=dating.basis,
        first_effective=dating.first_effective,
        expires=dating.expires,
        amended=history.changes,
        status=status,
        doubts=tuple(dict.fromkeys([*doubts, *told])),
    )


def _title(outline: Outline, name: str) -> tuple[str, list[str]]:
    if outline.title >= 0:
        title = title_at(outline.head, outline.title)
        return short_title(announced_title(title) if outline.numbered and announced_title(title) else title), []
    stem = re.sub(r"\.\w{2,5}$", "", name).strip()
    if is_title(stem) and re.search(r"[\u4e00-\u9fff]", stem):
        return short_title(stem), [f"标题：正文里没有找到标题，暂用文件名《{stem}》"]
    return "", ["标题：没有找到标题"]


def _around(head: Sequence[str]) -> tuple[str, ...]:
    """What stands first and last in front of a text; a whole book in front of it tells nothing of the text."""
    return tuple(head) if len(head) <= 2 * MOST_HEAD else (*head[:MOST_HEAD], *head[-MOST_HEAD:])


def _signatures(outline: Outline) -> Iterator[str]:
    """Short lines that may be signatures, above the text and at its end; who is addressed signs nothing."""
    title = outline.head[outline.title] if outline.title >= 0 else ""
    above = (line for line in _around(outline.head) if line != title)
    for line in (*above, *outline.body[:OPENING_LINES], *outline.body[-6:]):
        plain = re.sub(r"\s", "", line)
        if len(plain) <= SIGNATURE_LENGTH and not re.search(r"[。；]|[：:]$", plain):
            yield plain


def _tells(line: str) -> bool:
    """Whether a line tells of its own text; running prose names other texts and their issuers."""
    if line.startswith(("（", "(")):
        return True
    prose = "。" in line and not re.search(r"现予[公发]布", line)
    return not prose and bool(re.search(r"通过|公布|发布|[令告]\s*$|令第|号$", line))


def _closing(outline: Outline) -> Iterator[str]:
    """The last lines of the text proper, annexes left out."""
    annex = next((at for at, line in enumerate(outline.body) if re.match(r"#+ 附[^则]", line)), len(outline.body))
    for line in outline.body[max(0, annex - CLOSING_LINES) : annex]:
        yield re.sub(r"^第\S+条 ", "", line)


def _signed(outline: Outline) -> date | None:
    """The date that stands alone on a line, as under a signature: at the end of a notice, or above the articles."""
    lines = (
        _around(outline.head)
        if outline.numbered
        else (*outline.head, *outline.body[:OPENING_LINES], *outline.body[-6:])
    )
    days = [
        found.day
        for line in lines
        if len(line) <= SIGNATURE_LENGTH and _DATE_LINE.fullmatch(line.strip())
        for found in find_dates(line)
    ]
    return days[-1] if days else None


def _by_issue(dating: Dating, history: History, policy: bool) -> Dating:
    """Notices and union documents seldom say when they take effect: they do from the day of issue."""
    issued = dating.published or history.latest
    if dating.effective is not None:
        return dating
    others = tuple(doubt for doubt in dating.doubts if not doubt.startswith("施行日期"))
    if issued is None:
        return replace(dating, doubts=(*others, "施行日期：没有找到施行条款，也没有找到发文日期"))
    told = () if policy else (f"施行日期：没有施行条款，按发文日期{issued.isoformat()}",)
    return replace(dating, effective=issued, basis="发文日期", doubts=(*others, *told))


def _anachronisms(outline: Outline, dating: Dating) -> Iterator[str]:
    version = max([day for day in (dating.effective, dating.published) if day is not None], default=None)
    if version is None:
        return
    found = list(younger_words("\n".join(outline.body), version))
    if found:
        word, since = max(found, key=lambda pair: pair[1])
        word = word.strip("《》")
        yield f"施行日期：正文用了{since.year}年才有的名称“{word}”，可能是{version.isoformat()}以后又修改过的文本"


def _status(title: str, outline: Outline, dating: Dating) -> tuple[Status, list[str]]:
    block: Sequence[str] = (title, *outline.head[:12], *outline.body[:3], *outline.body[-3:])
    if any(_DRAFT.search(line) for line in (title, *outline.head[:3])):
        return Status.UNKNOWN, ["状态：这是草案或征求意见稿，不是生效的文本"]
    if any(_ENDED.search(hide_quotes(line)) for line in block):
        return Status.REPEALED, ["状态：文中写明已经废止或者失效"]
    if dating.effective is None:
        return Status.UNKNOWN, []
    told = ["状态：这是修改（废止）决定，不是被修改的法律本身"] if _AMENDING.search(title) else []
    return Status.IN_FORCE, told
