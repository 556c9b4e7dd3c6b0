from __future__ import annotations

import re
from collections import Counter

import pytest

from knowledge.glossary import Entry, glossary, legal_terms
from knowledge.library import Library
from knowledge.text import fold


@pytest.fixture
def invented(monkeypatch: pytest.MonkeyPatch) -> None:
    """A glossary of three entries with words that overlap."""
    entries = (
        Entry(("鉴定",), ("看一看",)),
        Entry(("工伤鉴定书", "A卡"), ("结论", "看一看")),
        Entry(("定书",), ("订书",)),
    )
    table = {fold(word): entry.law for entry in entries for word in entry.say}
    pattern = re.compile("|".join(map(re.escape, sorted(table, key=len, reverse=True))))
    monkeypatch.setattr("knowledge.glossary._table", lambda: table)
    monkeypatch.setattr("knowledge.glossary._pattern", lambda: pattern)


def test_there_are_many_entries_and_each_says_something() -> None:
    assert len(glossary()) >= 400
    assert [entry for entry in glossary() if not entry.say or not entry.law] == []
    words = [word for entry in glossary() for word in (*entry.say, *entry.law)]
    assert [word for word in words if word != word.strip() or not word] == []


def test_no_word_that_people_say_stands_twice() -> None:
    counts = Counter(fold(word) for entry in glossary() for word in entry.say)
    assert [word for word, count in counts.items() if count > 1] == []


def test_no_word_of_the_law_stands_twice_in_an_entry() -> None:
    assert [entry for entry in glossary() if len(set(entry.law)) != len(entry.law)] == []


def test_a_single_character_is_no_word() -> None:
    assert [word for entry in glossary() for word in entry.say if len(fold(word)) < 2] == []


def test_every_word_leads_to_the_words_of_its_entry() -> None:
    wrong = [word for entry in glossary() for word in entry.say if legal_terms(word) != entry.law]
    assert wrong == []


@pytest.mark.usefixtures("invented")
def test_of_words_that_overlap_the_longest_counts() -> None:
    assert legal_terms("拿到工伤鉴定书了") == ("结论", "看一看")
    assert legal_terms("去鉴定") == ("看一看",)
    assert legal_terms("去鉴定书店") == ("看一看",)


@pytest.mark.usefixtures("invented")
def test_terms_come_in_the_order_of_the_text_each_once() -> None:
    assert legal_terms("先鉴定，再拿工伤鉴定书，又鉴定") == ("看一看", "结论")
    assert legal_terms("先订定书，再鉴定") == ("订书", "看一看")


@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize("text", ["工傷鑑定書", "工伤 鉴定书", "ａ卡", "a卡"])
def test_however_it_is_written_a_word_is_known(text: str) -> None:
    assert legal_terms(text) == ("结论", "看一看")


def test_traditional_characters_are_understood() -> None:
    assert legal_terms("公司不給資遣費") == legal_terms("公司不给资遣费")
    assert "经济补偿" in legal_terms("資遣費")


def test_everyday_words_lead_to_those_of_the_law() -> None:
    assert "解除劳动合同" in legal_terms("老板把我炒鱿鱼了")


@pytest.mark.parametrize("text", ["", "今天天气不错", "xyz", "\n"])
def test_other_words_lead_to_nothing(text: str) -> None:
    assert legal_terms(text) == ()


@pytest.mark.library
def test_every_word_of_the_law_stands_in_a_text(all_texts: Library) -> None:
    texts = "\n".join(article.text for document in all_texts.documents() for article in document.articles)
    assert [word for entry in glossary() for word in entry.law if word not in texts] == []
