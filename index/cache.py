"""Vectors that were computed before, so that a build embeds only what is new and an interrupted one goes on."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from .encoders import Encoder, Progress, Vectors

__all__ = ["VectorCache"]

# Texts between two commits: what a killed build loses at most, a few seconds of work.
CHUNK = 256
# How the default model encodes: vectors of another way are not taken. Until 2026-11 a text shared a batch with others.
WAY = "alone"


class VectorCache:
    """A SQLite file from (model, text) to vector; every commit is durable."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with closing(self._connect()) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, value BLOB NOT NULL)")
            connection.commit()

    def embed(
        self, encoder: Encoder, texts: Sequence[str], progress: Progress | None = None, as_queries: bool = False
    ) -> Vectors:
        """float32 ``(len(texts), dim)`` in the order of ``texts``; only unknown texts are encoded.

        Args:
            as_queries: Encode with the model's query prefix instead of its passage prefix.
            progress: Gets the number of texts just settled, known ones included.
        """
        keys = [_key(encoder.name, text, as_queries) for text in texts]
        vectors = np.zeros((len(texts), encoder.dim), np.float32)
        with closing(self._connect()) as connection:
            unknown: dict[bytes, list[int]] = {}
            for row, (key, value) in enumerate(zip(keys, self._read(connection, keys), strict=True)):
                if value is None or len(value) != encoder.dim * 4:
                    unknown.setdefault(key, []).append(row)
                else:
                    vectors[row] = np.frombuffer(value, np.float32)
            if progress:
                progress(len(texts) - sum(map(len, unknown.values())))
            order = sorted(unknown, key=lambda key: len(texts[unknown[key][0]]))
            for start in range(0, len(order), CHUNK):
                chunk = order[start : start + CHUNK]
                fresh = _encode(encoder, [texts[unknown[key][0]] for key in chunk], progress, as_queries)
                for key, vector in zip(chunk, fresh, strict=True):
                    vectors[unknown[key]] = vector
                rows = [(key, vector.tobytes()) for key, vector in zip(chunk, fresh, strict=True)]
                connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
                connection.commit()
            if progress:
                progress(sum(len(rows) - 1 for rows in unknown.values()))  # texts that stand more than once
        return vectors

    def keep_only(self, model: str, texts: Sequence[str], queries: Sequence[str] = ()) -> None:
        """Forget every vector but those of ``texts`` (as passages) and ``queries`` under ``model``."""
        with closing(self._connect()) as connection:
            connection.execute("CREATE TEMP TABLE wanted (key BLOB PRIMARY KEY)")
            keys = [_key(model, text) for text in texts] + [_key(model, text, as_query=True) for text in queries]
            connection.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((key,) for key in keys))
            connection.execute("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM wanted)")
            connection.commit()

    def forget(self, model: str, texts: Iterable[str]) -> None:
        """Forget the vectors of ``texts`` as passages under ``model``."""
        with closing(self._connect()) as connection:
            connection.executemany("DELETE FROM vectors WHERE key = ?", ((_key(model, text),) for text in texts))
            connection.commit()

    @staticmethod
    def _read(connection: sqlite3.Connection, keys: Sequence[bytes]) -> Iterator[bytes | None]:
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ",".join("?" * len(part))
            # Only question marks are put into the statement; the keys are bound.
            found = dict(connection.execute(f"SELECT key, value FROM vectors WHERE key IN ({marks})", part))  # noqa: S608
            yield from (found.get(key) for key in part)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=30)
        connection.execute("PRAGMA journal_mode=WAL")
        return connection


def _encode(encoder: Encoder, texts: Sequence[str], progress: Progress | None, as_queries: bool) -> Vectors:
    if not as_queries:
        return encoder.encode_passages(texts, progress)
    vectors = encoder.encode_queries(texts)
    if progress:
        progress(len(texts))
    return vectors


def _key(model: str, text: str, as_query: bool = False) -> bytes:
    return hashlib.sha256(f"{model} {WAY}\n{'?' if as_query else ''}{text}".encode()).digest()
