"""Two versions of a text side by side: which article became which, and which words changed.

Articles are paired by what they say, not only by number: a new article in the middle of a law shifts every number
behind it, and a comparison by number would then show a law in which everything changed.
"""

from __future__ import annotations

import difflib
import functools
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .records import Article

__all__ = ["Change", "Pair", "Piece", "compare_articles", "word_changes"]

_ALIKE = 0.35
"""Two articles whose character pairs overlap by less than this (Dice) are not the same article.

Read by eye on the 15 texts of the library that have two versions: below .3 most pairs were different rules, up to .35
about half, above nearly all the same rule rewritten."""

_SAME_NUMBER, _NEAR = 0.05, 0.1
_PLAIN = str.maketrans(
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict(zip("　“”‘’", " \"\"''", strict=True))
)
"""Full-width characters to plain ones, one for one: (一) for （一） is another typewriter, not another law."""

_SHORTEST_KEPT = 2
"""Shorter runs of unchanged characters between two changes are part of the change: single letters that happen to agree
tear a replaced word to pieces."""


class Change(StrEnum):
    """What became of an article."""

    SAME = "没有变化"
    RENUMBERED = "只变了条号"
    CHANGED = "有修改"
    ADDED = "新增"
    REMOVED = "删去"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters; ``changed`` means removed in the old text, added in the new one."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """An article of the old text and the one it became.

    Attributes:
        old, new: ``None`` where the article was added or removed.
        old_pieces, new_pieces: The texts, whole: joined they give ``old.text`` and ``new.text``.
    """

    change: Change
    old: Article | None
    new: Article | None
    old_pieces: tuple[Piece, ...] = ()
    new_pieces: tuple[Piece, ...] = ()


@functools.lru_cache(maxsize=64)
def compare_articles(old: tuple[Article, ...], new: tuple[Article, ...]) -> tuple[Pair, ...]:
    """Every article of both texts once, in the order of the new text, removed ones where they stood."""
    partner = _partners(old, new)
    placed: list[tuple[tuple[int, int], Pair]] = []
    behind = -1
    for at, article in enumerate(old):
        if at in partner:
            behind = partner[at]
            placed.append(((behind, 0), _pair(article, new[behind])))
        else:
            placed.append(((behind, 1), Pair(Change.REMOVED, article, None, (Piece(article.text, True),))))
    taken = set(partner.values())
    for at, article in enumerate(new):
        if at not in taken:
            placed.append(((at, 0), Pair(Change.ADDED, None, article, (), (Piece(article.text, True),))))
    return tuple(pair for _, pair in sorted(placed, key=lambda entry: entry[0]))


def word_changes(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces, those that the other lacks marked; the width of characters makes no difference."""
    left: list[Piece] = []
    right: list[Piece] = []
    for equal, from_old, from_new in _runs(old, new):
        if from_old:
            left.append(Piece(from_old, not equal))
        if from_new:
            right.append(Piece(from_new, not equal))
    return tuple(left), tuple(right)


def _pair(old: Article, new: Article) -> Pair:
    if _plain(old.text) == _plain(new.text):
        change = Change.SAME if old.number == new.number else Change.RENUMBERED
        return Pair(change, old, new, (Piece(old.text),), (Piece(new.text),))
    return Pair(Change.CHANGED, old, new, *word_changes(old.text, new.text))


def _partners(old: Sequence[Article], new: Sequence[Article]) -> dict[int, int]:
    """Positions in ``old`` to positions in ``new``: the most alike first, each article at most once."""
    ranked = sorted(_likenesses(old, new), key=lambda entry: (-entry[0], entry[1], entry[2]))
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, left, right in ranked:
        if left not in partner and right not in taken:
            partner[left] = right
            taken.add(right)
    return partner


def _likenesses(old: Sequence[Article], new: Sequence[Article]) -> Iterator[tuple[float, int, int]]:
    """(score, position in old, position in new) of articles that may be the same one.

    The overlap of character pairs comes from postings, so that only articles that share some are ever met:
    a law of 300 articles takes a tenth of a second.
    """
    ours, theirs = [_pairs_of(_plain(one.text)) for one in old], [_pairs_of(_plain(one.text)) for one in new]
    postings: dict[str, list[int]] = defaultdict(list)
    for right, pairs in enumerate(theirs):
        for pair in pairs:
            postings[pair].append(right)
    for left, pairs in enumerate(ours):
        shared = Counter(right for pair in pairs for right in postings.get(pair, ()))
        for right, count in shared.items():
            alike = 2 * count / (len(pairs) + len(theirs[right]))
            if alike >= _ALIKE:
                # Between equals the number decides, then the place in the text.
                far = abs(left / len(old) - right / len(new))
                yield alike + _SAME_NUMBER * (old[left].number == new[right].number) - _NEAR * far, left, right


def _plain(text: str) -> str:
    """The same number of characters, each in its plain form."""
    return text.translate(_PLAIN)


def _pairs_of(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(max(len(text) - 1, 1)))


def _runs(old: str, new: str) -> Iterator[tuple[bool, str, str]]:
    """(equal, characters of old, characters of new), neighbouring changes made one."""
    matcher = difflib.SequenceMatcher(None, _plain(old), _plain(new), autojunk=False)
    codes = [(tag == "equal", old[i:j], new[k:m]) for tag, i, j, k, m in matcher.get_opcodes()]
    from_old = from_new = ""
    for at, (equal, left, right) in enumerate(codes):
        inside = 0 < at < len(codes) - 1
        if equal and not (inside and len(left) < _SHORTEST_KEPT):
            if from_old or from_new:
                yield False, from_old, from_new
            yield True, left, right
            from_old = from_new = ""
        else:
            from_old, from_new = from_old + left, from_new + right
    if from_old or from_new:
        yield False, from_old, from_new
