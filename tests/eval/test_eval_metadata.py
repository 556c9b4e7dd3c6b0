from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.metadata import Case, figures, main, read_cases, report

HEAD = "---\ntitle: 河南省饭钱条例\nlevel: 地方性法规\nregion: {region}\neffective: {effective}\n---\n\n"
BODY = "# 河南省饭钱条例\n\n第一条 甲。\n\n第二条 本条例自2005年1月1日起施行。\n"
AMENDED = BODY.replace(
    "第一条", "（2004年9月25日河南省人大常委会会议通过；2020年9月24日河南省人大常委会会议修正）\n\n第一条"
)


def cases(folder: Path, *files: str) -> list[Case]:
    for number, text in enumerate(files):
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    return list(read_cases([folder]))


def file(region: str = "河南省", effective: str = "2005-01-01", body: str = BODY) -> str:
    return HEAD.format(region=region, effective=effective) + body


def test_front_matter_is_hidden_and_compared(tmp_path: Path) -> None:
    (case,) = cases(tmp_path, file(region="四川省"))
    assert case.found.region == "河南省"
    assert [case.verdict(name) for name in ("title", "level", "region", "effective")] == [
        "right",
        "right",
        "wrong",
        "right",
    ]
    assert case.verdict("published") == "absent"


def test_the_first_commencement_counts_only_where_both_days_are_given(tmp_path: Path) -> None:
    amended, plain = cases(tmp_path, file(body=AMENDED), file(effective="2001-01-01"))
    assert amended.verdict("effective") == "first"
    assert amended.flagged("effective")
    assert plain.verdict("effective") == "wrong"
    assert not plain.flagged("effective")
    assert (amended.tells("effective"), plain.tells("effective")) == (True, False)


def test_a_missing_value_is_missing_and_flagged(tmp_path: Path) -> None:
    (case,) = cases(tmp_path, file(body="# 河南省饭钱条例\n\n第一条 甲。\n\n第二条 乙。\n"))
    assert case.verdict("effective") == "missing"
    assert case.flagged("effective")


def test_the_figures_are_shares_of_what_front_matter_states(tmp_path: Path) -> None:
    found = figures(cases(tmp_path, file(), file(region="四川省"), file(effective=""), file(effective="2001-01-01")))
    assert found["region"] | {"of_bad_flagged": 0} == {
        "n": 4,
        "right": 0.75,
        "first_commencement": 0,
        "wrong": 1,
        "missing": 0,
        "of_bad_flagged": 0,
    }
    assert (found["effective"]["n"], found["effective"]["right"]) == (3, 0.6667)
    assert (found["effective"]["n_told_by_text"], found["effective"]["right_where_told"]) == (2, 1.0)


def test_every_disagreement_is_reported_with_both_values(tmp_path: Path) -> None:
    said: list[str] = []
    report(cases(tmp_path, file(), file(region="四川省")), said.append)
    regions = [line for line in said if "\t地区\t" in line]
    assert len(regions) == 1
    assert "四川省" in regions[0]
    assert "河南省" in regions[0]


@pytest.mark.library
def test_level_and_region_of_the_library_are_recovered(library_folder: Path) -> None:
    """What issue 4 asks for; of the dates only those that the text tells can be."""
    found = figures(list(read_cases([library_folder])))
    assert found["level"]["right"] >= 0.98
    assert found["region"]["right"] >= 0.98
    assert found["effective"]["right_where_told"] >= 0.98
    assert found["effective"]["of_bad_flagged"] >= 0.9


def test_without_texts_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XUEFA_LIBRARY", str(tmp_path))
    monkeypatch.setenv("XUEFA_HOME", str(tmp_path / "home"))
    assert main(["--quiet"]) == 2
    assert "XUEFA_LIBRARY" in capsys.readouterr().err
    (tmp_path / "a.md").write_text(file(), encoding="utf-8")
    assert main(["--quiet"]) == 0
    assert json.loads(capsys.readouterr().out)["all"]["texts"] == 1
