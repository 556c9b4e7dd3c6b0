"""The words by which lessons are filed."""

from __future__ import annotations

__all__ = ["SITUATIONS", "TOPICS"]

TOPICS = (
    "工资",
    "工时休假",
    "合同",
    "离职辞退",
    "工伤",
    "职业病与安全",
    "社会保险",
    "女职工与平等",
    "特殊用工",
    "争议处理",
    "工会",
)
"""Areas of law, in the order in which they are shown."""

SITUATIONS = (
    "讨工资",
    "刚入职",
    "在职干活",
    "要离开",
    "被辞退",
    "没工作了",
    "受伤生病",
    "怀孕生育",
    "快退休",
    "打官司",
    "找工会",
)
"""Moments of a working life, in the order in which they are shown."""
