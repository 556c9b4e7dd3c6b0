"""The title block of a text: what may be its title, and the number of the document."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["announced_title", "find_number", "is_title", "title_at"]

LONGEST_TITLE = 120
_ENDINGS = (
    "法|条例|规定|办法|细则|规则|解释|决定|决议|通知|意见|章程|要点|总结|报告|方案|公告|指引|标准|制度|规程|批复|答复|复函|函"
    "|纪要|计划|规划|准则|守则|通告|公约|纲要|说明|清单|要求|措施|政策|问答|须知|情况|规范|法典|民法典|修正案"
)
_TITLE = re.compile(
    rf"[^。；？！:：，,]{{0,{LONGEST_TITLE}}}(?:{_ENDINGS})(?:[（(〔\[](?!以下|自|\d{{4}}年\d+月)[^（）()]{{1,20}}[）)〕\]])?"
)
_NOT_A_TITLE = re.compile(
    r"[（(]|第[一二三四五六七八九十百零〇0-9\s]+[条章节编号]|[一二三四五六七八九十]+、|\d+[.．、]|附\s*[件录表]"
)
# 红头: the name of the gazette or office above the title.
_GAZETTE = re.compile(r"(?:令|文件|公告|公报|通告|纪要)(?:[（(]?第?.{0,12}号[）)]?)?$")
_ISSUING = re.compile(
    r"关于(?:印发|发布|公布|颁布|颁发|下发|转发|批转|实施|施行)[^《]{0,12}(?P<title>《(?:[^《》]|《[^《》]*》)+》)"
    r"(?:等\S{0,12})?的(?:通知|决定|公告|函|命令)$"
)
_WRAPPED_BEFORE = re.compile(r"(?:的|关于|、|和|及|与|若干|实施)$")
_WRAPPED_AFTER = re.compile(r"(?:关于|若干|适用|的|实施)")
_NAME_ONLY = re.compile(r"[\u4e00-\u9fff、《》〈〉（）\s]{2,60}")

_YEAR_MARK = r"[〔\[（(［【﹝]\s*(?:19|20)\d{2}\s*(?:年)?\s*[〕\]）)］】﹞]"
_BRACKETED = re.compile(rf"(?P<mark>[\u4e00-\u9fff]{{1,12}})\s*(?P<year>{_YEAR_MARK})\s*第?\s*(?P<no>\d+)\s*号")
_ORDER = re.compile(
    r"(?P<by>[\u4e00-\u9fff、]{2,60}?(?:令|公告))\s*[（(]?第?\s*(?P<no>\d+|[零〇一二三四五六七八九十百]+)\s*号"
)
_NUMBER_LINE = re.compile(r"[（(]?第?\s*(?:\d+|[零〇一二三四五六七八九十百]+)\s*号[）)]?")
_BEFORE_ISSUER = re.compile(r"^.*(?:日|经|由|以|根据|年)")


def is_title(line: str) -> bool:
    """Whether a line could be the title of a text."""
    text = _tight(line)
    if len(text) < 2 or not _TITLE.fullmatch(text) or _NOT_A_TITLE.match(text):
        return False
    return not (_GAZETTE.search(text) and "关于" not in text)


def title_at(lines: Sequence[str], position: int) -> str:
    """The title on the line at ``position``, with the line before or after it where it was broken in two."""
    title = _tight(lines[position])
    before = _tight(lines[position - 1]) if position else ""
    broken = _WRAPPED_BEFORE.search(before) or _WRAPPED_AFTER.match(title) or len(title) <= 4
    whole_before = is_title(before) or _GAZETTE.search(before) or not _NAME_ONLY.fullmatch(before)
    if before and broken and not whole_before:
        title = before + title
    return title.strip("《》") if title.count("《") == 1 and title.startswith("《") else title


def announced_title(line: str) -> str:
    """X for 关于印发《X》的通知, else nothing."""
    match = _ISSUING.search(_tight(line))
    if match is None:
        return ""
    return match["title"][1:-1].replace("<", "《").replace(">", "》").replace("〈", "《").replace("〉", "》")


def find_number(lines: Sequence[str]) -> str:
    """The number of the document (人社部发〔2025〕2号, 国务院令第586号) that a title block carries, else nothing."""
    for position, line in enumerate(lines):
        if len(line) > LONGEST_TITLE and not line.startswith(("（", "(")):
            continue  # running text cites the numbers of other documents
        following = lines[position + 1] if position + 1 < len(lines) else ""
        if line.endswith("令") and _NUMBER_LINE.fullmatch(following.strip()):
            line = f"{line}{following}"
        if found := _number(line):
            return found
    return ""


def _number(line: str) -> str:
    if "号" not in line:
        return ""
    text = re.sub(r"《[^》]{0,200}》(?:[（(][^）)]{0,60}[）)])?", "《》", line)
    if match := _BRACKETED.search(text):
        year = re.sub(r"\D", "", match["year"])
        return f"{_BEFORE_ISSUER.sub('', match['mark'])}〔{year}〕{match['no']}号"
    if match := _ORDER.search(text):
        by = _BEFORE_ISSUER.sub("", match["by"]).removeprefix("中华人民共和国").lstrip("、")
        return f"{by}第{match['no']}号" if len(by) > 1 else ""
    return ""


def _tight(line: str) -> str:
    """A line without its Markdown mark and without white space: 总　则, 2022 年."""
    return re.sub(r"\s", "", line.lstrip("# "))
