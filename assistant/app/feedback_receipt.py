"""Asking with a receipt what lawyers said of an answer: typed into the chat, told in the chat.

The question is not repeated: whoever has the number learns what lawyers said, not what was asked.
"""

from __future__ import annotations

import re
import unicodedata

from assistant.desk.receipts import read_receipt
from assistant.desk.records import Feedback, Mark, Review
from assistant.records import Block, Section, SectionKind

from .feedback import Mailbox
from .plain import beijing_day
from .words import LAWYER_LABEL

__all__ = ["said_of"]

_ASKS = re.compile(
    r"(?:请|帮我|我想|我要)*(?P<look>查询|查看|查|看看|看)?(?:一下)?(?:我的)?回执(?:号码?|编号)?[:是为]?(?P<rest>.*)",
    re.S,
)
_AROUND = " \t\n\"'“”‘’「」《》()（）[]【】,，。.;；!！?？、:：吗呢吧"
_HYPHENED = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
_JUDGED = {
    Mark.RIGHT: "律师看过了，这个回答是对的。",
    Mark.WRONG: "律师看过了，这个回答有错。",
    Mark.INCOMPLETE: "律师看过了，这个回答不完整。",
}


def said_of(desk: Mailbox, message: str) -> tuple[Section, ...]:
    """What is to be told of the receipt in a message; nothing if the message is not about one.

    Raises:
        DeskError: The desk cannot be used at the moment.
    """
    plain = unicodedata.normalize("NFKC", message).strip(_AROUND)
    asks = _ASKS.fullmatch(plain)
    receipt = read_receipt((asks["rest"] if asks else plain).strip(_AROUND))
    if not asks and not _HYPHENED.fullmatch(plain.upper()):
        return ()
    if not receipt:
        # 回执是什么 is a question like any other.
        return (
            _lines("回执号是八个字母和数字。请照着这样写：查回执 7K3M-92QX，换成您自己的号。")
            if asks and asks["look"]
            else ()
        )
    found = desk.by_receipt(receipt)
    if found is None:
        return _lines(f"没有查到回执{receipt}，请核对一下，看看有没有抄错。着急的话，可以拨打工会热线12351。")
    return _told(found)


def _told(found: Feedback) -> tuple[Section, ...]:
    handed_in = f"您在{beijing_day(found.created)}交来的回答，"
    if not found.reviews:
        return _lines(f"{handed_in}工会律师还没有看完，请过几天再来查。着急的话，可以拨打工会热线12351。")
    latest = found.reviews[-1]
    parts = [Section(SectionKind.LEAD, "工会律师的意见", (Block(handed_in + _JUDGED[latest.mark]),))]
    for title, text in (("律师说", latest.comment), ("正确的回答", latest.correction)):
        if lines := tuple(Block(line.strip()) for line in text.splitlines() if line.strip()):
            parts.append(Section(SectionKind.REVIEW, title, lines))
    return (*parts, Section(SectionKind.NOTICE, "", (Block(_signed(latest)), Block(f"{LAWYER_LABEL}。"))))


def _signed(review: Review) -> str:
    return f"——工会律师{review.reviewer.display}，{beijing_day(review.created)}"


def _lines(*lines: str) -> tuple[Section, ...]:
    return (Section(SectionKind.LEAD, "", tuple(map(Block, lines))),)
