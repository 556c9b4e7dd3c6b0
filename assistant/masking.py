"""Taking personal data out of what people wrote, before anything of it is kept.

What is surely nobody's own stays: hotlines (12351), years, sums, numbers of laws and of documents. In doubt a long
number is hidden. Names are found only where the words say that a name follows; one that stands anywhere else stays,
which is why people are also asked to leave names out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from .personal_names import names_in

__all__ = ["mask"]

_ID, _MOBILE, _CARD, _LONG = "（身份证号已隐去）", "（手机号已隐去）", "（银行卡号已隐去）", "（长号码已隐去）"
_MAIL, _ACCOUNT, _NAME = "（邮箱已隐去）", "（账号已隐去）", "（姓名已隐去）"
_LANDLINE = "（电话号已隐去）"
_PASSES = 5

# Characters that nobody sees may stand within a number.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
# One character for one, so that a place in the plain text is the same place in what was written.
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_PLAIN = str.maketrans(_WIDE | {"\u3000": " ", "\u00a0": " "} | dict.fromkeys("‐‑‒–—―−·", "-"))
_SPOKEN = str.maketrans("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789")
# Digits that were written as words are read as a number only where so many stand together.
_SPOKEN_RUN = re.compile("[〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]{11,}")

_DAY = r"(?:19|20)\d{2}[-./_ ]?(?:0[1-9]|1[0-2])[-./_ ]?(?:0[1-9]|[12]\d|3[01])"
_ID_IN_GROUPS = re.compile(rf"(?<!\d)[1-9]\d{{5}}[-./_ ]?{_DAY}[-./_ ]?\d{{3}}[\dXx](?!\d)")
_CARD_IN_GROUPS = re.compile(
    r"(?<!\d)[3-9]\d{3}(?:[- ]\d{4}){3}(?:[- ]?\d{1,3})?(?!\d)|(?<!\d)[3-9]\d{5}[- ]\d{10,13}(?!\d)"
)
_MOBILE_NUMBER = re.compile(
    r"(?<!\d)(?:\+?86[- ]?|0)?1[3-9]\d(?:[- ]?\d{4}[- ]?\d{4}|\d[- ]?\d{3}[- ]?\d{4}|[- ]\d{3}[- ]?\d{5})(?!\d)"
)
# With these between its groups it may also be four wages, so it must be a card by its digits.
_CARD_IN_PARTS = re.compile(r"(?<!\d)[3-9]\d{3}(?P<by>[./_])\d{4}(?P=by)\d{4}(?P=by)\d{4}(?:(?P=by)?\d{1,3})?(?!\d)")
# Any groups after the first three digits, as long as the same stands between all of them.
_MOBILE_IN_GROUPS = re.compile(
    r"(?<!\d)(?:\+?86[-./_ ]?|0)?1[3-9]\d(?P<by> ?[-./_] ?| {1,2})\d(?:(?P=by)?\d){7}(?!\d)(?! ?[元块万])"
)
_LOCAL = r"[2-9]\d{2,3}[- ]?\d{4}"
# The number of a place begins with 2 to 9, which no hotline of five digits that follows an area code reaches.
_LANDLINE_NUMBER = re.compile(
    rf"(?<![\d-])\(?(?:\+?86[- ]?|0)(?:(?:10|2\d)\)?[- ]?[2-9]\d{{3}}[- ]?\d{{4}}|[3-9]\d{{2}}\)?[- ]?{_LOCAL})"
    r"(?:[-转]\d{1,5})?(?!\d)"
)
_LANDLINE_NAMED = re.compile(
    rf"(?:座机|固话|固定电话|电话|传真)(?:号码?)?[ :是为]{{0,3}}(?P<own>{_LOCAL}(?:[-转]\d{{1,5}})?)"
    r"(?!\d|\.\d| ?[元块万])"
)
_RUN = re.compile(r"(?<!\d)\d{12,}[Xx]?(?!\d)")
_MAILBOX = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_WECHAT = "(?:微信|威信|薇信|v信|wechat|weixin)"
_NOT_MORE = r"(?![\w元块]|\.\d| ?[元块万])"
_HANDLES = (
    # The words say that an account follows.
    re.compile(
        rf"(?:{_WECHAT}(?:号码?|id|(?= ?[:是为]))|(?:加我?|我的?){_WECHAT}|加我?[v微]|(?<![a-z0-9])[vw]x(?:号码?|id)?|"
        rf"qq(?:号码?)?)[ :是为]{{0,3}}(?P<own>[a-z][\w-]{{5,19}}|\d{{6,11}}){_NOT_MORE}",
        re.ASCII | re.IGNORECASE,
    ),
    # Right after the bare name, only what is no word.
    re.compile(
        rf"{_WECHAT} ?(?P<own>(?=[a-z-]*[\d_])[a-z][\w-]{{5,19}}){_NOT_MORE}",
        re.ASCII | re.IGNORECASE,
    ),
)

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def mask(text: str) -> str:
    """``text`` with a word in place of each identity, phone and card number, mailbox, account and name found.

    What is left is looked at again while there is more to find, because what is hidden may show where a name ends
    that stands before it; at most five times, so that it takes a time in proportion to the length.
    """
    for _ in range(_PASSES):
        before, text = text, _masked(text)
        if text == before:
            break
    return text


def _masked(text: str) -> str:
    places = [at for at, one in enumerate(text) if unicodedata.category(one) not in _UNSEEN or one in "\n\t"]
    seen = "".join(text[at] for at in places)
    plain = seen.translate(_PLAIN)
    plain = _SPOKEN_RUN.sub(lambda run: run[0].translate(_SPOKEN), plain)
    kept, last = [], 0
    for start, end, word in _without_overlaps(
        [*_numbers(plain), *((*span, _NAME) for span in names_in(seen))], len(seen)
    ):
        kept += [text[last : places[start]], word]
        last = places[end - 1] + 1
    return "".join([*kept, text[last:]])


def _without_overlaps(spans: list[tuple[int, int, str]], length: int) -> list[tuple[int, int, str]]:
    """The spans in order of place; of two that overlap, the one that was found first."""
    taken, chosen = bytearray(length), []
    for start, end, word in spans:
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            chosen.append((start, end, word))
    return sorted(chosen)


def _numbers(plain: str) -> Iterator[tuple[int, int, str]]:
    """What surely is something comes before what only may be."""
    for found in _MAILBOX.finditer(plain):
        yield (*found.span(), _MAIL)
    for found in _ID_IN_GROUPS.finditer(plain):
        yield (*found.span(), _ID)
    for pattern in (_MOBILE_NUMBER, _MOBILE_IN_GROUPS):
        for found in pattern.finditer(plain):
            yield (*found.span(), _MOBILE)
    for found in _LANDLINE_NUMBER.finditer(plain):
        yield (*found.span(), _LANDLINE)
    for found in _CARD_IN_GROUPS.finditer(plain):
        yield (*found.span(), _CARD)
    for found in _CARD_IN_PARTS.finditer(plain):
        if (run := found[0].replace(found["by"], "")).startswith("62") or _luhn(run):
            yield (*found.span(), _CARD)
    for found in _RUN.finditer(plain):
        yield (*found.span(), _kind(found[0].upper()))
    for found in _LANDLINE_NAMED.finditer(plain):
        yield (*found.span("own"), _LANDLINE)
    for pattern in _HANDLES:
        for found in pattern.finditer(plain):
            yield (*found.span("own"), _ACCOUNT)


def _kind(run: str) -> str:
    """What an unbroken run of digits is called; it is hidden whatever it is."""
    if (len(run) == 18 and _checks(run)) or (len(run) == 15 and _old_identity(run)):
        return _ID
    return _CARD if 15 < len(run) < 20 and (run.startswith("62") or _luhn(run)) else _LONG


def _checks(identity: str) -> bool:
    """ISO 7064 MOD 11-2, as in GB 11643: the last character follows from the seventeen before it."""
    digits = identity[:17]
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) if digits.isdigit() else -1
    return total >= 0 and _CHECKS[total % 11] == identity[17]


def _old_identity(run: str) -> bool:
    """Fifteen digits with a birthday of the last century after the six of the place."""
    try:
        date(1900 + int(run[6:8]), int(run[8:10]), int(run[10:12]))
    except ValueError:
        return False
    return True


def _luhn(run: str) -> bool:
    """Whether the last digit of a card number follows from the others (ISO/IEC 7812)."""
    if not run.isdigit():
        return False
    doubled = [sum(divmod(int(digit) * (1 + at % 2), 10)) for at, digit in enumerate(reversed(run))]
    return sum(doubled) % 10 == 0
