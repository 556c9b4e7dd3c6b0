"""What readers see instead of the verdicts of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .records import Verdict

__all__ = ["VERDICT_WORDS"]

VERDICT_WORDS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.OK: "核对无误",
        Verdict.QUOTE_MISMATCH: "引文不符",
        Verdict.NO_SUCH_ARTICLE: "条款不存在",
        Verdict.NO_SUCH_LAW: "库中查无此名",
        Verdict.NOT_IN_FORCE: "不是现行有效",
        Verdict.UNCONFIRMED: "不能确认",
    }
)
