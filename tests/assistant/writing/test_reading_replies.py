from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.reading import LONGEST_REPLY, Reader, read_objects, sentence_of
from assistant.writing.records import Sentence

ONE, TWO = {"text": "工资按月发。", "ids": ["L1.1"]}, {"text": '可以投诉 {"x"}。', "ids": ["A1.2", "A1.2"]}


def dumped(*objects: object) -> str:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in objects)


@pytest.mark.parametrize(
    "reply",
    [
        dumped(ONE, TWO),
        json.dumps([ONE, TWO], ensure_ascii=False),
        f"```json\n{dumped(ONE, TWO)}\n```",
        f"好的，下面是回答：{dumped(ONE)}，还有{dumped(TWO)}完毕",
        json.dumps({"sentences": [ONE, TWO], "note": "x"}, ensure_ascii=False),
        f'{{"text": "没有写完的一句\n{dumped(ONE, TWO)}',
    ],
)
def test_objects_are_found_in_whatever_a_model_puts_round_them(reply: str) -> None:
    found = [sentence for one in read_objects([reply]) if (sentence := sentence_of(one))]
    assert found == [Sentence("工资按月发。", ("L1.1",)), Sentence('可以投诉 {"x"}。', ("A1.2",))]


@given(st.lists(st.integers(1, 9), max_size=40))
def test_how_a_reply_is_cut_into_pieces_does_not_matter(sizes: list[int]) -> None:
    reply, pieces, at = dumped(ONE, TWO), [], 0
    for size in [*sizes, 10_000]:
        pieces.append(reply[at : at + size])
        at += size
    assert list(read_objects(pieces)) == [ONE, TWO]


def test_an_object_is_there_as_soon_as_it_is_closed() -> None:
    reader = Reader()
    whole = dumped(ONE)
    assert list(reader.feed(whole[:-1])) == []
    assert list(reader.feed("}")) == [ONE]


@pytest.mark.parametrize(
    "reply", ["", "没有", "{", "}{", '{"text"', "[1, 2]", '"{"', "{" * 5000, '{"a":' * 3000 + "1" + "}" * 3000]
)
def test_what_is_no_object_gives_nothing_and_no_error(reply: str) -> None:
    assert [sentence for one in read_objects([reply]) if (sentence := sentence_of(one))] == []


def test_a_model_that_never_ends_is_not_read_on() -> None:
    reader = Reader()
    assert list(reader.feed("长" * (LONGEST_REPLY + 5))) == []
    assert list(reader.feed(dumped(ONE))) == []


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({"text": "好。", "ids": "L1.1"}, Sentence("好。", ())),
        ({"text": "好。"}, Sentence("好。", ())),
        ({"text": "好。", "ids": [1, None, "A1.1"]}, Sentence("好。", ("A1.1",))),
        ({"text": "  ", "ids": ["A1.1"]}, None),
        ({"text": 5, "ids": []}, None),
        ({"answer": "好。"}, None),
    ],
)
def test_a_sentence_of_another_shape_rests_on_nothing_or_is_none(
    found: dict[str, object], sentence: Sentence | None
) -> None:
    assert sentence_of(found) == sentence
