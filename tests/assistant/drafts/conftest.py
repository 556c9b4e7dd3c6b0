"""Checked references, and a folder for temporary files that can be looked into."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.checking.records import Checked, Verdict
from knowledge.citations import Reference

Check = Callable[..., list[Checked]]
_ARTICLE = re.compile(r"《(?P<law>[^》]+)》(?P<article>第[一二三四五六七八九十]+条)")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where drafts are put for a moment; empty unless something was left behind."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def check() -> Check:
    """Every 《…》第…条 of a text, with the given verdicts in turn."""

    def check(draft: str, *verdicts: Verdict, **own: Any) -> list[Checked]:
        return [
            Checked(
                Reference(match[0], match.start(), match.end(), match["law"], match["article"]),
                match["law"],
                match["article"],
                verdicts[at % len(verdicts)] if verdicts else Verdict.OK,
                "说明。",
                **own,
            )
            for at, match in enumerate(_ARTICLE.finditer(draft))
        ]

    return check
