"""Every reference gets its comment, in words that a lawyer can use."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
from word_comments import anchored, saved

from assistant.checking.records import Difference, Suggestion, Verdict
from assistant.checking.words import VERDICT_WORDS
from assistant.drafts import annotate, paste_draft, read_draft
from assistant.drafts.wording import LABEL, LONGEST

DAY = date(2026, 5, 1)


def test_every_verdict_has_words() -> None:
    assert set(VERDICT_WORDS) == set(Verdict)


def test_a_word_document_keeps_its_own_and_gets_a_comment_at_every_reference(check: Any, temporary: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("依据《示例工")
    paragraph.add_run("资法》第一条").bold = True
    paragraph.add_run("、《示例细则》第二条和《量子法》第三条。")
    document.add_table(rows=1, cols=1).cell(0, 0).text = "《示例旧办法》第四条"
    document.add_comment(paragraph.runs[0], text="请核实", author="张律师")
    draft = read_draft("起诉状.docx", saved(document))
    checked = check(draft.text, Verdict.OK, Verdict.QUOTE_MISMATCH, Verdict.NO_SUCH_LAW, Verdict.NOT_IN_FORCE)
    made = anchored(annotate(draft, checked, DAY))
    assert [(one.words, one.author) for one in made] == [
        ("依据《示例工", "张律师"),
        *((one.reference.raw, "学法小课堂") for one in checked),
    ]
    for one, comment in zip(checked, made[1:], strict=True):
        assert VERDICT_WORDS[one.verdict] in comment.text
        assert one.detail in comment.text
        assert f"按{DAY.isoformat()}的法律核对" in comment.text
        assert comment.text.endswith(LABEL)
    assert list(temporary.iterdir()) == []


def test_what_is_wrong_comes_with_the_stored_words_and_what_to_write_instead(check: Any) -> None:
    draft = paste_draft("依据《示例工资法》第一条")
    stored = "老板应当每月发工资。" * 100
    checked = check(
        draft.text,
        Verdict.QUOTE_MISMATCH,
        text=stored,
        differences=(Difference("same", "老板"), Difference("missing", "应当"), Difference("added", "可以")),
        suggestions=(Suggestion("示例细则", "第二条", "第一款", "停工留人。", "引文在这一条里。"),),
    )
    ((text,),) = [[one.text] for one in anchored(annotate(draft, checked, DAY))]
    assert stored[:LONGEST] in text
    assert stored[: LONGEST + 1] not in text
    assert "《示例工资法》第一条原文：" in text
    assert "老板［缺少：应当］［多出：可以］" in text
    assert "建议：《示例细则》第二条第一款：“停工留人。”（引文在这一条里）" in text


def test_a_right_reference_gets_a_short_comment(check: Any) -> None:
    draft = paste_draft("依据《示例工资法》第一条")
    checked = check(draft.text, Verdict.OK, text="老板应当每月发工资。" * 100)
    (comment,) = anchored(annotate(draft, checked, DAY))
    assert comment.text.startswith("核对无误：《示例工资法》第一条。说明。")
    assert len(comment.text) < 100


def test_other_drafts_become_a_new_document_with_a_table(check: Any) -> None:
    draft = paste_draft("第一段《示例工资法》第一条\n\n第二段😀《示例细则》第二条")
    checked = check(draft.text, Verdict.OK, Verdict.UNCONFIRMED)
    made = annotate(draft, checked, DAY)
    assert [one.words for one in anchored(made)] == ["《示例工资法》第一条", "《示例细则》第二条"]
    document = docx.Document(io.BytesIO(made))
    assert [one.text for one in document.paragraphs[:3]] == draft.text.split("\n")
    shown = "\n".join(one.text for one in document.paragraphs)
    assert "共找到2处引用：核对无误1处，不能确认1处" in shown
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[1:] == [
        ["1", "《示例工资法》第一条", "核对无误", "说明。"],
        ["2", "《示例细则》第二条", "不能确认", "说明。"],
    ]


def test_only_problems_are_annotated_if_so_wished(check: Any) -> None:
    draft = paste_draft("第一段《示例工资法》第一条，《示例细则》第二条")
    checked = check(draft.text, Verdict.OK, Verdict.UNCONFIRMED)
    made = annotate(draft, checked, DAY, only_problems=True)
    assert [one.words for one in anchored(made)] == ["《示例细则》第二条"]
    document = docx.Document(io.BytesIO(made))
    shown = "\n".join(one.text for one in document.paragraphs)
    assert "共找到2处引用：核对无误1处，不能确认1处。" in shown
    assert "只列出有问题的1处" in shown
    assert [row.cells[0].text for row in document.tables[0].rows[1:]] == ["2"]  # numbered as on the page
    original = docx.Document()
    original.add_paragraph(draft.text)
    word = read_draft("a.docx", saved(original))
    assert [one.words for one in anchored(annotate(word, checked, DAY, only_problems=True))] == ["《示例细则》第二条"]


def test_a_new_document_is_of_now_and_of_nobody_else() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    made = docx.Document(io.BytesIO(annotate(paste_draft("甲"), [], DAY))).core_properties
    assert made.created == made.modified
    assert before <= made.created <= datetime.now(UTC)
    assert (made.author, made.last_modified_by, made.comments) == ("", "", "")


def test_a_draft_without_references_becomes_a_document_too() -> None:
    made = annotate(paste_draft("今天天气很好。"), [], DAY)
    assert anchored(made) == []
    assert "共找到0处引用。" in "".join(one.text for one in docx.Document(io.BytesIO(made)).paragraphs)
