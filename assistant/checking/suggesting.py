"""Where words most likely come from."""

from __future__ import annotations

from datetime import date

from index.spans import SpanHit, SpanIndex
from knowledge.library import Library, article_status
from knowledge.numerals import article_label
from knowledge.records import Law, Status
from knowledge.statute import split_paragraphs

from .quoting import is_verbatim
from .records import Suggestion

__all__ = ["Suggester"]

_LEAST = 0.35
_MOST = 3
_EXACT = 0.95


class Suggester:
    """Finds the article that quoted or paraphrased words most likely come from."""

    def __init__(self, library: Library, spans: SpanIndex) -> None:
        self._library, self._spans = library, spans

    def places(self, words: str, day: date, law: str = "", least: float = _LEAST) -> tuple[Suggestion, ...]:
        """The likeliest places, best first; those where the words stand verbatim alone if there are any.

        Args:
            law: The title of the law that was named; its articles come first among equals.
        """
        hits = [hit for hit in self._spans.find(words, 40) if hit.share >= least and self._applies(hit, day)]
        exact = [hit for hit in hits if is_verbatim(words, hit.article.text)]
        hits = sorted(exact or hits, key=lambda hit: (-round(hit.share, 1), self._law(hit).title != law))
        return tuple(self._suggestion(hit, words, bool(exact)) for hit in hits[:_MOST])

    def stands_somewhere(self, words: str) -> bool:
        """Whether some article has exactly these words."""
        return any(is_verbatim(words, hit.article.text) for hit in self._spans.find(words, 5) if hit.share > _EXACT)

    def share(self, words: str, text: str) -> float:
        """How much of the words stands in a text, 0 to 1."""
        return self._spans.share(words, text)

    def _law(self, hit: SpanHit) -> Law:
        return self._library.law(hit.article.law_id)

    def _applies(self, hit: SpanHit, day: date) -> bool:
        return article_status(self._law(hit), hit.article, day) is Status.IN_FORCE

    def _suggestion(self, hit: SpanHit, words: str, exact: bool) -> Suggestion:
        law, paragraphs = self._law(hit), split_paragraphs(hit.article.text)
        place = max(range(len(paragraphs)), key=lambda at: self._spans.share(words, paragraphs[at].full))
        number = article_label(place + 1).replace("条", "款") if len(paragraphs) > 1 else ""
        reason = "这些话原样出现在这里。" if exact else "与这些话最接近的条文。"
        return Suggestion(law.title, hit.article.number, number, paragraphs[place].full, reason)
