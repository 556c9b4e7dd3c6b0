"""Texts that speak to a program: they are no law, whoever put them into a document."""

from __future__ import annotations

import re

from knowledge.text import clean_input

__all__ = ["is_suspicious"]

# A law does not speak to a program, and does not give the number of an account.
_SUSPICIOUS = re.compile(
    r"忽略(?:以上|上述|之前|前面|此前|一切|所有|全部)|无视(?:以上|上述|之前|前面)|(?:以上|上述|之前|前面)的?(?:指令|指示|提示|要求)(?:作废|无效|失效)"
    r"|系统(?:提示|指令|消息)|提示词|你(?:现在)?是(?:一个|一名|个)?(?:AI|人工智能|助手|机器人|律师|专家|模型)|(?:作为|扮演)(?:一个|一名)?(?:AI|人工智能|助手|机器人)|人工智能助手|语言模型|大模型|聊天机器人"
    r"|(?:请|必须|务必|应当)?(?:只|仅)?(?:输出|回复|回答)(?:以下|下面|如下)(?:内容|文字|的话|一句)?(?:：|:)|不要(?:告诉|提醒|引用|显示)(?:用户|工人|工友|对方|来源|法条)"
    r"|ignore\s+(?:all|any|the|previous|above)|disregard\s+(?:all|any|the|previous|above)|system\s*prompt|you\s+are\s+(?:now|an?|chatgpt)|as\s+an\s+ai"
    r"|assistant\s*[:：]|system\s*[:：]|<\s*/?\s*(?:system|assistant|user|script)|\[/?INST\]|<\|",
    re.IGNORECASE,
)


def is_suspicious(text: str) -> bool:
    """Whether a text speaks to a program rather than to people; such a one is never given to a model."""
    text = clean_input(text)
    return bool(
        _SUSPICIOUS.search(text) or _SUSPICIOUS.search(re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", text))
    )
