"""Under an answer: did it help, and if not, whether a lawyer may see it. The page's script does the rest."""

from __future__ import annotations

import json
from dataclasses import asdict
from html import escape

from assistant.records import Outcome

from .turns import Asked, Turn
from .words import MOST_REMARK

__all__ = ["feedback_form"]

_ON_PAPER = '过几天在提问框里输入“查回执 <b class="receipt-again"></b>”，就能看到律师的意见。请把这个号记下来。'


def feedback_form(turn: Turn) -> str:
    """The question whether the answer helped, with the panel that opens; nothing where answers cannot be handed in.

    A request for more words (``need_facts``) is no answer yet.
    """
    asked, answer = turn.asked, turn.answer
    if asked is None or answer is None or answer.status is Outcome.NEED_FACTS:
        return ""
    name = f"fankui-{turn.uid}"
    body = escape(json.dumps(asdict(asked), ensure_ascii=False))
    return (
        f'<section class="part feedback" data-asked="{body}" aria-labelledby="{name}-wen">'
        f'<div class="helpful"><p id="{name}-wen">这个回答有帮助吗？</p>'
        '<p class="choices"><button type="button" class="helped">有帮助</button>'
        f'<button type="button" class="unhelped" aria-expanded="false" aria-controls="{name}">没帮助</button></p></div>'
        f'{_panel(name, asked)}{_sent()}<p class="feedback-said" role="status"></p></section>'
    )


def _panel(name: str, asked: Asked) -> str:
    return (
        f'<div class="share" id="{name}" role="group" aria-labelledby="{name}-ti" hidden>'
        f'<h3 id="{name}-ti" tabindex="-1">请工会律师看看这个回答</h3>'
        "<p>您同意并提交以后，工会律师会看到：</p>"
        f"<ul><li>您的这个问题和这个回答</li>{_earlier(asked)}<li>您在下面补充的话</li></ul>"
        "<p>只给工会律师看，用来改正回答。您不同意、不提交，我们什么都不会保存。</p>"
        "<p>请不要写姓名、身份证号、电话、银行卡号；问题里写了的，系统会尽量隐去。</p>"
        f'<label class="remark" for="{name}-hua">还想补充什么（可以不写，最多{MOST_REMARK}字）</label>'
        f'<textarea id="{name}-hua" rows="3" maxlength="{MOST_REMARK}" autocomplete="off"></textarea>'
        '<label class="agree"><input type="checkbox" autocomplete="off">'
        "<span>我同意把这个问题和回答交给工会律师看</span></label>"
        '<p class="choices"><button type="button" class="share-send" disabled>提交</button>'
        '<button type="button" class="share-cancel">取消</button></p>'
        '<p class="hint">先打勾，才能提交。</p></div>'
    )


def _earlier(asked: Asked) -> str:
    """The earlier questions word for word, so that nobody gives away what he has forgotten."""
    if not asked.history:
        return ""
    items = "".join(f"<li>{escape(one)}</li>" for one in asked.history)
    return f"<li>这次对话里前面的问题（这个回答用到的才会交）：<ul>{items}</ul></li>"


def _sent() -> str:
    return (
        '<div class="sent" tabindex="-1" hidden><p>已经交给工会律师，谢谢您。您的回执号是：</p>'
        '<p class="receipt"></p>'
        '<p class="choices"><button type="button" class="copy" data-copy="">复制回执</button></p>'
        f"<p>{_ON_PAPER}</p></div>"
    )
