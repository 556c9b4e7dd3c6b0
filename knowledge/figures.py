"""Figures in prose: numbers with their units, so that one text can be held against another."""

from __future__ import annotations

import ast
import operator
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from .numerals import CN_DIGITS, to_int

__all__ = ["Figure", "calculate", "figures", "operands"]

# Longest first: 个工作日 before 日, 周岁 and 周年 before 周.
_UNITS = {
    "个工作日": "工作日",
    "工作日": "工作日",
    "个多小时": "小时",
    "个小时": "小时",
    "小时": "小时",
    "钟头": "小时",
    "分钟": "分钟",
    "个多月": "月",
    "个月": "月",
    "周岁": "岁",
    "周年": "年",
    "个多星期": "周",
    "个星期": "周",
    "星期": "周",
    "万元": "万元",
    "公里": "公里",
    "年": "年",
    "月": "月",
    "日": "日",
    "天": "日",
    "倍": "倍",
    "%": "%",
    "元": "元",
    "人": "人",
    "名": "人",
    "岁": "岁",
    "周": "周",
    "级": "级",
    "次": "次",
    "度": "度",
}
# Not the end of a longer number, and no ordinal: 第二天 is no span of two days.
_NUMBER = rf"(?<![第\d.{CN_DIGITS}])(?:\d+(?:\.\d+)?万?|[{CN_DIGITS}]+(?:点[{CN_DIGITS}]+)?)"
_UNIT = "|".join(map(re.escape, _UNITS))
_FIGURE = re.compile(
    rf"百分之(?P<percent>{_NUMBER})|(?P<below>{_NUMBER})分之(?P<above>{_NUMBER})"
    r"|(?<![\d/])(?P<over>\d{1,2})/(?P<under>\d{1,2})(?![\d/])"
    rf"|(?P<half>半)(?:个)?(?P<half_unit>年|月|天|日|小时)|(?P<number>{_NUMBER})多?\s*(?P<unit>{_UNIT})(?!性|要|次的)"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit; equal ones mean the same (30天 and 三十日, 三倍 and 百分之三百).

    Attributes:
        unit: One of 年 月 周 日 工作日 小时 分钟 % 分 元 人 岁 级 次 公里 度; 倍 is given in %.
    """

    value: Fraction
    unit: str


_ONCE = Figure(Fraction(1), "次")
"""一次 is a figure of speech more often than one of law: 一次告知, 一次列全."""
_HALVES = {"年": ("月", Fraction(6)), "月": ("月", Fraction(1, 2))}
_OPERATIONS: dict[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def figures(text: str) -> Iterator[tuple[Figure, str]]:
    """Each figure of ``text`` with the words it was read from, in order.

    A run of numerals that is no number (三四个月) is left out, and so is 一次.
    """
    for match in _FIGURE.finditer(unicodedata.normalize("NFKC", text)):
        try:
            figure = _figure(match)
        except (ValueError, ZeroDivisionError):
            continue
        if figure != _ONCE:
            yield figure, match[0]


def _figure(match: re.Match[str]) -> Figure:
    if match["percent"]:
        return Figure(_value(match["percent"]), "%")
    if match["above"]:
        return Figure(_value(match["above"]) / _value(match["below"]), "分")
    if match["over"]:
        return Figure(Fraction(int(match["over"]), int(match["under"])), "分")
    if match["half"]:
        unit, value = _HALVES.get(match["half_unit"], (_UNITS.get(match["half_unit"], "小时"), Fraction(1, 2)))
        return Figure(value, unit)
    value, unit = _value(match["number"]), _UNITS[match["unit"]]
    if unit == "倍":
        return Figure(value * 100, "%")
    return Figure(value * 10000, "元") if unit == "万元" else Figure(value, unit)


_ROUND = {"百": 100, "千": 1000, "万": 10000}
"""Numbers only below a fraction: 万分之五."""


def _value(numeral: str) -> Fraction:
    if numeral in _ROUND:
        return Fraction(_ROUND[numeral])
    if numeral[0].isdigit():
        return Fraction(numeral.removesuffix("万")) * (10000 if numeral.endswith("万") else 1)
    if len(numeral) == 2 and not set(numeral) & set("十百千万零〇"):
        raise ValueError(f"a guess, not a number: {numeral}")  # 三四个月
    whole, _, part = numeral.partition("点")
    tenths = "".join(str(to_int(digit)) for digit in part)
    return Fraction(f"{to_int(whole)}.{tenths or 0}")


def calculate(expression: str) -> Fraction:
    """The value of a sum of numbers with + - * / and brackets.

    Raises:
        ValueError: It holds anything else, or divides by zero.
    """
    try:
        return _evaluate(ast.parse(expression, mode="eval").body)
    except (SyntaxError, ZeroDivisionError, TypeError, KeyError) as error:
        raise ValueError(f"not a sum of numbers: {expression!r}") from error


def operands(expression: str) -> tuple[Fraction, ...]:
    """The numbers that stand in a sum."""
    return tuple(Fraction(number) for number in re.findall(r"\d+(?:\.\d+)?", expression))


def _evaluate(node: ast.expr) -> Fraction:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return Fraction(str(node.value))
    if isinstance(node, ast.BinOp):
        return _OPERATIONS[type(node.op)](_evaluate(node.left), _evaluate(node.right))
    raise TypeError(ast.dump(node))
