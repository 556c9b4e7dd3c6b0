"""The files of an evaluation, written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from knowledge.errors import SettingsError

from .cases import Key
from .scoring import Evaluation

__all__ = ["answer_rows", "json_lines", "json_text", "prepare_folder", "write_files"]


def prepare_folder(folder: Path) -> None:
    """Make ``folder`` and see that it can be written to, before a long run begins.

    Raises:
        SettingsError: It cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _unwritable(folder, error) from error


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write all files beside their places first, then move each into place.

    Raises:
        SettingsError: The disk refused; files of an earlier run are still whole.
    """
    waiting: dict[Path, Path] = {}
    try:
        for name, text in files.items():
            handle, path = tempfile.mkstemp(prefix=f".{name}-", dir=folder)
            waiting[Path(path)] = folder / name
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            Path(path).chmod(0o644)  # a temporary file is readable by its owner only
        for path_waiting, place in waiting.items():
            path_waiting.replace(place)
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        for left in waiting:
            left.unlink(missing_ok=True)


def answer_rows(evaluation: Evaluation) -> Iterator[dict[str, Any]]:
    """One object per case: what was asked, what was expected, all that came back, and each system's ranking."""
    for result in evaluation.run.results:
        case = result.case
        row: dict[str, Any] = {
            "id": case.id,
            "question": case.question,
            "scope": case.scope,
            "region": case.region,
            "as_of": case.as_of.isoformat() if case.as_of else None,
            "topic": case.topic,
            "kind": case.kind,
            "source": case.source,
            "gold": _keys(result.gold),
            "took_ms": round(result.took_ms, 1),
            "retrieval": dict(evaluation.by_case.get(case.id, {})) or None,
            "declined": result.declined,
            "error": result.error,
            "answer": result.answer.to_json() if result.answer else None,
            "ways": [dict(hit.ways) for hit in result.answer.hits] if result.answer else [],
        }
        if case.id in evaluation.judgements:
            judgement = evaluation.judgements[case.id]
            row["judge"] = {"mark": judgement.mark, "why": judgement.why}
        if evaluation.comparisons and case.id in evaluation.by_case:
            row["baselines"] = {one.name: _keys(one.rankings[case.id]) for one in evaluation.comparisons}
        yield row


def json_lines(rows: Iterator[Mapping[str, Any]]) -> str:
    """One compact JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def json_text(value: Mapping[str, Any]) -> str:
    """Indented JSON for people."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _keys(keys: Iterable[Key]) -> list[dict[str, str]]:
    return [{"law": law, "article": article} for law, article in keys]


def _unwritable(folder: Path, error: OSError) -> SettingsError:
    return SettingsError(f"无法写入评测结果文件夹 {folder}（{error.strerror}），请检查路径、权限和磁盘空间。")
