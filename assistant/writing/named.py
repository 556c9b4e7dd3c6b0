"""Laws, articles and quotations in a sentence: only those that it rests on, and word for word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.checking.quoting import is_verbatim, left_out
from knowledge.citations import ReferenceFinder, quotations
from knowledge.errors import ReferenceError_
from knowledge.grounds import Rule
from knowledge.library import Library, normal_number
from knowledge.text import fold

from .records import Source

__all__ = ["Named"]

# 某某法 without marks that no name of the library is: 劳动者保护法规定…
_LAW_LIKE = re.compile(
    r"(?:根据|依据|依照|按照?|违反|适用|援引|国家的?|最新的?|新的?|《)([\u4e00-\u9fff（）]{2,24}?(?:法|法典|条例|规定|办法|细则|解释|意见|通知|规则))(?=第|规定|，|,|的|》|要求)"
)
_GENERAL = re.compile(
    r"^(?:有关|相关|国家|法律|上述|前述|这[个些部条]|该|本|其|当地|地方|单位|公司|厂里|老板|双方|合同|规章|内部|政府|省里|各地|劳动|安全|公司的|单位的|哪)*(?:法|法律|法规|规定|办法|政策|意见|通知|规则|解释|做法)$"
)
_BEGINNING = re.compile(r"[^,.;:，。；：、]{1,12}")
_ARTICLE = re.compile(r"第[\d零〇一二三四五六七八九十百]+条(?:之[一二三四五六七八九十])?")
_BOOK = re.compile(r"《([^《》]{1,80})》")
SHORTEST_QUOTE = 7
"""Letters from which on words in quotation marks are given as somebody's words, not only set apart."""


class Named:
    """Holds the names and quotations of sentences against their sources; safe to share between threads."""

    def __init__(self, library: Library, finder: ReferenceFinder) -> None:
        self._library, self._finder = library, finder

    def misnamed(self, text: str, sources: Sequence[Source]) -> str:
        """The first law or provision that a sentence names and does not rest on; nothing if it names none such."""
        rules = [rule for source in sources for rule in source.rules]
        titles = {rule.law.title for rule in rules}
        for reference in self._finder.find(text):
            if reference.version or reference.year or reference.unread or reference.number:
                return reference.raw
            title = self._title(reference.law)
            if title not in titles:
                return reference.raw
            if reference.article and not any(
                _covers(rule, title, reference.article, reference.paragraph) for rule in rules
            ):
                return reference.raw
        for name in [*self._finder.laws_named(text), *_BOOK.findall(text)]:
            if self._title(name) not in titles:
                return str(name)
        found = {fold(one) for one in self._finder.laws_named(text)}
        for name in _LAW_LIKE.findall(text):
            if (
                not _GENERAL.match(name)
                and self._title(name) not in titles
                and not any(one in fold(name) for one in found)
            ):
                return str(name)
        numbers = {normal_number(one) for one in _ARTICLE.findall(text)}
        stray = numbers - {rule.article.number for rule in rules}
        return next(iter(sorted(stray)), "")

    def misquoted(self, text: str, sources: Sequence[Source], question: str) -> str:
        """The first words in quotation marks that stand neither in the sources nor in the question."""
        for quotation in quotations(text):
            words = text[quotation.start : quotation.end]
            if len(fold(words)) < SHORTEST_QUOTE:
                if fold(words) not in fold(f"{question}\n" + "\n".join(one.text for one in sources)):
                    return words
                continue
            if fold(words) in fold(question) or any(self._quotes(words, source) for source in sources):
                continue
            return words
        return ""

    @staticmethod
    def _quotes(words: str, source: Source) -> bool:
        own = bool(source.own) and is_verbatim(words, source.own)
        law = source.law
        return own or (is_verbatim(words, law) and not left_out(words, law) and not _cuts_in(words, law))

    def _title(self, name: str) -> str:
        try:
            return str(self._library.versions(name)[0].title)
        except (ReferenceError_, IndexError):
            return ""


def _cuts_in(words: str, law: str) -> bool:
    """Whether a quotation begins inside a clause: what stood before it (严重, 非因本人意愿) may turn it."""
    first = _BEGINNING.match(fold(words))
    before = fold(law).split(first[0], 1)[0][-1:] if first else ""
    return bool(before) and before.isalpha()


def _covers(rule: Rule, title: str, article: str, paragraph: int) -> bool:
    same = rule.law.title == title and rule.article.number == article
    return same and (not paragraph or paragraph in rule.paragraphs)
