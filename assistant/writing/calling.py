"""Calls of a language model: bounded in time and number, repeated with care, and not made at all while it is down."""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from circuitbreaker import CircuitBreaker
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langsmith import tracing_context
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from assistant.settings import ModelSettings

from .reading import Reader

__all__ = ["Calls", "ModelFault", "Usage", "open_model"]

_END = object()
_PATIENCE, _PATIENCE_WITH_ONESELF = 0.2, 3.0
"""Seconds that a question waits for a place before it is answered without the model: for one that others hold, and for
that of the same visitor's last question, which ends at its next sentence."""
log = structlog.get_logger(__name__)


class ModelFault(Exception):
    """A call that gave nothing that can be used; ``reason`` is a word for counting, never shown to readers."""

    def __init__(self, reason: str, again: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.again = reason, again


@dataclass(slots=True)
class Usage:
    """What the calls for one question took; ``first_ms`` is 0 until a word came."""

    tokens_in: int = 0
    tokens_out: int = 0
    first_ms: float = 0.0


def open_model(settings: ModelSettings) -> BaseChatModel:
    """The chat model that the settings name; no call is made.

    Raises:
        ImportError: The package of the provider is not installed.
    """
    from langchain.chat_models import init_chat_model  # a second to import: only with a model

    options: dict[str, Any] = {"temperature": settings.temperature, "max_tokens": settings.max_tokens}
    if settings.provider == "openai":
        # A local server needs no key, but the client insists on one.
        options |= {"timeout": settings.wait, "max_retries": 0, "stream_usage": True}
        options |= {"api_key": settings.api_key.get_secret_value() or "none", "use_responses_api": False}
    elif settings.api_key.get_secret_value():
        options |= {"api_key": settings.api_key.get_secret_value()}
    if settings.base_url:
        options |= {"base_url": settings.base_url}
    model = init_chat_model(settings.model, model_provider=settings.provider, **options)
    assert isinstance(model, BaseChatModel)
    return model


class Calls:
    """Calls of one model; safe to share between threads."""

    def __init__(self, model: BaseChatModel, settings: ModelSettings) -> None:
        self._model, self._settings = model, settings
        self._breaker = CircuitBreaker(settings.failures, max(1, round(settings.cooldown)), ModelFault, name="model")
        self._places = threading.BoundedSemaphore(settings.concurrency)
        self._visitors: Counter[str] = Counter()
        self._left = threading.Condition()

    @property
    def circuit(self) -> str:
        """closed, open or half_open."""
        return str(self._breaker.state)

    @contextmanager
    def place(self, visitor: str) -> Iterator[None]:
        """A place for one question of a visitor.

        Raises:
            ModelFault: ``busy`` or ``open``.
        """
        if self._breaker.opened:
            raise ModelFault("open")
        with self._left:
            allowed = self._settings.per_user
            if visitor and not self._left.wait_for(
                lambda: self._visitors[visitor] < allowed, timeout=_PATIENCE_WITH_ONESELF
            ):
                raise ModelFault("busy")
            self._visitors[visitor] += 1
        try:
            if not self._places.acquire(timeout=_PATIENCE):
                raise ModelFault("busy")
            try:
                yield
            finally:
                self._places.release()
        finally:
            with self._left:
                self._visitors[visitor] -= 1
                self._visitors += Counter()  # forget who is not there any more
                self._left.notify_all()

    def objects(
        self, messages: Sequence[BaseMessage], until: float, usage: Usage, proves: bool = True
    ) -> Generator[dict[str, object], None, None]:
        """The JSON objects of a reply, each as soon as it is there.

        Args:
            until: ``time.monotonic()`` after which the call is given up.
            proves: Whether a good reply shows that the server is well; a short one does not show it for long ones.

        Raises:
            ModelFault: The server failed, was too slow, stopped in the middle, or sent nothing that can be read. Then
                what was read before must not be used as if it were all.
        """
        if self._breaker.opened:
            raise ModelFault("open")
        found = False
        try:
            for piece in self._objects(messages, until, usage):
                found = True
                yield piece
            if not found:
                raise ModelFault("unreadable")
        except ModelFault as fault:
            self._breaker.__exit__(ModelFault, fault, None)
            raise
        if proves:  # not where a reader stopped it: that says nothing of the server
            self._breaker.reset()

    def _objects(self, messages: Sequence[BaseMessage], until: float, usage: Usage) -> Iterator[dict[str, object]]:
        reader, started = Reader(), time.monotonic()
        for piece in self._first_try_and_more(messages, until, usage):
            if not usage.first_ms and piece:
                usage.first_ms = (time.monotonic() - started) * 1000
            yield from reader.feed(piece)

    def _first_try_and_more(self, messages: Sequence[BaseMessage], until: float, usage: Usage) -> Iterator[str]:
        """The pieces of a reply; a call that failed before its first piece is repeated."""
        retrying = Retrying(
            stop=stop_after_attempt(self._settings.retries + 1),
            wait=wait_random_exponential(multiplier=0.2, max=2.0),
            retry=retry_if_exception(
                lambda error: isinstance(error, ModelFault) and error.again and time.monotonic() < until
            ),
            reraise=True,
        )

        def begin() -> tuple[Generator[str, None, None], str]:
            pieces = self._pieces(messages, until, usage)
            return pieces, next(pieces, "")

        pieces, first = retrying(begin)
        try:
            yield first
            yield from pieces
        finally:
            pieces.close()

    def _pieces(self, messages: Sequence[BaseMessage], until: float, usage: Usage) -> Generator[str, None, None]:
        """One call, read in a thread of its own: a server that says nothing must not hold the question."""
        arrived: queue.Queue[Any] = queue.Queue()
        stopped = threading.Event()
        pump = threading.Thread(target=self._pump, args=(messages, arrived, stopped), daemon=True, name="model-call")
        pump.start()
        anything, ended = False, ""
        try:
            while True:
                left = min(self._settings.wait, until - time.monotonic())
                try:
                    chunk = arrived.get(timeout=max(left, 0.001))
                except queue.Empty:
                    raise ModelFault("timeout") from None
                if chunk is _END:
                    break
                if isinstance(chunk, Exception):
                    raise _fault_of(chunk, anything)
                ended = _finish(chunk.response_metadata) or ended
                _count(chunk.usage_metadata, usage)
                if chunk.text:
                    anything = True
                    yield str(chunk.text)
        finally:
            stopped.set()
        if not anything:
            raise ModelFault("empty", again=True)
        if ended in {"length", "max_tokens"} or (not ended and self._settings.provider == "openai"):
            raise ModelFault("cut")

    def _pump(self, messages: Sequence[BaseMessage], arrived: queue.Queue[Any], stopped: threading.Event) -> None:
        try:
            with tracing_context(enabled=False):  # whatever the environment says, prompts go to no other host
                for chunk in self._model.stream(list(messages)):
                    if stopped.is_set():
                        return
                    arrived.put(chunk)
            arrived.put(_END)
        except Exception as error:  # noqa: BLE001  # whatever a provider raises is told to the thread that waits
            arrived.put(error)


def _fault_of(error: Exception, begun: bool) -> ModelFault:
    """The kind of a provider's error, told by its class: its text may hold what was asked."""
    name = type(error).__name__
    status = getattr(error, "status_code", None)
    log.warning("model_call_failed", kind=name, status=status)
    if begun:
        return ModelFault("cut")
    if "Timeout" in name:
        return ModelFault("timeout")
    if isinstance(status, int):
        return ModelFault("refused", again=status >= 500 or status in {408, 409, 429})
    return ModelFault("unreachable", again=True)


def _finish(metadata: Mapping[str, Any]) -> str:
    found = next((metadata[key] for key in ("finish_reason", "stop_reason", "done_reason") if metadata.get(key)), "")
    return str(found)


def _count(tokens: Mapping[str, Any] | None, usage: Usage) -> None:
    if tokens:
        usage.tokens_in += int(tokens.get("input_tokens", 0))
        usage.tokens_out += int(tokens.get("output_tokens", 0))
