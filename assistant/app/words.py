"""Every sentence of the page that does not come from an answer, in one place."""

from __future__ import annotations

__all__ = [
    "BRAND",
    "BROKEN",
    "BUSY",
    "CORRECTED_LABEL",
    "EXAMPLES",
    "LABEL",
    "LAWYER_LABEL",
    "LESSON_LABEL",
    "LOOKING",
    "MOST_REMARK",
    "PRIVACY",
    "STOP",
    "SUBTITLE",
    "TITLE",
    "TOO_LARGE",
    "WRITING",
    "WRITTEN_DONE",
    "WRITTEN_LABEL",
    "WRITTEN_TITLE",
]

BRAND = "学法小课堂"
TITLE = f"{BRAND} · 职工法律助手"
SUBTITLE = "用大白话问，答案都附法律原文。"
PRIVACY = "请不要输入身份证号、银行卡号等个人信息。"
LABEL = "以上内容由学法小课堂自动生成，仅供参考"
CORRECTED_LABEL = f"除工会律师的更正外，{LABEL}"
LAWYER_LABEL = "以上是工会律师的意见，只针对您交来的这个问题"
MOST_REMARK = 500
"""Characters that a worker may add to an answer that is handed in."""
LESSON_LABEL = "本课由人工智能辅助编写，依据所列法条，仅供参考，不是律师意见"
LOOKING = "正在查找法律条文…"
WRITTEN_TITLE = "用大白话说"
"""Of what a language model wrote."""
WRITING = "正在用大白话整理……"
WRITTEN_DONE = "用大白话整理好了。"
STOP = "停止整理"
WRITTEN_LABEL = (
    f"“{WRITTEN_TITLE}”一节由语言模型{{writer}}挑选、排列，"
    "每一句都由程序与所引的课文、条文核对过，说法不一样的已换成原文。"
)
"""``writer``: the model's name, and who runs it."""
BROKEN = "系统出了点问题，请再试一次，或拨打12351"
BUSY = "现在提问的人很多，请过一会儿再试。"
TOO_LARGE = "内容太长了，请把问题写短一些再试。"

EXAMPLES: tuple[tuple[str, str], ...] = (
    ("欠薪、没签合同", "老板三个月没发工资，也没签劳动合同，我该怎么办？"),
    ("工伤认定", "上班时受了伤，怎么申请工伤认定，要在多少天内申请？"),
    ("被辞退的补偿", "公司突然把我辞退了，我干了三年，能要多少补偿？"),
    ("加班费", "周末和法定节假日加班，加班费怎么算？"),
    ("孕期被调岗", "我怀孕了，公司给我调岗降工资，合法吗？"),
    ("怎么加入工会", "农民工怎么加入工会？"),
)
"""What a button says, and what it asks."""
