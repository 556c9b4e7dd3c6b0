"""What happens when someone asks: the steps that the page shows, apart from any widget."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import structlog

from assistant.api import MAX_HISTORY, Answerer, read_day
from assistant.flows import close
from assistant.records import Answer
from knowledge.errors import XuefaError
from knowledge.records import NATIONAL

from .feedback import Mailbox
from .feedback_receipt import said_of
from .render import render_news, render_turn
from .turns import Asked, Turn, add, earlier_questions
from .words import BROKEN
from .written import laid_out

__all__ = ["Step", "ask_json", "steps"]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """One state of the page while a question is answered.

    Attributes:
        turns: The conversation, its last turn being the one in hand.
        html: The last turn as HTML.
        retry: The question to put back into the input, when it could not be taken.
        stands: Whether all that needs no language model is there.
        news: Whether the turn stood before: then ``html`` is only what has changed, see :func:`render_news`.
    """

    turns: tuple[Turn, ...]
    html: str
    retry: str = ""
    stands: bool = False
    news: bool = False


def steps(
    assistant: Answerer,
    turns: Sequence[Turn],
    question: str,
    region: str,
    as_of: str,
    desk: Mailbox | None = None,
    visitor: str = "",
    before_model: Callable[[], object] = lambda: None,
) -> Iterator[Step]:
    """First the question with a status line, then the answer section by section, then what a language model adds.

    From the first whole answer on, each step has a turn that is answered: whoever stops listening then has lost
    nothing but words of the model. Closing the iterator closes the assistant's stream.

    Args:
        desk: Where answers may be handed in, and where receipts are looked up.
        visitor: Tells visitors apart, for the limits of a language model.
        before_model: Called when the answer stands and before the model is waited for.
    """
    asked = Asked(question.strip(), region or NATIONAL, as_of, earlier_questions(turns)[-MAX_HISTORY:])
    turn = Turn(asked.question, asked=asked if desk else None)
    yield Step(add(turns, turn), render_turn(turn))
    with ExitStack() as stack:
        answers = _answers(assistant, asked, visitor)
        stack.callback(close, answers)
        done = _answered(turn, answers, asked, desk)
        after = add(turns, done)
        if done.answer is None:
            yield Step(after, render_turn(done), retry=turn.question if done.error else "", stands=True)
            return
        for shown in range(1, len(laid_out(done.answer))):
            yield Step(after, render_turn(done, shown))
        yield Step(after, render_turn(done), stands=True)
        before_model()
        for later in _later(done, answers):
            yield Step(add(turns, later), render_news(later), stands=True, news=True)


def _answers(assistant: Answerer, asked: Asked, visitor: str) -> Iterator[Answer]:
    day = read_day(asked.as_of)
    answers = assistant.stream(asked.question, region=asked.region, as_of=day, history=asked.history, visitor=visitor)
    try:
        yield from answers
    finally:
        close(answers)


def _answered(turn: Turn, answers: Iterator[Answer], asked: Asked, desk: Mailbox | None) -> Turn:
    try:
        if desk is not None and (told := said_of(desk, asked.question)):
            return turn.with_told(told)
        return turn.with_answer(next(answers))
    except XuefaError as error:
        return turn.with_error(str(error))
    except Exception:  # noqa: BLE001  # nobody may see a trace in place of an answer
        _log_fault()
        return turn.with_error(f"{BROKEN}。")


def _later(done: Turn, answers: Iterator[Answer]) -> Iterator[Turn]:
    """The turn with each further answer; a fault ends the model's words, and the answer stays."""
    try:
        for answer in answers:
            done = done.with_answer(answer)
            yield done
    except Exception:  # noqa: BLE001  # the answer stands without the model
        _log_fault()
    if done.is_pending:
        yield done.settled()


def _log_fault() -> None:
    """The operator gets the trace as plain text: a trace with local variables would hold the question."""
    _log.error("question_failed", trace=traceback.format_exc())


def ask_json(
    assistant: Answerer, question: str, region: str, as_of: str, history: Sequence[str] | None, visitor: str = ""
) -> dict[str, Any]:
    """The answer as the JSON object of the contract, for ``gradio_client``; errors as ``{"error": …}``."""
    try:
        earlier = tuple(history or ())[-MAX_HISTORY:]
        day = read_day(as_of)
        return assistant.ask(question, region=region or NATIONAL, as_of=day, history=earlier, visitor=visitor).to_json()
    except XuefaError as error:
        return {"error": str(error)}
    except Exception:  # noqa: BLE001  # nobody may see a trace in place of an answer
        _log_fault()
        return {"error": f"{BROKEN}。"}
