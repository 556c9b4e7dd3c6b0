"""Other ways to find articles, on the same articles and cases: keywords alone and the usual recipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.cache import VectorCache
from index.dense import DenseIndex
from index.embeddings import EncoderEmbeddings
from index.encoders import Encoder
from index.lexical import KeywordIndex
from knowledge.records import Article, Law, Passage

from .cases import Key
from .runs import DEPTH, Collection

__all__ = ["Baseline", "Corpus", "KeywordsAlone", "LangChainRecipe", "VectorsAlone", "first_mentions"]

Rows = Sequence[tuple[Law, Article]]
CHUNK_SIZE, CHUNK_OVERLAP = 500, 50
# Chunks fetched so that 20 articles remain after the chunks of one article are put together.
CHUNKS = 150


class Baseline(Protocol):
    """A system that ranks articles.

    Attributes:
        name: Its key in the JSON figures.
        title: What people call it.
    """

    name: str
    title: str

    def rank(self, question: str, day: date, region: str) -> list[Key]:
        """(law, article) pairs, best first, each once, at most 20."""
        ...

    def holds(self, key: Key) -> bool:
        """Whether it could return this article at all."""
        ...


class PassageCollection(Collection, Protocol):
    """A collection that shows its passages."""

    passages: Sequence[Passage]

    def passages_in_force(self, day: date, region: str) -> npt.NDArray[np.int64]:
        """Numbers of the passages that retrieval may return on a day in a place."""
        ...


class Corpus:
    """The articles that our own retrieval may return for any case, and which of them on a day in a place."""

    def __init__(self, index: Collection, contexts: Sequence[tuple[date, str]]) -> None:
        """Collect the articles of all (day, region) pairs of a run."""
        keys = {context: set(index.article_keys(*context)) for context in dict.fromkeys(contexts)}
        every = sorted(set().union(*keys.values()))
        self.rows: Rows = [(index.library.law(law), index.library.article(law, number)) for law, number in every]
        self.keys: list[Key] = [(law.title, article.number) for law, article in self.rows]
        self._allowed = {
            context: np.array([key in allowed for key in every], np.bool_) for context, allowed in keys.items()
        }

    def allowed(self, day: date, region: str) -> npt.NDArray[np.bool_]:
        """bool ``(n_articles,)``: in force on the day and applicable in the place."""
        return self._allowed[day, region]


class KeywordsAlone:
    """BM25 over whole articles, with the same segmentation as ours."""

    name, title = "bm25", "只用关键词（BM25）"

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._known = frozenset(corpus.keys)
        self._index = KeywordIndex.build([f"{law.title}\n{article.text}" for law, article in corpus.rows])

    def rank(self, question: str, day: date, region: str) -> list[Key]:
        scores = np.where(self._corpus.allowed(day, region), self._index.scores(question), 0.0)
        best = np.argsort(-scores, kind="stable")[: DEPTH * 2]
        return first_mentions([self._corpus.keys[row] for row in best if scores[row] > 0])

    def holds(self, key: Key) -> bool:
        return key in self._known


class LangChainRecipe:
    """The usual LangChain recipe with our encoder: split, embed, flat FAISS, best chunks.

    ``RecursiveCharacterTextSplitter(500, 50)`` splits each article by itself, its law's title and its number
    in front. The usual tutorial concatenates a law and cuts every 500 characters; chunks would then hold
    parts of several articles and name none of them. Most articles are shorter than 500 characters, so
    this is the recipe at its best. An article ranks by its best chunk. Exact search in FAISS stands in
    for the FAISS store of langchain-community, which returns the same neighbours.
    """

    name, title = "langchain", "LangChain 常见做法（切块＋向量）"

    def __init__(self, corpus: Corpus, encoder: Encoder, cache: Path, say: Callable[[str], None]) -> None:
        """Embed the chunks; vectors in ``cache`` are used again."""
        self._corpus = corpus
        self._known = frozenset(corpus.keys)
        chunks = list(_chunks(corpus.rows))
        self._article = np.array([row for row, _ in chunks], np.int64)
        self._embeddings = _CachedEmbeddings(encoder, VectorCache(cache))
        say(f"正在为“{self.title}”生成 {len(chunks)} 个文本块的向量……")
        vectors = self._embeddings.embed_documents([text for _, text in chunks])
        self._index = DenseIndex(np.asarray(vectors, np.float32).reshape(len(chunks), encoder.dim))

    def rank(self, question: str, day: date, region: str) -> list[Key]:
        vector = np.asarray(self._embeddings.embed_query(question), np.float32)
        allowed = self._corpus.allowed(day, region)[self._article]
        found = self._index.search(vector, allowed, CHUNKS)
        return first_mentions([self._corpus.keys[self._article[chunk]] for chunk, _ in found])

    def holds(self, key: Key) -> bool:
        return key in self._known


class VectorsAlone:
    """An embedding model alone, over the same passages as ours; an article ranks by its best passage."""

    def __init__(
        self, name: str, title: str, index: PassageCollection, encoder: Encoder, cache: Path, say: Callable[[str], None]
    ) -> None:
        """Embed the passages of ``index``; vectors in ``cache`` are used again."""
        self.name, self.title = name, title
        self._index, self._encoder = index, encoder
        texts = [passage.for_encoder for passage in index.passages]
        say(f"正在为“{title}”生成 {len(texts)} 个检索单元的向量……")
        self._dense = DenseIndex(VectorCache(cache).embed(encoder, texts))
        self._known = frozenset((passage.title, passage.article) for passage in index.passages)

    def rank(self, question: str, day: date, region: str) -> list[Key]:
        keys = [(passage.law_id, passage.article) for passage in self._index.passages]
        allowed = np.zeros(len(keys), np.bool_)
        allowed[self._index.passages_in_force(day, region)] = True
        found = self._dense.search(self._encoder.encode_queries([question])[0], allowed, CHUNKS)
        return first_mentions(
            [(self._index.library.law(law).title, number) for law, number in (keys[row] for row, _ in found)]
        )

    def holds(self, key: Key) -> bool:
        return key in self._known


class _CachedEmbeddings(EncoderEmbeddings):
    """LangChain ``Embeddings`` that ask the cache first."""

    def __init__(self, encoder: Encoder, cache: VectorCache) -> None:
        super().__init__(encoder)
        self._cache = cache

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [row.tolist() for row in self._cache.embed(self._encoder, texts)]


def _chunks(rows: Rows) -> Iterator[tuple[int, str]]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP)
    for row, (law, article) in enumerate(rows):
        for text in splitter.split_text(f"{law.title} {article.number}\n{article.text}"):
            yield row, text


def first_mentions(keys: Sequence[Key]) -> list[Key]:
    """Each key at its first place, 20 at most."""
    return list(dict.fromkeys(keys))[:DEPTH]
