"""A language model reads the paraphrases of a draft once more; it may doubt what was found sound, and nothing else.

What a program compares are words: a claim in other words than its provision stays ``ok`` where no figure and no must or
may tells against it. A model that reads can see more. It never makes a verdict better, none of its words are shown, and
where it fails the verdicts stay what they were.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from assistant.checking import Checked, Finding, Layer, State, Verdict
from assistant.settings import ModelSettings
from knowledge.errors import SettingsError

from .calling import Calls, ModelFault, Usage
from .companion import model_of
from .prompting import claim_messages

__all__ = ["Read", "SecondReader"]

AT_ONCE = 8
"""Claims in one call."""
NOT_THERE = "语言模型读了这句话和条文，认为条文没有这样写，或者没有全写，请对照原文。"
NOT_SURE = "语言模型读了这句话和条文，拿不准条文是不是这样写的，请对照原文。"


@dataclass(frozen=True, slots=True)
class Read:
    """Verdicts after the second reading.

    Attributes:
        read: How many claims the model read.
        fault: Why it read no more, a word for counting; empty if it read all.
    """

    checked: tuple[Checked, ...]
    read: int = 0
    fault: str = ""


class SecondReader:
    """Reads with one model; safe to share between threads."""

    def __init__(self, calls: Calls, settings: ModelSettings) -> None:
        self._calls, self._settings = calls, settings

    @classmethod
    def open(cls, settings: ModelSettings) -> SecondReader:
        """The model that the settings name; no call is made.

        Raises:
            SettingsError: No model is set, its provider is unknown, or its package is not installed.
        """
        if not settings.model:
            raise SettingsError("还没有设置语言模型，请设置 XUEFA_LLM__MODEL，或者去掉 --llm。")
        return cls(Calls(model_of(settings, "XUEFA_LLM"), settings), settings)

    def read(self, checked: Sequence[Checked]) -> Read:
        """The same references; one found sound whose claim the model does not find in the provision is unconfirmed."""
        rows = list(checked)
        open_to_doubt = [at for at, one in enumerate(rows) if one.verdict is Verdict.OK and one.claim and one.text]
        done = 0
        for start in range(0, len(open_to_doubt), AT_ONCE):
            batch = open_to_doubt[start : start + AT_ONCE]
            try:
                with self._calls.place(""):
                    said = dict(self._ask([rows[at] for at in batch]))
            except ModelFault as fault:
                return Read(tuple(rows), done, fault.reason)
            for number, at in enumerate(batch, start=1):
                rows[at] = _doubted(rows[at], said.get(number, ""))
            done += len(batch)
        return Read(tuple(rows), done)

    def _ask(self, batch: Sequence[Checked]) -> Iterator[tuple[int, str]]:
        until = time.monotonic() + self._settings.deadline
        messages = claim_messages([(one.claim, one.text) for one in batch])
        with closing(self._calls.objects(messages, until, Usage())) as objects:
            for one in objects:
                number, supported = one.get("n"), one.get("supported")
                if isinstance(number, int) and isinstance(supported, str):
                    yield number, supported


def _doubted(checked: Checked, supported: str) -> Checked:
    """What the model did not read, or answered with another word, it does not confirm either."""
    if supported == "yes":
        return checked
    detail = NOT_THERE if supported == "no" else NOT_SURE
    kept = tuple(one for one in checked.findings if one.layer is not Layer.CLAIM)
    findings = (*kept, Finding(Layer.CLAIM, State.UNKNOWN, detail))
    return replace(checked, verdict=Verdict.UNCONFIRMED, detail=detail, findings=findings)
