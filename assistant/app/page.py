"""The page: Gradio blocks, laid out for a phone first."""

from __future__ import annotations

import os

# Gradio and the hub client read these when they are imported; nothing may leave this machine.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
# Gradio would otherwise keep the last 10,000 events and compute a table over them after each answer.
os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "1")
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000000")

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from html import escape
from typing import Any

import gradio

from assistant.api import Answerer
from knowledge.records import NATIONAL
from knowledge.regions import provinces

from .asking import Asking, Widgets
from .conversation import Conversation
from .events import ask_json
from .feedback import Mailbox
from .links import CLASSROOM, HOME
from .turns import MAX_TURNS
from .words import EXAMPLES, PRIVACY, STOP, SUBTITLE, TITLE

__all__ = ["build_page", "gradio", "page_theme"]

_FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "system-ui", "sans-serif")

_HEADER = (
    f'<a class="skip" href="#composer">跳到提问框</a><div class="masthead"><h1>{TITLE}</h1><p>{SUBTITLE}</p>'
    # In a page of its own: in this one's place, the conversation would be lost.
    '<span class="to-others">'
    f'<a class="to-library" href="{CLASSROOM}" target="_blank" rel="noopener">小课堂'
    '<span class="sr">（打开新页面）</span></a>'
    f'<a class="to-library" href="{HOME}" target="_blank" rel="noopener">法规库'
    '<span class="sr">（打开新页面）</span></a></span></div>'
)


_PLAIN: dict[str, Any] = {"js_on_load": None, "apply_default_css": False}
"""HTML that only shows something: without Gradio's script and without its typography."""

_FOLLOW_VALUE = "element.addEventListener('change', (e) => { props.value = e.target.value; });"
"""Makes a field of the browser the value of its component."""


def page_theme() -> Any:
    """A plain theme on fonts of the visitor's own system; the look is in ``page.css``."""
    fonts = [gradio.themes.Font(name) for name in _FONTS]
    return gradio.themes.Base(primary_hue="red", neutral_hue="stone", font=fonts, font_mono=fonts)


def build_page(assistant: Answerer, desk: Mailbox | None = None) -> Any:
    """The blocks of the page, with its events and the named endpoint ``/ask``.

    Args:
        desk: Where answers that did not help may be handed in; without one the page does not offer it.
    """
    settings = assistant.settings
    with gradio.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        talk = gradio.State(Conversation())
        gradio.HTML(_HEADER, elem_id="top", **_PLAIN)
        with gradio.Column(elem_id="options"):
            region, as_of = _region(), _day()
        with gradio.Column(elem_id="start") as start:
            gradio.HTML(_welcome(assistant.levels_missing()), **_PLAIN)
            with gradio.Row(elem_id="examples"):
                examples = [gradio.Button(label, elem_classes="example") for label, _ in EXAMPLES]
        with gradio.Column(elem_id="conversation"):
            # One slot a turn: an answer that is shown is never sent or drawn again.
            slots = [gradio.HTML("", elem_classes="slot", **_PLAIN) for _ in range(MAX_TURNS)]
        # What a language model adds to the last turn; the page's script puts it there.
        news = gradio.HTML("", elem_id="news", **_PLAIN)
        with gradio.Column(elem_id="composer"):
            box, send, clear = _composer()
        stop = gradio.Button(STOP, elem_id="stop")  # pressed by the button in the answer
        hide, unhide = (gradio.update(visible=shown) for shown in (False, True))
        asking = Asking(assistant, desk, Widgets(talk, start, box, slots, news, hide=hide, unhide=unhide))
        _events(asking, (region, as_of), send, clear, stop, examples)

        def ask(
            request: gradio.Request,
            question: str,
            region: str = NATIONAL,
            as_of: str = "",
            history: list[str] | None = None,
        ) -> dict:  # type: ignore[type-arg]
            """提问，返回答案、引用和检索结果。"""
            visitor = request.client.host if request.client else ""
            return ask_json(assistant, question, region, as_of, history, visitor)

        gradio.events.api(ask, api_name="ask", queue=False)
    page.queue(max_size=settings.queue, default_concurrency_limit=settings.concurrency)
    return page


def _region() -> Any:
    """A select of the browser: on a phone it opens the large list that people know."""
    options = "".join(f'<option value="{name}">{name}</option>' for name in (NATIONAL, *provinces()))
    return gradio.HTML(
        NATIONAL,
        html_template=(
            f'<label for="region">您在哪里工作？</label><select id="region" autocomplete="off">{options}</select>'
        ),
        js_on_load=_FOLLOW_VALUE,
        apply_default_css=False,
        elem_id="region-field",
    )


def _day() -> Any:
    return gradio.HTML(
        "",
        html_template=(
            "<details><summary>更多选项</summary>"
            '<label for="as-of">按哪一天的法律</label><input type="date" id="as-of" autocomplete="off">'
            "<p>不填就是今天。事情发生在以前，可以填那一天。</p></details>"
        ),
        js_on_load=_FOLLOW_VALUE,
        apply_default_css=False,
        elem_id="day-field",
    )


def _welcome(missing: tuple[str, ...]) -> str:
    note = ""
    if missing:
        levels = escape("、".join(missing))
        note = (
            f'<details class="missing"><summary>目前没有装入：{levels}</summary>'
            "<p>答案只依据已经装入的法律。要补上这些文件，请管理员把文件夹放到 library 目录"
            "（或设置 XUEFA_LIBRARY），再运行 xuefa build。</p></details>"
        )
    return f'{note}<h2 class="ask-what">可以这样问</h2>'


def _composer() -> tuple[Any, Any, Any]:
    with gradio.Row(elem_id="ask-row"):
        box = gradio.Textbox(
            label="您的问题",
            placeholder="例如：工资被拖欠怎么办",
            lines=1,
            max_lines=5,
            elem_id="question",
            scale=1,
            html_attributes=gradio.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
        )
        send = gradio.Button("提问", variant="primary", elem_id="send", scale=0)
    gradio.HTML(f"<p>{PRIVACY}</p>", elem_id="privacy", **_PLAIN)
    clear = gradio.Button("清空", elem_id="clear")
    return box, send, clear


def _events(page: Asking, options: tuple[Any, Any], send: Any, clear: Any, stop: Any, examples: list[Any]) -> None:
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    widgets = page.widgets

    # Gradio names an endpoint after its function, and /ask is for programs.
    async def asking(
        question: str, region: str, as_of: str, talk: Conversation, request: gradio.Request
    ) -> AsyncIterator[dict[Any, Any]]:
        async with aclosing(page.ask(question, region, as_of, talk, request.session_hash or "")) as updates:
            async for update in updates:
                yield update

    def example(text: str) -> Callable[..., AsyncIterator[dict[Any, Any]]]:
        # The text is ours, not read back from the page.
        async def asking_example(
            region: str, as_of: str, talk: Conversation, request: gradio.Request
        ) -> AsyncIterator[dict[Any, Any]]:
            async with aclosing(page.ask(text, region, as_of, talk, request.session_hash or "")) as updates:
                async for update in updates:
                    yield update

        return asking_example

    inputs = [widgets.box, *options, widgets.talk]
    runs = [gradio.on([send.click, widgets.box.submit], asking, inputs=inputs, outputs=widgets.all, **quiet)]
    for button, (_, text) in zip(examples, EXAMPLES, strict=True):
        runs.append(button.click(example(text), inputs=inputs[1:], outputs=widgets.all, **quiet))
    # A model's words may still come when the next question is asked, and hold no place that a question needs; how
    # many are written at once is for the model's own limits to say.
    adding: dict[str, Any] = {"trigger_mode": "multiple", "concurrency_id": "model", "concurrency_limit": None}
    runs += [run.then(page.add, inputs=[widgets.talk], outputs=[widgets.news], **adding, **quiet) for run in runs]
    stop.click(page.stop, inputs=[widgets.talk], outputs=[widgets.news], queue=False, **quiet)
    clear.click(page.clear, inputs=[widgets.talk], outputs=widgets.all, cancels=runs, queue=False, **quiet)
