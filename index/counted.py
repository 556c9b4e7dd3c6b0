"""Texts whose terms were counted when the index was built: a keyword index of them cuts nothing into terms any more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import orjson

from .lexical import KeywordIndex, terms_of
from .postings import Postings, count_terms

__all__ = ["COUNTED_TEXTS", "CountedTexts"]

COUNTED_TEXTS, _VOCABULARY, _ENTRIES = "texts.json", "vocabulary.json", "entries.npy"


class CountedTexts:
    """Texts with the counts of their terms; safe to share between threads."""

    def __init__(self, texts: Sequence[str], postings: Postings) -> None:
        """``postings`` are of ``texts``, in their order."""
        self.texts, self._postings = tuple(texts), postings
        self._rows = {text: row for row, text in enumerate(self.texts)}

    @classmethod
    def count(cls, texts: Sequence[str]) -> CountedTexts:
        """Cut ``texts`` into terms; what stands more than once is counted once."""
        different = tuple(dict.fromkeys(texts))
        return cls(different, count_terms([-1] * len(different), map(terms_of, different)))

    def keywords(self, texts: Sequence[str]) -> KeywordIndex:
        """The keyword index of any texts; only those that are not held are cut into terms."""
        return KeywordIndex.build(texts, self._postings, self._rows)

    def save(self, folder: Path) -> None:
        """Write into ``folder``, which is made."""
        folder.mkdir()
        (folder / COUNTED_TEXTS).write_bytes(orjson.dumps(list(self.texts)))
        (folder / _VOCABULARY).write_bytes(orjson.dumps(list(self._postings.vocabulary)))
        own = self._postings
        np.save(folder / _ENTRIES, np.stack([own.texts, own.terms, own.counts]).astype(np.int32))

    @classmethod
    def load(cls, folder: Path) -> CountedTexts:
        """Read what :meth:`save` wrote."""
        texts = orjson.loads((folder / COUNTED_TEXTS).read_bytes())
        vocabulary = tuple(orjson.loads((folder / _VOCABULARY).read_bytes()))
        entries = np.load(folder / _ENTRIES)
        return cls(texts, Postings(vocabulary, len(texts), *entries))
