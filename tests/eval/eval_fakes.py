"""Small laws, and an assistant that answers from a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from assistant.records import Answer, Citation, HitSummary, Outcome
from index.ranking import Way, features
from index.search import Candidates, Hit, Query
from knowledge.errors import QuestionError
from knowledge.library import Library
from knowledge.records import Article, Document, Law, Passage, Status

TODAY = date(2026, 5, 1)
Key = tuple[str, str]


def make_document(title: str, texts: Mapping[str, str], stated: Status = Status.IN_FORCE, **own: Any) -> Document:
    law = Law(
        id=f"{title}@2008-01-01",
        title=title,
        level="法律",
        region="全国",
        issuer="",
        published=date(2008, 1, 1),
        effective=date(2008, 1, 1),
        effective_basis="",
        first_effective=None,
        expires=None,
        stated=stated,
        superseded_by="",
        source="测试",
    )
    return Document(law, tuple(Article(law.id, number, (), text, **own) for number, text in texts.items()))


def make_citation(law: str, article: str, text: str, quote: str = "", paragraph: str = "") -> Citation:
    return Citation(
        1, law, article, paragraph, quote or text, text, (), "现行有效", "2008-01-01", "法律", "全国", "测试"
    )


def make_answer(
    hits: Sequence[Key] = (),
    status: Outcome = Outcome.ANSWERED,
    citations: Sequence[Citation] = (),
    question: str = "问",
    region: str = "全国",
    ways: Sequence[Mapping[str, int]] = (),
) -> Answer:
    """``ways`` is for each hit what found it at which rank."""
    known = [*ways, *([{}] * (len(hits) - len(ways)))]
    found = tuple(HitSummary(*key, 1 / rank, known[rank - 1]) for rank, key in enumerate(hits, start=1))
    return Answer(question, status, (), tuple(citations), found, region, TODAY, 5.0)


class FakeEncoder:
    """Counts characters into 16 buckets; enough for nearest neighbours to mean something."""

    name, dim = "fake", 16

    def __init__(self) -> None:
        self.encoded = 0

    def encode_queries(self, texts: Sequence[str]) -> Any:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Any:
        self.encoded += len(texts)
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Any:
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            for character in text:
                rows[row, ord(character) % self.dim] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class FakeIndex:
    """Every article is one passage; the ways in are vectors and a topic that always means the last article."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.passages = [
            Passage(document.law.id, article.number, 1, document.law.title, "", article.text)
            for document in library.documents()
            for article in document.articles
        ]

    def embed(self, text: str) -> Any:
        return FakeEncoder().encode_queries([text])[0]

    def candidates(self, query: Query, vector: Any) -> Candidates:
        keys = self.article_keys(query.day, query.region)
        vectors = FakeEncoder().encode_passages([self.library.article(*key).text for key in keys])
        cosines = {keys[at]: float(vectors[at] @ vector) for at in np.argsort(-(vectors @ vector))}
        ways = tuple(
            one for one in (Way("dense", cosines), Way("topic", {keys[-1]: 1.0})) if one.name not in query.without
        )
        found = tuple(dict.fromkeys(key for way in ways for key in way.scores))
        return Candidates(ways, found, features(ways, found, [""] * len(found)))

    def search(self, query: Query, top_k: int = 20) -> list[Hit]:
        found = self.candidates(query, self.embed(query.text))
        return [
            Hit(self.library.law(key[0]), self.library.article(*key), 1 / rank, (), 0.0, {})
            for rank, key in enumerate(found.keys[:top_k], start=1)
        ]

    def passages_in_force(self, day: date, region: str) -> Any:
        keys = set(self.article_keys(day, region))
        return np.array([row for row, one in enumerate(self.passages) if (one.law_id, one.article) in keys], np.int64)

    def article_keys(self, day: date, region: str) -> list[Key]:
        return [
            article.key
            for document in self.library.documents()
            for article in document.articles
            if document.law.status_on(day) is Status.IN_FORCE
        ]


@dataclass
class FakeAssistant:
    """Gives the answer that the script has for a question; 太长 is refused as the real one refuses."""

    index: FakeIndex
    script: dict[str, Answer] = field(default_factory=dict)
    encoder: FakeEncoder = field(default_factory=FakeEncoder)
    asked: list[tuple[str, str, date | None]] = field(default_factory=list)
    writes: Callable[[Answer], Answer] | None = None
    spent: dict[str, int] = field(default_factory=lambda: {"tokens_in": 0, "tokens_out": 0})

    def query(self, question: str, day: date, region: str) -> Query:
        return Query(question, day, region)

    def ask(self, question: str, *, region: str = "全国", as_of: date | None = None) -> Answer:
        """With a model, if ``writes`` plays one that adds something to the plain answer."""
        if self.writes is None:
            return self.answer_plainly(question, region=region, as_of=as_of)
        return self.writes(self.answer_plainly(question, region=region, as_of=as_of))

    def model_status(self) -> dict[str, Any] | None:
        return None if self.writes is None else {"model": "示例模型", "operator": "示例总工会", **self.spent}

    def answer_plainly(
        self, question: str, *, region: str = "全国", as_of: date | None = None, history: Sequence[str] = ()
    ) -> Answer:
        self.asked.append((question, region, as_of))
        if "太长" in question:
            raise QuestionError("问题太长。")
        return self.script.get(question, make_answer(status=Outcome.OUT_OF_SCOPE, question=question))
