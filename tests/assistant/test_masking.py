"""Personal data is taken out, the law and its numbers stay."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant import masking
from assistant.masking import mask
from knowledge.library import Library

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
WIDE = str.maketrans("0123456789-X", "０１２３４５６７８９－Ｘ")
SPOKEN = str.maketrans("0123456789", "零一二三四五六七八九")
DIGITS = st.text("0123456789", min_size=1)
PLACES = st.sampled_from(["110101", "410105", "510104", "650102", "820000"])
BIRTHDAYS = st.dates(date(1940, 1, 1), date(2008, 12, 31))


def identity(place: str, born: date, number: int) -> str:
    """A number with the check character of GB 11643, worked out here on its own."""
    head = f"{place}{born:%Y%m%d}{number:03d}"
    return head + "10X98765432"[sum(int(one) * weight for one, weight in zip(head, WEIGHTS, strict=True)) % 11]


def with_luhn(head: str) -> str:
    for last in "0123456789":
        total = 0
        for at, digit in enumerate(reversed(head + last)):
            value = int(digit) * (2 if at % 2 else 1)
            total += value - 9 if value > 9 else value
        if total % 10 == 0:
            return head + last
    raise AssertionError


def groups(text: str, *sizes: int, by: str = " ") -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at : at + size])
        at += size
    return by.join(filter(None, [*parts, text[at:]]))


@given(PLACES, BIRTHDAYS, st.integers(0, 999), st.sampled_from(["", " ", "-"]))
def test_an_identity_number_goes_in_every_form(place: str, born: date, number: int, by: str) -> None:
    whole = identity(place, born, number)
    for written in (whole, whole.lower(), whole.translate(WIDE), groups(whole, 6, 8, by=by)):
        assert mask(f"我的身份证是{written}，请帮我看看") == "我的身份证是（身份证号已隐去），请帮我看看"
    # One wrong character at the end is still somebody's number.
    assert "隐去" in mask(whole[:-1] + ("1" if whole[-1] != "1" else "2"))


def test_the_check_character_tells_an_identity_number_of_an_unlikely_day() -> None:
    whole = identity("410105", date(1895, 1, 1), 7)
    assert mask(whole) == "（身份证号已隐去）"
    assert mask(whole[:-1] + ("1" if whole[-1] != "1" else "2")) == "（长号码已隐去）"


@given(PLACES, st.dates(date(1940, 1, 1), date(1999, 12, 31)), st.integers(0, 999))
def test_an_identity_number_of_fifteen_digits_goes(place: str, born: date, number: int) -> None:
    assert mask(f"{place}{born:%y%m%d}{number:03d}") == "（身份证号已隐去）"


@given(st.sampled_from("3456789"), st.text("0123456789", min_size=9, max_size=9))
def test_a_mobile_number_goes_in_every_form(second: str, rest: str) -> None:
    number = f"1{second}{rest}"
    for written in (
        number,
        number.translate(WIDE),
        number.translate(SPOKEN),
        groups(number, 3, 4),
        groups(number, 3, 4, by="-"),
        groups(number, 3, 3),
        groups(number, 4, 3),
        groups(number, 3, 4, by="."),
        groups(number, 3, 4, by="/"),
        groups(number, 3, 4, by="_"),
        groups(number, 3, 4, by=" - "),
        groups(number, 3, 4, 3),
        groups(number, 3, 2, 2, 2, by="."),
        groups(number, 3, 4).translate(WIDE),
        f"+86 {number}",
        f"86{number}",
    ):
        assert mask(f"打{written}找我，别打12351") == "打（手机号已隐去）找我，别打12351"


@given(st.sampled_from(["622202", "621700", "436742", "955880"]), st.text("0123456789", min_size=9, max_size=12))
def test_a_bank_card_goes_in_every_form(issuer: str, rest: str) -> None:
    card = with_luhn(issuer + rest)
    for written in (
        card,
        card.translate(WIDE),
        groups(card, 4, 4, 4, 4),
        groups(card, 4, 4, 4, 4, by="-"),
        groups(card, 4, 4, 4, 4, by="."),
    ):
        masked = mask(f"工资卡{written}到现在没有钱")
        assert not re.search(r"[0-9０-９]", masked)
        # A card number may by chance be an identity number as well; hidden it is in any case.
        assert re.fullmatch("工资卡（(银行卡|身份证)号已隐去）到现在没有钱", masked)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("发到zhang.san@example.com可以吗", "发到（邮箱已隐去）可以吗"),
        ("发到 li_4＠163．com 吧", "发到 （邮箱已隐去） 吧"),
        ("加我微信号：laowang_66", "加我微信号：（账号已隐去）"),
        ("QQ号123456789", "QQ号（账号已隐去）"),
        ("加我微信 wang1985", "加我微信 （账号已隐去）"),
        ("加我微信wangxiaowu", "加我微信（账号已隐去）"),
        ("我微信wang_1985，谢谢", "我微信（账号已隐去），谢谢"),
        ("我的微信 12345678", "我的微信 （账号已隐去）"),
        ("他微信 li_1990", "他微信 （账号已隐去）"),
        ("vx:wang1985", "vx:（账号已隐去）"),
        ("wx：wangxiaowu", "wx：（账号已隐去）"),
        ("VX wang1985和WX号wxid_8a8a8a", "VX （账号已隐去）和WX号（账号已隐去）"),
        ("加V：wang1985，加微wang1985", "加V：（账号已隐去），加微（账号已隐去）"),
        ("微信 : laowang", "微信 : （账号已隐去）"),
        ("卡号6222.0202.0001.1234", "卡号（银行卡号已隐去）"),
        ("身份证410105.19900307.4610", "身份证（身份证号已隐去）"),
        ("座机65551234", "座机（电话号已隐去）"),
        ("家里电话：6555 1234，", "家里电话：（电话号已隐去），"),
        ("座机号是6555123", "座机号是（电话号已隐去）"),
        ("打0371-65551234找我", "打（电话号已隐去）找我"),
        ("打０３７１－６５５５１２３４转８０２", "打（电话号已隐去）"),
        ("打（0371）6555-1234或010 65551234", "打（电话号已隐去）或（电话号已隐去）"),
        ("01065551234、+86-371-65551234-8", "（电话号已隐去）、（电话号已隐去）"),
        ("订单号202601011200001234567", "订单号（长号码已隐去）"),
    ],
)
def test_mailboxes_accounts_and_other_long_numbers(written: str, kept: str) -> None:
    assert mask(written) == kept


def test_what_nobody_sees_hides_nothing() -> None:
    assert mask("打138\u200b1234\ufeff5678吧\u200b，李\u200b四") == "打（手机号已隐去）吧\u200b，李\u200b四"
    assert mask("我叫张\u2060三，在\n工地") == "我叫（姓名已隐去），在\n工地"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("我叫张三，老板不发工资", "我叫（姓名已隐去），老板不发工资"),
        ("我叫李小明在工地干活", "我叫（姓名已隐去）在工地干活"),
        ("我叫张三在工地干活", "我叫（姓名已隐去）在工地干活"),
        ("我是王建国，干了三年", "我是（姓名已隐去），干了三年"),
        ("本人欧阳修文，2019年入职", "本人（姓名已隐去），2019年入职"),
        ("姓名：阿依古丽 年龄：40", "姓名：（姓名已隐去） 年龄：40"),
        ("我叫阿卜杜拉·买买提，在工地", "我叫（姓名已隐去），在工地"),
        ("联系人：诸葛明", "联系人：（姓名已隐去）"),
        ("老板叫刘大伟，不给钱", "老板叫（姓名已隐去），不给钱"),
    ],
)
def test_a_name_goes_where_the_words_say_that_one_follows(written: str, kept: str) -> None:
    assert mask(written) == kept


@pytest.mark.parametrize(
    "text",
    [
        "可以打12351、12333、12348、12345，也可以打110、120或者12356",
        "劳动监察电话0371-12333，400-123-4567，电话400-820-8820、4001234567、800-820-8820",
        "电话12351，电话：12348，座机12333，拨打0371-12345，打电话110、120、119",
        "电话费3000000元，电话5000000元，传真 2000000 元，座机65551234.5元",
        "工资1500 1600 800元，1800/1900/200，3000/3500/4000/4500，180.50 190.50",
        "2019-0371-65551234号合同，2023.01.15—2024.02.29，2023/1/15到2024/12/31，2020.2021.2022.2023",
        "我用微信Android版，微信 Windows，微信 150000元，加我微信 150000 元，wx和vx，加V的人",
        "法释〔2020〕26号第三十二条、人社部发〔2016〕29号",
        "（2023）豫0105民初12345号判决书",
        "2023年1月15日到2024-02-29，工资3000元，一共108000元，合同编号20230115",
        "第一百二十三条第二款，二〇二六年一月一日起施行，一二三四五六七八九十",
        "我是农民工，我是河南人，我是高管，我是司机，我是施工员，我是文员，我是党员",
        "我是江西人，我是安徽人，我是云南人，我是温州人，我是常州人。本人应当负责吗？本人单身。",
        "用人单位应当登记姓名、性别、住址；姓名或者名称；姓名和身份证号码；只有本人陈述，没有其他证据",
        "我叫老板发工资，老板叫我们加班，老板是高中文化",
        "微信转账12345元，微信群里说的，微信工资150000元",
        "时薪12.5元，2020-2021-2022-2023年都在",
    ],
)
def test_what_is_nobodys_own_stays(text: str) -> None:
    assert mask(text) == text


@given(
    st.text(
        alphabet=st.sampled_from("0123456789 -xX０９一三〇我叫是姓名：张王李三四，。老板@a.q微信（）手机号已隐去v/座"),
        max_size=60,
    )
)
@example("姓名姓名：姓名123456785678abc")
@example("姓名：王五李123456785678")
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


class Span(tuple[int, int, str]):
    """Counts how often any of them is looked at."""

    looked = 0

    def __iter__(self) -> Iterator[object]:
        Span.looked += 1
        return super().__iter__()

    def __getitem__(self, at: object) -> object:  # type: ignore[override]
        Span.looked += 1
        return super().__getitem__(at)  # type: ignore[index]


def test_a_long_list_of_names_is_looked_through_once() -> None:
    """Of two spans that overlap the first is taken; finding that out must not compare all with all."""
    spans = [Span((at, at + 2, "x")) for at in range(0, 4000, 2)] * 2
    Span.looked = 0
    assert masking._without_overlaps(list(spans), 4000) == [tuple(one) for one in spans[:2000]]
    assert Span.looked <= 3 * len(spans)
    assert mask("姓名：王五，" * 8000) == "姓名：（姓名已隐去），" * 8000


@given(DIGITS.filter(lambda one: len(one) <= 10))
def test_a_number_too_short_to_be_anybodys_stays(number: str) -> None:
    assert mask(f"共{number}元") == f"共{number}元"


def test_no_long_number_survives_a_crowd_of_others() -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    dice = random.Random(seed)
    born = date(1960, 1, 1) + timedelta(days=dice.randrange(15_000))
    for _ in range(200):
        own = [
            identity("410105", born, dice.randrange(1000)),
            f"1{dice.choice('3456789')}{dice.randrange(10**9):09d}",
            with_luhn(f"622202{dice.randrange(10**12):012d}"),
        ]
        dice.shuffle(own)
        text = dice.choice(["，", "；", "\n", "和"]).join([f"我的是{one}" for one in own] + ["12351", "2024年5月1日"])
        masked = mask(text)
        assert [one for one in own if one in masked] == []
        assert "12351" in masked
        assert "2024年5月1日" in masked


def test_the_national_laws_pass_unchanged(national: Library) -> None:
    """Answers quote them; images are described in three laws by numbers of many digits."""
    changed = {
        document.law.title
        for document in national.documents()
        for article in document.articles
        if "width=" not in article.text and mask(article.text) != article.text
    }
    assert changed == set()
