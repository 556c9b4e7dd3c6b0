"""What a reviewer and a lawyer tried, in order to have something false confirmed."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.checking import Checker, Verdict
from knowledge.library import Library

DAY = date(2026, 5, 1)


@pytest.fixture(scope="module")
def national_checker(national: Library) -> Checker:
    return Checker(national)


def verdicts(checker: Checker, text: str, day: date = DAY) -> list[str]:
    return [one.verdict.value for one in checker.check(text, day)]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("《劳动合同法》草案第三条", "no_such_law"),
        ("见劳动合同法的实施细则第三十条", "no_such_law"),
        ("德国《劳动法》第三条", "no_such_law"),
        ("越南劳动法第三条", "no_such_law"),
        ("我国台湾地区《工会法》第三条", "no_such_law"),
        ("《劳动合同法》第一百九十九条前半段", "unconfirmed"),
        ("《劳动合同法》第壹佰玖拾玖条", "unconfirmed"),
        ("《劳动合同法》第廿三条", "unconfirmed"),
        ("《劳动合同法》第十四条九项", "unconfirmed"),
        ("《劳动合同法》第十四条（九）", "unconfirmed"),
        ("《劳动合同法》第八十二条三款", "unconfirmed"),
        ("《劳动合同法》第十四条末款", "unconfirmed"),
        ("《劳动合同法》第十四条但书", "unconfirmed"),
        ("《劳动合同法》第三十九条第（一）项第九目", "unconfirmed"),
        ("《劳动合同法》第一条第〇款", "no_such_article"),
        ("《劳动合同法》第三十九条第〇项", "no_such_article"),
        ("《劳动合同法》第三十九条第99999999999999999999项", "no_such_article"),
        ("《劳动合同法》第百九十九条", "no_such_article"),
        ("《劳动合同法》（2007年6月29日通过）第五条", "unconfirmed"),
        ("2007年《劳动合同法》第五条", "unconfirmed"),
        ("旧版《劳动合同法》第五条", "unconfirmed"),
        ("修正前的《工会法》第二条", "unconfirmed"),
    ],
)
def test_a_reference_that_was_not_wholly_understood_is_not_confirmed(
    national_checker: Checker, text: str, verdict: str
) -> None:
    assert verdicts(national_checker, text) == [verdict]


@pytest.mark.library
@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("《劳动合同法》实施条例第三十条", "ok"),
        ("《劳动合同法》实施条例第三十九条", "no_such_article"),
        ("《企业职工患病或非因工负伤医疗期规定》（劳部发〔1994〕479号）第三条", "ok"),
        ("《企业职工患病或非因工负伤医疗期规定》（劳部发〔1995〕479号）第三条", "unconfirmed"),
        ("《最高人民法院关于审理劳动争议案件适用法律问题的解释（一）》（法释〔2025〕12号）第四十二条", "unconfirmed"),
    ],
)
def test_the_number_behind_a_name_is_part_of_it(all_texts: Library, text: str, verdict: str) -> None:
    assert verdicts(Checker(all_texts), text) == [verdict]


@pytest.mark.library
def test_its_implementing_regulation_is_found_from_the_law_before_it(all_texts: Library) -> None:
    one, other = Checker(all_texts).check("《劳动合同法》及其实施条例第二十五条", DAY)
    assert (one.law, other.law, other.article) == ("劳动合同法", "劳动合同法实施条例", "第二十五条")


@pytest.mark.parametrize("law", ["劳动合同法", "工会法", "劳动法"])
def test_a_law_that_was_in_force_in_an_older_text_had_not_failed_to_begin(national_checker: Checker, law: str) -> None:
    (one,) = national_checker.check(f"《{law}》第三条", date(2010, 1, 1))
    assert one.verdict is Verdict.UNCONFIRMED
    assert "较早的文本" in one.detail


def stored(library: Library, law: str, article: str) -> str:
    return library.article(library.version(law, DAY).id, article).text


def test_a_deciding_word_changed_in_words_that_are_otherwise_the_laws(
    national_checker: Checker, national: Library
) -> None:
    words = stored(national, "劳动合同法", "第八十二条").split("\n")[0].rstrip("。")
    assert verdicts(national_checker, f"《劳动合同法》第八十二条规定：{words}。") == ["ok"]
    changed = words.replace("应当", "可以", 1)
    assert changed != words
    assert verdicts(national_checker, f"《劳动合同法》第八十二条规定：{changed}。") == ["unconfirmed"]


def test_a_quotation_that_leaves_out_what_turns_its_sense(national_checker: Checker, national: Library) -> None:
    words = stored(national, "劳动合同法", "第九条")
    start = words.index("不得") + 2
    cut = words[start : words.index("，", start)]
    assert verdicts(national_checker, f"《劳动合同法》第九条：“{cut}”。") == ["unconfirmed"]
    assert verdicts(national_checker, f"《劳动合同法》第九条：“不得{cut}”。") == ["ok"]
    first = words[: words.index("不得")].rstrip("，")
    assert verdicts(national_checker, f"《劳动合同法》第九条：“{first}……{cut}”。") == ["unconfirmed"]


def test_a_quotation_put_together_from_scraps_is_none(national_checker: Checker, national: Library) -> None:
    words = [letter for letter in stored(national, "劳动合同法", "第八十二条") if letter.isalnum()]
    scraps = "……".join(words[::6][:12])
    assert verdicts(national_checker, f"《劳动合同法》第八十二条：“{scraps}”。") == ["quote_mismatch"]


@pytest.mark.parametrize(
    "text",
    [
        "《劳动合同法》第八十二条有明确规定。原文是：“用人单位应当向劳动者每月支付五倍的工资”。",
        "“应当向劳动者每月支付五倍的工资”的法律依据是《劳动合同法》第八十二条。",
    ],
)
def test_a_quotation_in_another_sentence_is_still_checked(national_checker: Checker, text: str) -> None:
    assert verdicts(national_checker, text) == ["quote_mismatch"]


def test_a_contract_has_articles_of_its_own(national_checker: Checker) -> None:
    text = "依据《劳动合同法》第四十条。双方劳动合同约定试用期，第八条约定竞业限制。"
    assert [one.article for one in national_checker.check(text, DAY)] == ["第四十条"]


@pytest.mark.parametrize(
    "text",
    [
        "根据《劳动合同法》第七十八条，现提示你单位自收到本函之日起十五日内予以改正。",
        "依据《劳动合同法》第八十二条第一款，公司应支付二倍工资差额88000元（8000元×11个月）。",
        "公司主张补偿不超过十五年，与《劳动合同法》第四十七条第二款“支付经济补偿的年限最高不超过十二年”的规定不符。",
        "《劳动争议调解仲裁法》第四十三条规定可延期不超过十五日。",
    ],
)
def test_the_letters_own_deadlines_and_sums_are_no_fault_of_the_citation(national_checker: Checker, text: str) -> None:
    assert verdicts(national_checker, text) == ["ok"]


@pytest.mark.parametrize("letter", ["一", "十", "百", "〇", "《劳动法》(", "第一条（", "第一条，“", "第1号令", "令"])
def test_time_grows_with_the_length_of_a_hostile_draft(national_checker: Checker, letter: str) -> None:
    """Twenty thousand letters: with work that grows with the square this would take minutes."""
    assert national_checker.check(letter * (20_000 // len(letter)), DAY) is not None


@pytest.mark.library
def test_an_interpretation_is_known_without_its_issuer(all_texts: Library) -> None:
    text = "最高人民法院《关于审理劳动争议案件适用法律问题的解释（一）》第三条"
    (one,) = Checker(all_texts).check(text, DAY)
    assert (one.law, one.verdict) == (
        "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）",
        Verdict.OK,
    )
