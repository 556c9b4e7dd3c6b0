"""The first three layers: the law, the article, and whether it is in force on the day."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from knowledge.catalogue import Catalogue, Repealed
from knowledge.citations import Reference, number_key, resolve
from knowledge.errors import ReferenceError_
from knowledge.library import Library, article_status
from knowledge.records import Article, Law, Status
from knowledge.regions import region_at_start
from knowledge.text import fold, short_title

from .records import Finding, Layer, State, Suggestion, Verdict

__all__ = ["Standing", "stand"]

# What no library of statutes holds in full: their absence says nothing.
_PAPER = re.compile(r"(?:通知|意见|批复|答复|复函|函|纪要|公告|标准|指引|要点|号)$")
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a reference stands.

    Attributes:
        verdict: ``OK`` if nothing speaks against it so far.
        findings: Of the layers that were reached.
        name, number: Law and article, as in the library where it has them.
        law, article: What was found, else ``None``.
        text: The stored words that are meant: the article's, or those of its 款 or 项; empty if there are none.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    name: str
    number: str
    law: Law | None = None
    article: Article | None = None
    text: str = ""
    suggestions: tuple[Suggestion, ...] = ()


def stand(library: Library, catalogue: Catalogue, reference: Reference, day: date) -> Standing:
    """Look a reference up, layer by layer; the first that fails decides."""
    at = _older_text(_stand(library, catalogue, reference, day), catalogue, reference, day)
    wrong = _wrong_number(library, at.law, reference.number) if at.law and reference.number else ""
    wrong = wrong or _unclear(at, reference)
    if not wrong:
        return at
    findings = (Finding(Layer.LAW, State.UNKNOWN, wrong), *at.findings[1:])
    return replace(at, verdict=Verdict.UNCONFIRMED if at.verdict is Verdict.OK else at.verdict, findings=findings)


def _unclear(at: Standing, reference: Reference) -> str:
    """What leaves open which provision or which text a draft means."""
    if reference.unread:
        return f"后面的“{reference.unread[:12]}”没有看懂，不能确认指的是哪一处，请对照原文。"
    year = re.match(r"\d{4}", reference.version)
    years = {one.year for one in (at.law.published, at.law.effective) if one} if at.law else set()
    if reference.version and at.law is not None and not (year and int(year[0]) in years):
        since = f"{at.law.effective.isoformat()}起施行" if at.law.effective else "现在"
        return f"“{reference.version}”指的是哪一个文本不清楚，库中是{since}的文本，请核对。"
    return ""


def _older_text(at: Standing, catalogue: Catalogue, reference: Reference, day: date) -> Standing:
    """Of a law that was in force in a text that the library lacks, nothing can be said; not that it had not begun."""
    law = at.law
    first = (law.first_effective or catalogue.first.get(law.title)) if law else None
    if law is None or law.effective is None or first is None or reference.year or not first <= day < law.effective:
        return at
    since = law.effective.isoformat()
    detail = f"《{law.title}》在{day.isoformat()}有效的是较早的文本，库中只有{since}起施行的文本，无法核对。"
    findings = (at.findings[0], Finding(Layer.FORCE, State.UNKNOWN, detail))
    return replace(at, verdict=Verdict.UNCONFIRMED, findings=findings, text="", suggestions=())


def _stand(library: Library, catalogue: Catalogue, reference: Reference, day: date) -> Standing:
    name = short_title(reference.law)
    if not name:
        detail = f"“{reference.raw[:40]}”没有写明是哪部法律的，无法核对。"
        return _ended(reference, name, Verdict.UNCONFIRMED, Finding(Layer.LAW, State.UNKNOWN, detail))
    repealed = catalogue.repealed_law(name)
    if repealed is not None and not library.holds(name):
        return _of_old_law(reference, repealed, day)
    if fold(name) not in library.names():
        return _unknown_law(library, reference, name)
    law = library.version(name, day)
    kind = "文号" if name.endswith("号") else "通称"
    called = "" if fold(law.title) == fold(name) else f"“{name}”是《{law.title}》的{kind}。"
    first = Finding(Layer.LAW, State.OK, called)
    if reference.year and (other := _other_version(law, reference.year)):
        return Standing(other[0], (first, other[1]), law.title, reference.article, law)
    if not reference.article:
        return _in_force(Standing(Verdict.OK, (first,), law.title, "", law), library, day)
    try:
        found = resolve(library, reference, day)
    except ReferenceError_ as error:
        finding = Finding(Layer.ARTICLE, State.FAIL, str(error))
        return Standing(Verdict.NO_SUCH_ARTICLE, (first, finding), law.title, reference.article, law)
    findings = (first, Finding(Layer.ARTICLE, State.OK))
    at = Standing(Verdict.OK, findings, law.title, found.article.number, law, found.article, found.text)
    return _in_force(at, library, day, found.paragraph)


def _ended(reference: Reference, name: str, verdict: Verdict, finding: Finding, *more: Suggestion) -> Standing:
    return Standing(verdict, (finding,), name, reference.article, suggestions=more)


def _of_old_law(reference: Reference, old: Repealed, day: date) -> Standing:
    until = f"{old.ended.year}年{old.ended.month}月{old.ended.day}日"
    if day < old.ended:
        detail = f"《{old.title}》在{day.isoformat()}还有效（{until}起废止），但库中没有它的文本，无法核对。"
        return _ended(reference, old.title, Verdict.UNCONFIRMED, Finding(Layer.FORCE, State.UNKNOWN, detail))
    successor = f"，现由《{old.successor}》规定" if old.successor else ""
    finding = Finding(Layer.FORCE, State.FAIL, f"《{old.title}》已自{until}起废止{successor}。")
    more = (Suggestion(old.successor, "", "", "", f"《{old.title}》废止后由它规定。"),) if old.successor else ()
    return _ended(reference, old.title, Verdict.NOT_IN_FORCE, finding, *more)


def _unknown_law(library: Library, reference: Reference, name: str) -> Standing:
    if _PAPER.search(name):
        detail = f"库中没有收录“{name[:60]}”，无法核对，请对照发布机关的原文。"
        return _ended(reference, name, Verdict.UNCONFIRMED, Finding(Layer.LAW, State.UNKNOWN, detail))
    place = region_at_start(name)
    titles = library.near_titles(name, _NEAR)
    if place and not re.search("(?<!办)法$", name):
        titles = [one for one in titles if region_at_start(one) == place]
    near = [Suggestion(one, "", "", "", f"名称与“{name[:40]}”相近，请核对是不是它。") for one in titles]
    if place and not re.search("(?<!办)法$", name):
        detail = f"库中没有《{name[:60]}》。地方规定收录不全，没有收录不等于没有这部规定，请对照发布机关的原文。"
        return _ended(reference, name, Verdict.NO_SUCH_LAW, Finding(Layer.LAW, State.UNKNOWN, detail), *near)
    detail = f"库中没有名称正好是《{name[:60]}》的法律或规定。"
    if near:
        detail += "相近的有：" + "、".join(f"《{one.law}》" for one in near) + "。"
    return _ended(reference, name, Verdict.NO_SUCH_LAW, Finding(Layer.LAW, State.FAIL, detail), *near)


def _wrong_number(library: Library, law: Law, number: str) -> str:
    """What speaks against a document number that stands behind a name; nothing where none is known."""
    numbers = {number_key(name): title for name, title in library.names().items() if name.endswith("号")}
    other = numbers.get(number_key(number), "")
    known = sorted(name for name, title in library.names().items() if title == law.title and name.endswith("号"))
    if other == law.title or not (known or other):
        return ""
    if other:
        return f"“{number}”是《{other}》的文号，不是《{law.title}》的，请核对。"
    return f"写的文号是“{number}”，库中记的《{law.title}》文号是“{'”“'.join(known)}”，请核对。"


def _other_version(law: Law, year: int) -> tuple[Verdict, Finding] | None:
    """What is wrong with a version named by its year; ``None`` if it is the one that applies."""
    years = {one.year for one in (law.published, law.effective) if one}
    if not years or year in years:
        return None
    now = f"{max(years)}年的文本" if law.status_on(date.max) is Status.IN_FORCE else f"{min(years)}年的文本"
    if year > max(years):
        detail = f"库中没有《{law.title}》{year}年的文本（库中是{now}），无法核对。"
        return Verdict.UNCONFIRMED, Finding(Layer.FORCE, State.UNKNOWN, detail)
    detail = f"引用的是《{law.title}》{year}年的文本，已经修改，现在适用的是{now}。"
    return Verdict.NOT_IN_FORCE, Finding(Layer.FORCE, State.FAIL, detail)


def _in_force(at: Standing, library: Library, day: date, paragraph: int = 0) -> Standing:
    """``at`` with the layer of force."""
    law, article = at.law, at.article
    assert law is not None
    status = article_status(law, article, day) if article else law.status_on(day)
    where = f"《{law.title}》{at.number}"
    verdict, state, detail = Verdict.OK, State.OK, ""
    ended = article is not None and article.repealed_from is not None and day >= article.repealed_from
    if article and ended and paragraph in article.repealed_paragraphs:
        verdict, state, detail = Verdict.NOT_IN_FORCE, State.FAIL, f"{where}：{article.note}。"
    elif status is Status.UNKNOWN:
        verdict, state = Verdict.UNCONFIRMED, State.UNKNOWN
        detail = f"《{law.title}》在库中的效力状态不明，请核对最新文本。"
    elif status is not Status.IN_FORCE:
        verdict, state = Verdict.NOT_IN_FORCE, State.FAIL
        note = f"（{article.note}）" if article and article.stated else ""
        successor = f"，已由{law.superseded_by}取代" if law.superseded_by and status is not Status.NOT_YET else ""
        detail = f"{where}在{day.isoformat()}的状态是{status.value}{note}{successor}。"
    elif article and ended and not paragraph:
        verdict, state, detail = Verdict.UNCONFIRMED, State.UNKNOWN, f"{where}{article.note}，请写明第几款。"
    more = _successors(library, law, at.number, day) if verdict is Verdict.NOT_IN_FORCE else ()
    findings = (*at.findings, Finding(Layer.FORCE, state, detail))
    return Standing(verdict, findings, at.name, at.number, law, article, at.text, more)


def _successors(library: Library, law: Law, number: str, day: date) -> tuple[Suggestion, ...]:
    """The text that took the place of one that no longer applies, where the library knows it."""
    title = law.superseded_by.partition("（")[0].strip("《》")
    if not title or not library.holds(title) or (title == law.title and library.version(title, day).id == law.id):
        return ()
    same = number if title == law.title else ""
    return (Suggestion(title, same, "", "", f"《{law.title}》在{day.isoformat()}已由它取代。"),)
