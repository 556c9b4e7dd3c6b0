"""Lines of a page become paragraphs; headers, footers and contents go; nothing else does."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from knowledge.readers.contents import contents_in
from knowledge.readers.furniture import strip_furniture
from knowledge.readers.layout import lines_of
from knowledge.readers.paragraphs import join_texts, paragraphs_of
from knowledge.readers.shapes import Char, Line, Page

EM, WIDTH, HEIGHT, LEFT, COLUMNS = 10.0, 595.0, 842.0, 80.0, 40


def line(text: str, at: int, *, indent: float = 0, page: int = 1, em: float = EM) -> Line:
    x0 = LEFT + indent * EM
    return Line(text, page, 0, x0, x0 + len(text) * em, 760 - 18.0 * at, em, WIDTH, HEIGHT)


def set_in(paragraphs: Sequence[str], indent: int = 2) -> list[Line]:
    """Paragraphs as a printer sets them: first lines set in, lines of forty characters."""
    lines: list[Line] = []
    for text in paragraphs:
        room, rest, first = COLUMNS - indent, text, True
        while rest:
            lines.append(line(rest[:room], len(lines), indent=indent if first else 0))
            rest, room, first = rest[room:], COLUMNS, False
    return lines


LONG = "为了保护劳动者的合法权益，调整劳动关系，建立和维护适应社会主义市场经济的劳动制度，促进社会进步，制定本示例。"
PARAGRAPHS = [
    f"第一条　{LONG}",
    "前款所称劳动者，包括各类人员：",
    f"（一）依照第二十条的规定，{LONG}",
    "（二）其他人员。",
    f"第二条　{'本' * 33}。",  # fills its line exactly
    f"第三条　{LONG}",
]


@pytest.mark.parametrize("indent", [2, 0])
def test_paragraphs_come_back_as_they_were_set(indent: int) -> None:
    assert paragraphs_of(set_in(PARAGRAPHS, indent)) == (PARAGRAPHS, False)


def test_a_reference_at_the_beginning_of_a_line_is_no_article() -> None:
    text = f"第一条　{'甲' * 33}依照\u3000第二十条规定办理，由劳动行政部门责令改正。"
    assert paragraphs_of(set_in([text, "第二条　乙。"]))[0] == [text, "第二条　乙。"]


def test_a_sentence_goes_on_over_the_page() -> None:
    lines = set_in([f"第一条　{LONG}", "第二条　乙。"])
    lines = [lines[0], *(Line(one.text, 2, 0, one.x0, one.x1, one.y + 36, EM, WIDTH, HEIGHT) for one in lines[1:])]
    assert paragraphs_of(lines)[0] == [f"第一条　{LONG}", "第二条　乙。"]


def test_headings_are_lines_of_their_own_with_one_space() -> None:
    lines = set_in([f"第一条　{LONG}"])
    chapter = line("第一章　总　则", 0, indent=16)
    after = [Line(one.text, 1, 0, one.x0, one.x1, one.y - 18, EM, WIDTH, HEIGHT) for one in lines]
    assert paragraphs_of([chapter, *after])[0] == ["第一章 总则", f"第一条　{LONG}"]


def test_a_title_of_two_lines_is_one_and_a_red_head_stays_apart() -> None:
    def centred(text: str, at: int, em: float) -> Line:
        return line(text, at, indent=(COLUMNS - len(text) * em / EM) / 2, em=em)

    body = [Line(one.text, 1, 0, one.x0, one.x1, one.y - 90, EM, WIDTH, HEIGHT) for one in set_in(PARAGRAPHS)]
    head = [
        centred("示例省总工会文件", 0, 28.0),
        centred("示工发〔2020〕26号", 1, EM),
        centred("关于进一步做好示例工作有关", 2, 22.0),
        centred("问题的意见", 3, 22.0),
    ]
    assert paragraphs_of([*head, *body])[0] == [
        "示例省总工会文件",
        "示工发〔2020〕26号",
        "关于进一步做好示例工作有关问题的意见",
        *PARAGRAPHS,
    ]


def test_words_of_letters_keep_their_blank_and_numbers_do_not_get_one() -> None:
    assert join_texts(["自20", "20年起"]) == "自2020年起"
    assert join_texts(["见 labour", "law"]) == "见 labour law"
    assert join_texts(["根据 ", "2020年"]) == "根据 2020年"


def pages(count: int, *, header: str = "示例条例", footer: str = "— {} —") -> list[Page]:
    made = []
    for number in range(1, count + 1):
        body = [line(f"第{number}页的正文。", at, indent=2, page=number) for at in range(3)]
        top = Line(header, number, 0, 280, 320, 800, 9, WIDTH, HEIGHT)
        bottom = Line(footer.format(number), number, 0, 290, 310, 40, 9, WIDTH, HEIGHT)
        made.append(Page(number, (top, *body, bottom)))
    return made


@pytest.mark.parametrize("footer", ["— {} —", "{}", "第 {} 页 共 12 页", "{} / 12", "Page {} of 12", "－{}－"])
def test_running_headers_and_page_numbers_go(footer: str) -> None:
    kept, doubts = strip_furniture(pages(5, footer=footer))
    assert [one.text for page in kept for one in page.lines] == [
        f"第{n}页的正文。" for n in range(1, 6) for _ in range(3)
    ]
    assert doubts == ["页眉页脚已略去：示例条例"]


def test_a_single_page_loses_nothing_but_its_number() -> None:
    kept, doubts = strip_furniture(pages(1))
    assert [one.text for one in kept[0].lines] == ["示例条例", *["第1页的正文。"] * 3]
    assert doubts == []


def test_a_line_of_the_text_that_comes_again_in_the_middle_of_pages_stays() -> None:
    made = [Page(n, (line("（一）同样的一项；", 15, indent=2, page=n),)) for n in range(1, 6)]
    assert strip_furniture(made) == (made, [])


CONTENTS = [
    "示例条例",
    "目　录",
    "第一章　总则",
    "第二章　附则",
    "第一章　总则",
    "第一条　甲。",
    "第二章　附则",
    "第二条　乙。",
]


@pytest.mark.parametrize("number", ["", "……………3", " .......... 3", "\t3"])
def test_contents_go_and_the_headings_of_the_text_stay(number: str) -> None:
    lines = [*CONTENTS[:2], *(f"{one}{number}" for one in CONTENTS[2:4]), *CONTENTS[4:]]
    assert contents_in(lines) == {1, 2, 3}


def test_headings_without_contents_stay() -> None:
    assert contents_in([CONTENTS[0], *CONTENTS[4:]]) == set()
    assert contents_in(["目录", "第一章　总则", "第一条　甲。"]) == set()
    assert contents_in(["第一章　总则", "第一节　一般", "第一条　甲。", "第二节　特别", "第二条　乙。"]) == set()


def test_bare_headings_before_the_text_are_contents_too() -> None:
    names = ["第一章　总则", "第二章　分则", "第三章　附则"]
    body = [line for at, name in enumerate(names) for line in (name, f"第{at}条　甲。")]
    assert contents_in(["示例条例", *names, *body]) == {1, 2, 3}


def chars(text: str, x: float, y: float, em: float = EM) -> list[Char]:
    return [Char(one, x + at * em, x + (at + 1) * em, y - em / 2, y + em / 2) for at, one in enumerate(text)]


def test_two_columns_are_read_one_after_the_other() -> None:
    rows = 8
    left = [one for row in range(rows) for one in chars(f"左{row}" + "甲" * 18, 80, 700 - 15 * row)]
    right = [one for row in range(rows) for one in chars(f"右{row}" + "乙" * 18, 300, 703 - 15 * row)]
    title = chars("横跨两栏的标题" * 5, 90, 730)
    found = [one.text[:2] for one in lines_of([*right, *title, *left], 1, WIDTH, HEIGHT)]
    assert found == ["横跨", *(f"左{row}" for row in range(rows)), *(f"右{row}" for row in range(rows))]


def test_the_cells_of_a_table_are_read_row_by_row() -> None:
    cells = [
        one
        for row in range(9)
        for one in (*chars("名称" * (1 + row % 3), 80, 700 - 15 * row), *chars("数额", 350, 700 - 15 * row))
    ]
    assert [one.text for one in lines_of(cells, 1, WIDTH, HEIGHT)][:2] == ["名称 数额", "名称名称 数额"]


def test_characters_drawn_twice_to_look_bold_are_read_once() -> None:
    once = chars("第一条天天劳动", 80, 700)
    again = [Char(one.text, one.x0 + 0.4, one.x1 + 0.4, one.y0, one.y1) for one in once]
    assert [one.text for one in lines_of([*once, *again], 1, WIDTH, HEIGHT)] == ["第一条天天劳动"]


def test_a_header_that_repeats_the_title_goes_even_from_a_single_page() -> None:
    title = Line("示例条例", 1, 0, 250, 330, 740, 20, WIDTH, HEIGHT)
    header = Line("示例条例", 1, 0, 280, 316, 800, 9, WIDTH, HEIGHT)
    body = [line(f"第{at}行正文。", at + 3, indent=2) for at in range(6)]
    kept, _ = strip_furniture([Page(1, (header, title, *body))])
    assert kept[0].lines == (title, *body)
