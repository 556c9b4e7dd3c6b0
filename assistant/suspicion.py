"""Texts that speak to a program: they are no law, whoever put them into a document."""

from __future__ import annotations

import re
import unicodedata

from knowledge.text import clean_input, simplify

__all__ = ["is_suspicious"]

_BEFORE = "(?:以上|上述|上文|之前|前面|此前|先前|一切|所有|全部|你的|上面)"
_PROGRAM = "(?:AI|人工智能|语言模型|大模型|模型|机器人|智能助手|问答系统|智能体|助手)"
_SAY = "(?:回答|答复|输出|回复|告诉|告知|说|写|声称|回应)"
# A law does not speak to a program, and does not say you to it.
_SUSPICIOUS = re.compile(
    rf"(?:忽略|无视|忘记|忘掉|不要理会|抛开){_BEFORE}|{_BEFORE[:-1]}|下面)的?(?:指令|指示|提示|命令)(?:作废|无效|失效|如下)"
    r"|系统(?:提示|指令|消息)|提示词|你(?:现在)?是(?:一个|一名|个)?(?:老板的|单位的)?(?:AI|人工智能|助手|机器人|律师|专家|模型)|(?:作为|扮演)(?:一个|一名)?(?:AI|人工智能|助手|机器人)"
    r"|人工智能助手|语言模型|大模型|聊天机器人|最高优先级(?:的)?(?:命令|指令)|从现在(?:起|开始)[,，]?你|你的(?:规则|设定|指令|提示|任务是)"
    rf"|{_PROGRAM}[^，。；,;]{{0,10}}[，,]?(?:请|应当?|应该|必须|须|只|一律|要|务必)[^，。；]{{0,3}}{_SAY}"
    rf"|(?:请|让|叫){_PROGRAM}[^，。；]{{0,4}}{_SAY}|你(?:必须|只能|一律|务必)[^，。；]{{0,4}}{_SAY}"
    r"|(?:请|必须|务必|应当|只|仅)(?:只|仅)?(?:输出|回复|回答)(?:以下|下面|如下|：|:|“|\")|只(?:输出|回复|回答)[:：]"
    r"|(?:请|必须|务必|仅)?只(?:说|输出|回答)[“\"]"
    r"|不要(?:告诉|提醒|引用|显示)(?:用户|工人|工友|对方|来源|法条)|(?:加|添加)(?:我的?)?(?:微信|QQ群?)[\w-]{4,}"
    r"|ignore\s*(?:all|any|the|previous|above|prior)|disregard\s*(?:all|any|the|previous|above)|(?:previous|above|prior|new)\s*instructions"
    r"|system\s*prompt|you\s*are\s*(?:now|an?\b|chatgpt)|as\s*an\s*ai\b|do\s*not\s*(?:cite|mention|tell|show)|tell\s*the\s*(?:worker|user)"
    r"|assistant\s*[:：]|system\s*[:：]|<\s*/?\s*(?:system|assistant|user|script|问题|来源|对话)\b|\[/?INST\]|<\|"
    r"|\{\s*[\"“]?(?:text|ids|role|content)[\"”]?\s*:",
    re.IGNORECASE,
)
# Letters that nobody sees and that spell words for programs.
_TAGS = re.compile("[\U000e0020-\U000e007f]")
_HAN_APART = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff，。；：])")
# Letters of other alphabets that look like Latin ones.
_ALIKE = str.maketrans("аеорсухіјѕԁһԛԝАВЕКМНОРСТХοαιν", "aeopcyxijsdhqwABEKMHOPCTXoaiv")


def is_suspicious(text: str) -> bool:
    """Whether a text speaks to a program rather than to people; such a one is never given to a model."""
    if _TAGS.search(text):
        return True
    plain = simplify(clean_input(unicodedata.normalize("NFKC", text)).translate(_ALIKE))
    return bool(_SUSPICIOUS.search(plain) or _SUSPICIOUS.search(_HAN_APART.sub("", plain)))
