from __future__ import annotations

from datetime import date
from pathlib import Path

import orjson

from index.snapshot import load_library_snapshot, save_library_snapshot
from knowledge.catalogue import Catalogue
from knowledge.library import Library
from knowledge.records import Article, Document, Law, Status

LAW = Law(
    "示例条例@2020-01-01", "示例条例", "地方性法规", "四川省", "示例机关", date(2020, 1, 1), date(2020, 3, 1),
    "文本所载", None, None, Status.IN_FORCE, "", "示例",
)  # fmt: skip
DOCUMENT = Document(LAW, (Article(LAW.id, "第二条", ("第一章",), "甲。"),), ("第二条之前的条号不连续",))


def test_a_library_comes_back_as_it_was_with_its_doubts(tmp_path: Path, catalogue: Catalogue) -> None:
    save_library_snapshot(Library([DOCUMENT], {}), tmp_path / "library.json")
    assert list(load_library_snapshot(tmp_path / "library.json", catalogue).documents()) == [DOCUMENT]


def test_an_older_snapshot_without_doubts_still_opens(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "library.json"
    save_library_snapshot(Library([DOCUMENT], {}), path)
    rows = orjson.loads(path.read_bytes())
    for row in rows:
        del row["doubts"]
    path.write_bytes(orjson.dumps(rows))
    (document,) = load_library_snapshot(path, catalogue).documents()
    assert (document.articles, document.doubts) == (DOCUMENT.articles, ())
