"""What is printed and read back is what went in; a comparison that could not notice a loss would be worth nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.rendering import LAYOUTS, pieces_of, render
from eval.roundtrip import compare, main, round_trip
from knowledge.numerals import article_label
from knowledge.readers import can_recognise, read_file
from knowledge.readers.limits import Limits
from knowledge.readers.worker import read_here

WORDS = "用人单位应当依法建立和完善示例制度，保障劳动者享有示例权利、履行示例义务，不得克扣或者无故拖欠"
CHAPTERS = ("总则", "示例的订立和履行", "监督检查", "附则")


def body() -> str:
    """Four chapters of eight articles: long and short ones, several paragraphs, items, a note below the title."""
    lines = [
        "# 示例省劳动示例条例",
        "（2020年3月2日示例省第十三届人民代表大会常务委员会第十五次会议通过　2021年9月29日修正）",
    ]
    names = "一二三四"
    for number in range(1, 33):
        if number % 8 == 1:
            lines.append(f"## 第{names[number // 8]}章 {CHAPTERS[number // 8]}")
        shown = article_label(number).strip("第条")
        lines.append(f"第{shown}条 {WORDS[number : number + 20]}。{WORDS * (number % 4)}。")
        if number % 3 == 0:
            lines += ["前款规定的情形包括：", f"（一）{WORDS}；", f"（二）依照第{shown}条规定的其他情形。"]
        if number % 5 == 0:
            lines.append(f"违反本条规定的，{WORDS * 2}。")
    return "\n\n".join(lines)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_all_articles_back(tmp_path: Path, layout: str) -> None:
    raw = read_here(render(body(), "示例省劳动示例条例", layout, tmp_path), Limits()).raw
    assert raw is not None
    outcome = compare(body(), raw.lines, "示例")
    assert (outcome.lost, outcome.changed, outcome.added) == ([], [], [])
    assert outcome.identical == outcome.articles == 32


def test_what_was_left_out_is_said(tmp_path: Path) -> None:
    raw = read_file(render(body(), "示例省劳动示例条例", "PDF，红头页眉页码目录", tmp_path))
    assert raw.doubts == ("页眉页脚已略去：示例省劳动示例条例", "目录已略去")
    assert raw.lines[:3] == ("某某省总工会文件", "某工发〔2020〕26号", "示例省劳动示例条例")


@pytest.mark.library
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "name",
    [
        "行政法规/全国/工伤保险条例.md",
        "工会文件/四川省-乐山市/2020年工会法律工作要点.md",
        "地方性法规/山东省/山东省信访条例.md",
    ],
)
def test_texts_of_the_library_come_back(library_folder: Path, tmp_path: Path, layout: str, name: str) -> None:
    outcome = round_trip(library_folder / name, layout, tmp_path, in_process=True)
    assert (outcome.lost, outcome.changed, outcome.added, outcome.failed) == ([], [], [], [])


def test_the_comparison_notices_what_is_lost_changed_added_and_moved() -> None:
    text = "# 示例\n\n## 第一章 总则\n\n第一条 甲。\n\n第二条 乙。\n\n## 第二章 附则\n\n第三条 丙。"
    lines = ["示例", "第一章 总则", "第一条　甲。", "第三条　丙。", "第四条　丁。"]
    outcome = compare(text, lines, "示例")
    assert (outcome.articles, outcome.identical) == (3, 1)
    assert [entry.split("：")[0] for entry in outcome.lost] == ["示例 第二条"]
    assert [entry.split("：")[0] for entry in outcome.changed] == ["示例 第三条"]
    assert [entry.split("：")[0] for entry in outcome.added] == ["示例 第四条"]
    assert compare(text, [*lines[:2], "第一条　甲，", *lines[3:]], "示例").identical == 0


def test_the_command_fails_where_too_little_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "一.md").write_text("---\ntitle: 示例\n---\n# 示例\n\n第一条 甲。\n\n第二条 乙。\n", encoding="utf-8")
    arguments = ["--library", str(tmp_path), "--layout", "Word，直接输入", "--in-process"]
    assert main(arguments) == 0
    assert "一致 2 条（100.00%）" in capsys.readouterr().out
    monkeypatch.setattr("eval.roundtrip._marked", lambda lines, pieces: "第一条 甲。")
    assert main(arguments) == 1
    assert "丢失：一.md 第二条" in capsys.readouterr().out


def test_pieces_are_the_lines_with_their_depth() -> None:
    assert [(one.text, one.depth) for one in pieces_of("# 甲\n\n## 乙\n\n丙 # 丁\n")] == [
        ("甲", 1),
        ("乙", 2),
        ("丙 # 丁", 0),
    ]


def test_a_scanned_page_is_recognised(tmp_path: Path) -> None:
    if not can_recognise():
        pytest.skip("the extra ocr is not installed: pip install 'xuefa[ocr]'")
    from knowledge.readers import pdfium

    text = "# 示例条例\n\n第一条 为了保护劳动者的合法权益，制定本条例。\n\n第二条 本条例自公布之日起施行。"
    document = pdfium.open_pdf(render(text, "示例条例", "PDF，普通", tmp_path))
    pdfium.picture_of(document, 1, 2.0).convert("L").save(tmp_path / "扫描.pdf")
    document.close()
    raw = read_file(tmp_path / "扫描.pdf")
    assert raw.kind == "scan"
    assert "识别得来" in raw.doubts[0]
    outcome = compare(text, raw.lines, "示例")
    assert outcome.identical == 2
