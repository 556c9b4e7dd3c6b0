from __future__ import annotations

from datetime import date

import pytest

from eval.cases import Case, load_cases
from knowledge.errors import CaseError


def test_reads_the_fields_of_the_contract(write_cases) -> None:
    path = write_cases(
        {
            "id": "a",
            "question": "没签合同",
            "gold": [{"law": "《中华人民共和国劳动合同法》", "article": "第八十二条"}] * 2,
            "region": "四川",
            "topic": "合同",
            "choices": {"A": "…"},
        },
        "",
        {"id": 7, "question": "离婚", "scope": "out", "gold": None, "as_of": "2021-09-01", "split": "dev"},
    )
    first, second = load_cases([path])
    assert first == Case("a", "没签合同", (("劳动合同法", "第八十二条"),), "in", "四川省", "合同")
    assert (second.id, second.scope, second.gold) == ("7", "out", ())
    assert (first.as_of, second.as_of) == (None, date(2021, 9, 1))


def test_a_case_without_id_is_called_by_file_and_line(write_cases) -> None:
    assert [case.id for case in load_cases([write_cases("", '{"question": "问"}')])] == ["cases#2"]


def test_a_line_separator_inside_a_question_does_not_end_the_line(write_cases) -> None:
    assert load_cases([write_cases('{"question": "上\u2028下"}')])[0].question == "上\u2028下"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "JSON"),
        ("[1]", "JSON 对象"),
        ("NaN", "JSON 对象"),
        ("[" * 100_000, "JSON"),
        ("1" * 5000, "JSON"),
        ("{}", "question"),
        ('{"question": "  "}', "question"),
        ('{"question": 3}', "question 应是文字"),
        ('{"question": "\\ud800"}', "代理"),
        ('{"question": "问", "scope": "maybe"}', "scope"),
        ('{"question": "问", "region": "亚特兰蒂斯"}', "亚特兰蒂斯"),
        ('{"question": "问", "as_of": "2021年9月"}', "as_of 应是年-月-日"),
        ('{"question": "问", "as_of": "2021-02-30"}', "2021-02-30"),
        ('{"question": "问", "as_of": 2021}', "as_of 应是文字"),
        ('{"question": "问", "gold": "第一条"}', "gold"),
        ('{"question": "问", "gold": ["第一条"]}', "law 和 article"),
        ('{"question": "问", "gold": [{"law": "劳动法"}]}', "不能为空"),
        ('{"question": "问", "id": ["x"]}', "id 应是文字"),
        ('{"question": "问", "id": true}', "id 应是文字"),
    ],
)
def test_a_bad_line_is_named(write_cases, line: str, words: str) -> None:
    path = write_cases('{"question": "好的"}', line)
    with pytest.raises(CaseError) as caught:
        load_cases([path])
    message = str(caught.value)
    assert words in message
    assert f"{path} 第2行" in message
    assert message.endswith("。")
    assert message.count("。") == 1
    assert "\n" not in message


def test_files_that_cannot_be_read(tmp_path, write_cases) -> None:
    with pytest.raises(CaseError, match="找不到评测文件"):
        load_cases([tmp_path / "none.jsonl"])
    with pytest.raises(CaseError, match="是文件夹"):
        load_cases([tmp_path])
    with pytest.raises(CaseError, match="是空的"):
        load_cases([write_cases("", "  ")])
    with pytest.raises(CaseError, match="没有给出"):
        load_cases([])
    latin = tmp_path / "gbk.jsonl"
    latin.write_bytes(b'{"question": "ok"}\n' + '{"question": "问"}'.encode("gbk"))
    with pytest.raises(CaseError, match="第2行不是 UTF-8"):
        load_cases([latin])


def test_an_id_may_not_come_twice_even_in_two_files(write_cases) -> None:
    first = write_cases({"id": "a", "question": "问"}, name="one.jsonl")
    second = write_cases({"id": "b", "question": "问"}, {"id": "a", "question": "问"}, name="two.jsonl")
    with pytest.raises(CaseError, match=r"two\.jsonl 第2行：编号“a”与 .*one\.jsonl 第1行 重复"):
        load_cases([first, second])
