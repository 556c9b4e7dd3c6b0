"""Checks a draft: every reference, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from index.passages import PassageIndex
from index.spans import SpanIndex
from knowledge.catalogue import Catalogue, load_catalogue
from knowledge.citations import Reference, ReferenceFinder
from knowledge.library import Library
from knowledge.statute import split_paragraphs

from .claims import Claim, claim_of, groups, in_one_line
from .figuring import wrong_figure
from .meaning import Meaning, Vectors, Wording
from .modality import wrong_modality
from .quoting import LIKE, Owned, differences, is_verbatim, left_out, owned_quotations, stands_cut
from .records import Checked, Finding, Layer, State, Suggestion, Verdict
from .standing import Standing, stand
from .suggesting import Suggester
from .wording import changed_word, misplaced_figure

__all__ = ["Checker"]


class Checker:
    """Checks drafts against one library; safe to share between threads."""

    def __init__(
        self,
        library: Library,
        finder: ReferenceFinder | None = None,
        catalogue: Catalogue | None = None,
        vectors: Vectors | None = None,
    ) -> None:
        """Check against a library.

        Args:
            vectors: Of its passages, to notice claims that are about another provision; without them only those
                that share many letters with it are noticed.
        """
        self._library = library
        self._catalogue = catalogue or load_catalogue()
        self._finder = finder or ReferenceFinder(library, tuple(self._catalogue.repealed))
        self._suggester = Suggester(library, SpanIndex(library))
        self._meaning = Meaning(library, vectors)

    @classmethod
    def over(cls, index: PassageIndex) -> Checker:
        """A checker of everything that an index holds."""
        return cls(index.library, vectors=Vectors(index))

    def check(self, text: str, day: date) -> list[Checked]:
        """Every reference in ``text``, in order, with its verdict for ``day``."""
        references = self._finder.find(text)
        standings = [stand(self._library, self._catalogue, one, day) for one in references]
        quoted = self._quotes(text, references, standings)
        claims = _claims(text, references, [one for row in quoted.values() for one in row])
        stored = [_for_claim(one, reference) for one, reference in zip(standings, references, strict=True)]
        whole = [one.article.text if one.article else "" for one in standings]
        together = _together(claims, stored)
        wordings = [_wording(*row) for row in zip(references, standings, claims, together, strict=True)]
        exact = _exact(text, references, standings, quoted)
        wordings = [None if at in exact or _in_range(text, references, at) else one for at, one in enumerate(wordings)]
        claims = [Claim("") if at in exact else one for at, one in enumerate(claims)]
        elsewhere = _unless_near(claims, self._meaning.elsewhere(wordings, day))
        checked = [
            self._with_quotes(_begun(reference, standing), text, standing, quoted.get(at, ()), day)
            for at, (reference, standing) in enumerate(zip(references, standings, strict=True))
        ]
        return [
            _concluded(_with_claim(one, claims[at], together[at], whole[at], elsewhere[at]))
            for at, one in enumerate(checked)
        ]

    def _quotes(
        self, text: str, references: Sequence[Reference], standings: Sequence[Standing]
    ) -> dict[int, list[Owned]]:
        """The quotations of each reference; of a chain, that of the one where the words stand, if they stand in any."""
        found: dict[int, list[Owned]] = {}
        for owned in owned_quotations(text, references):
            words = text[owned.quotation.start : owned.quotation.end]
            right = [at for at in owned.owners if standings[at].text and is_verbatim(words, standings[at].text)]
            for at in right[:1] or owned.owners[:1]:
                found.setdefault(at, []).append(owned)
        return found

    def _with_quotes(
        self, checked: Checked, text: str, standing: Standing, quoted: Sequence[Owned], day: date
    ) -> Checked:
        notes: list[str] = []
        held = 0
        for owned in quoted:
            start, end = owned.quotation.start, owned.quotation.end
            words = text[start:end]
            if not standing.text:
                more = self._suggester.places(words, day, standing.name) if owned.sure else ()
                return replace(checked, quote_start=start, quote_end=end, suggestions=(*checked.suggestions, *more))
            if is_verbatim(words, standing.text):
                held += 1
                if turned := left_out(words, standing.text):
                    return _turned(checked, turned, (start, end))
                checked = replace(checked, quote_start=start, quote_end=end) if held == 1 else checked
                notes += ["引文在句子中间停住，后面还有话"] if stands_cut(words, standing.text) else []
                continue
            if not owned.sure and not self._is_of_a_law(words, standing.text):
                continue  # somebody's speech
            return self._misquoted(checked, words, (start, end), standing, day)
        state, detail = (State.OK, f"引文一致{'（' + notes[0] + '）' if notes else ''}。") if held else (State.NONE, "")
        return replace(checked, findings=(*checked.findings, Finding(Layer.QUOTE, state, detail)))

    def _is_of_a_law(self, words: str, stored: str) -> bool:
        """Whether words in quotation marks are those of a provision, of this one or of another."""
        return self._suggester.share(words, stored) >= LIKE or self._suggester.stands_somewhere(words)

    def _misquoted(self, checked: Checked, words: str, span: tuple[int, int], standing: Standing, day: date) -> Checked:
        assert standing.article is not None
        if is_verbatim(words, standing.article.text):
            detail = "引文在本条里，但不在所写的这一款（项）里，款号或项号不对。"
        else:
            detail = f"引文“{words[:20]}{'……' if len(words) > 20 else ''}”与条文原文不一致，请对照原文。"
        places = self._suggester.places(words, day, standing.name)
        here = (standing.name, standing.number)
        others = tuple(one for one in places if (one.law, one.article) != here or checked.reference.paragraph)
        if others and others[0].reason.startswith("这些话原样") and (others[0].law, others[0].article) != here:
            detail = f"引文不在这一条里，原样出现在《{others[0].law}》{others[0].article}{others[0].paragraph}。"
        verdict = Verdict.QUOTE_MISMATCH if checked.verdict is Verdict.OK else checked.verdict
        return replace(
            checked,
            verdict=verdict,
            detail=detail if checked.verdict is Verdict.OK else checked.detail,
            findings=(*checked.findings, Finding(Layer.QUOTE, State.FAIL, detail)),
            quote_start=span[0],
            quote_end=span[1],
            differences=differences(words, standing.text),
            suggestions=(*checked.suggestions, *others),
        )


def _turned(checked: Checked, word: str, span: tuple[int, int]) -> Checked:
    """With a quotation that leaves out a word which turns its sense."""
    detail = f"引文前面或者省略的地方有“{word}”，意思可能变了，请对照原文。"
    findings = (*checked.findings, Finding(Layer.QUOTE, State.UNKNOWN, detail))
    if checked.verdict is not Verdict.OK:
        return replace(checked, findings=findings, quote_start=span[0], quote_end=span[1])
    return replace(
        checked, verdict=Verdict.UNCONFIRMED, detail=detail, findings=findings, quote_start=span[0], quote_end=span[1]
    )


def _begun(reference: Reference, standing: Standing) -> Checked:
    """What the first three layers found."""
    problem = (one.detail for one in reversed(standing.findings) if one.detail and one.state is not State.OK)
    return Checked(
        reference,
        standing.name,
        standing.number,
        standing.verdict,
        next(problem, ""),
        standing.findings,
        standing.law.id if standing.law else "",
        standing.text,
        suggestions=standing.suggestions,
    )


def _with_claim(checked: Checked, claim: Claim, stored: str, article: str, elsewhere: Suggestion | None) -> Checked:
    """With the last layer: what the draft says with a reference may leave it unconfirmed, but never makes it wrong."""
    if not checked.text:
        return checked
    problem = (
        wrong_figure(claim.text, stored, article)
        or misplaced_figure(claim.text, stored)
        or changed_word(claim.text, stored)
        or wrong_modality(claim.text, stored)
    )
    if not problem and elsewhere is not None:
        problem = f"正文说的内容不像这一条，更像《{elsewhere.law}》{elsewhere.article}{elsewhere.paragraph}。"
        checked = replace(checked, suggestions=(*checked.suggestions, elsewhere))
    if not problem:
        said = claim.text.strip(" ，。、；：,.;:")
        finding = Finding(Layer.CLAIM, State.OK if said else State.NONE)
        return replace(checked, claim=said, findings=(*checked.findings, finding))
    findings = (*checked.findings, Finding(Layer.CLAIM, State.UNKNOWN, problem))
    if checked.verdict is not Verdict.OK:
        return replace(checked, findings=findings)
    return replace(checked, verdict=Verdict.UNCONFIRMED, detail=problem, findings=findings)


def _concluded(checked: Checked) -> Checked:
    return replace(checked, detail=_all_well(checked)) if checked.verdict is Verdict.OK else checked


def _wording(reference: Reference, standing: Standing, claim: Claim, stored: str) -> Wording | None:
    if standing.law is None or standing.article is None or standing.verdict is not Verdict.OK:
        return None
    return Wording(claim.text, standing.law, standing.article, reference.paragraph, reference.item, stored)


def _claims(text: str, references: Sequence[Reference], quoted: Sequence[Owned]) -> list[Claim]:
    """What is said with each reference; those of a group (第四十六条、第四十七条) share one claim."""
    cut = sorted({(one.quotation.start - 1, one.quotation.end + 1) for one in quoted})
    text = in_one_line(text)
    spans = [(one.start, one.end) for one in references]
    claims: list[Claim] = []
    for group in groups(text, spans):
        free = spans[group.first - 1][1] if group.first else 0
        until = spans[group.last + 1][0] if group.last + 1 < len(spans) else len(text)
        claim = claim_of(text, spans[group.first][0], spans[group.last][1], free, until, cut)
        claims.extend([claim] * (group.last + 1 - group.first))
    return claims


def _exact(
    text: str, references: Sequence[Reference], standings: Sequence[Standing], quoted: Mapping[int, Sequence[Owned]]
) -> set[int]:
    """The references that say nothing in the draft's own words: quoted word for word, or part of such a quotation."""
    found: set[int] = set()
    for at, row in quoted.items():
        for owned in row:
            start, end = owned.quotation.start, owned.quotation.end
            if standings[at].text and is_verbatim(text[start:end], standings[at].text):
                found.add(at)
                found |= {n for n, one in enumerate(references) if start <= one.start and one.end <= end}
    return found


def _in_range(text: str, references: Sequence[Reference], at: int) -> bool:
    """Whether a reference is an end of 第二十一条至第二十六条, of which the claim may be about any."""
    spots = [(references[at - 1].end, references[at].start)] if at else []
    spots += [(references[at].end, references[at + 1].start)] if at + 1 < len(references) else []
    return any(text[start:end].strip() in {"至", "到", "-", "—", "——", "~"} for start, end in spots)


def _unless_near(claims: Sequence[Claim], elsewhere: Sequence[Suggestion | None]) -> list[Suggestion | None]:
    """Of references that share a claim, one that it is about is enough."""
    near = {id(claim) for claim, other in zip(claims, elsewhere, strict=True) if other is None}
    return [None if id(claim) in near else other for claim, other in zip(claims, elsewhere, strict=True)]


def _for_claim(standing: Standing, reference: Reference) -> str:
    """The words that a claim is held against: an item says nothing without its lead-in."""
    if standing.article is None or not reference.item:
        return standing.text
    part = next(one for one in split_paragraphs(standing.article.text) if standing.text in one.full)
    return f"{part.text}\n{standing.text}"


def _together(claims: Sequence[Claim], stored: Sequence[str]) -> list[str]:
    """For each reference, the stored words of every one that shares its claim."""
    shared: dict[int, list[str]] = {}
    for claim, text in zip(claims, stored, strict=True):
        shared.setdefault(id(claim), []).append(text)
    joined = {claim: "\n".join(dict.fromkeys(texts)) for claim, texts in shared.items()}
    return [joined[id(claim)] for claim in claims]


def _all_well(checked: Checked) -> str:
    if not checked.reference.article:
        return "现行有效，没有写条号。"
    quote = next((one for one in checked.findings if one.layer is Layer.QUOTE), None)
    said = "，引文一致" if quote and quote.state is State.OK else ""
    note = quote.detail.partition("（")[2].rstrip("）。") if quote else ""
    called = next((one.detail for one in checked.findings if one.layer is Layer.LAW), "")
    return f"条文存在，现行有效{said}。{note + '。' if note else ''}{called}"
