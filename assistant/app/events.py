"""What happens when someone asks: the steps that the page shows, apart from any widget."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from assistant.api import MAX_HISTORY, Answerer, read_day
from knowledge.errors import XuefaError
from knowledge.records import NATIONAL

from .feedback import Mailbox
from .feedback_receipt import said_of
from .render import render_turn
from .turns import Asked, Turn, add, earlier_questions
from .words import BROKEN

__all__ = ["Step", "ask_json", "steps"]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """One state of the page while a question is answered.

    Attributes:
        turns: The conversation, its last turn being the one in hand.
        html: The last turn as HTML.
        retry: The question to put back into the input, when it could not be taken.
    """

    turns: tuple[Turn, ...]
    html: str
    retry: str = ""


def steps(
    assistant: Answerer, turns: Sequence[Turn], question: str, region: str, as_of: str, desk: Mailbox | None = None
) -> Iterator[Step]:
    """First the question with a status line, then the answer section by section.

    Args:
        desk: Where answers may be handed in, and where receipts are looked up.
    """
    asked = Asked(question.strip(), region or NATIONAL, as_of, earlier_questions(turns)[-MAX_HISTORY:])
    turn = Turn(asked.question, asked=asked if desk else None)
    yield Step(add(turns, turn), render_turn(turn))
    done = _answered(assistant, turn, asked, desk)
    after = add(turns, done)
    if done.answer is None:
        yield Step(after, render_turn(done), retry=turn.question if done.error else "")
        return
    for shown in range(1, len(done.answer.sections)):
        yield Step(after, render_turn(done, shown))
    yield Step(after, render_turn(done))


def _answered(assistant: Answerer, turn: Turn, asked: Asked, desk: Mailbox | None) -> Turn:
    try:
        if desk is not None and (told := said_of(desk, asked.question)):
            return turn.with_told(told)
        day = read_day(asked.as_of)
        answer = assistant.ask(asked.question, region=asked.region, as_of=day, history=asked.history)
    except XuefaError as error:
        return turn.with_error(str(error))
    except Exception:  # noqa: BLE001  # nobody may see a trace in place of an answer
        _log_fault()
        return turn.with_error(f"{BROKEN}。")
    return turn.with_answer(answer)


def _log_fault() -> None:
    """The operator gets the trace as plain text: a trace with local variables would hold the question."""
    _log.error("question_failed", trace=traceback.format_exc())


def ask_json(
    assistant: Answerer, question: str, region: str, as_of: str, history: Sequence[str] | None
) -> dict[str, Any]:
    """The answer as the JSON object of the contract, for ``gradio_client``; errors as ``{"error": …}``."""
    try:
        earlier = tuple(history or ())[-MAX_HISTORY:]
        return assistant.ask(question, region=region or "全国", as_of=read_day(as_of), history=earlier).to_json()
    except XuefaError as error:
        return {"error": str(error)}
    except Exception:  # noqa: BLE001  # nobody may see a trace in place of an answer
        _log_fault()
        return {"error": f"{BROKEN}。"}
