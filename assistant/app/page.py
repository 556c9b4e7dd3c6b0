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

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import gradio

from assistant.api import Answerer
from knowledge.records import NATIONAL
from knowledge.regions import provinces

from .events import Step, ask_json, steps
from .feedback import Mailbox
from .links import CLASSROOM, HOME
from .render import render_turn
from .turns import MAX_TURNS, Turn
from .words import EXAMPLES, PRIVACY, SUBTITLE, TITLE

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
        turns = gradio.State(())
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
        with gradio.Column(elem_id="composer"):
            box, send, clear = _composer()
        widgets = _Widgets(turns, start, box, slots)
        _events(assistant, desk, widgets, (region, as_of), send, clear, examples)

        def ask(question: str, region: str = NATIONAL, as_of: str = "", history: list[str] | None = None) -> dict:  # type: ignore[type-arg]
            """提问，返回答案、引用和检索结果。"""
            return ask_json(assistant, question, region, as_of, history)

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


class _Widgets:
    """The widgets that an answer changes."""

    def __init__(self, turns: Any, start: Any, box: Any, slots: list[Any]) -> None:
        self.turns, self.start, self.box, self.slots = turns, start, box, slots
        self.all = [turns, start, box, *slots]

    def show(self, step: Step, first: bool) -> dict[Any, Any]:
        """The updates of one step; everything that is left out stays as it is."""
        update: dict[Any, Any] = {self.turns: step.turns}
        if first:
            update |= {self.box: "", self.start: gradio.update(visible=False)}
            if len(step.turns) == MAX_TURNS:
                # The oldest turn may just have left, and the others moved up.
                update |= {slot: render_turn(turn) for slot, turn in zip(self.slots, step.turns, strict=True)}
        if step.retry:
            update[self.box] = step.retry
        update[self.slots[len(step.turns) - 1]] = step.html
        return update

    def cleared(self) -> dict[Any, Any]:
        return {
            self.turns: (),
            self.box: "",
            self.start: gradio.update(visible=True),
            **dict.fromkeys(self.slots, ""),
        }


def _events(
    assistant: Answerer,
    desk: Mailbox | None,
    widgets: _Widgets,
    options: tuple[Any, Any],
    send: Any,
    clear: Any,
    examples: list[Any],
) -> None:
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

    def asking(question: str, region: str, as_of: str, turns: tuple[Turn, ...]) -> Iterator[dict[Any, Any]]:
        for number, step in enumerate(steps(assistant, turns, question, region, as_of, desk)):
            yield widgets.show(step, first=number == 0)

    def example(text: str) -> Callable[..., Iterator[dict[Any, Any]]]:
        # The text is ours, not read back from the page.
        def asking_example(region: str, as_of: str, turns: tuple[Turn, ...]) -> Iterator[dict[Any, Any]]:
            yield from asking(text, region, as_of, turns)

        return asking_example

    inputs = [widgets.box, *options, widgets.turns]
    asked = gradio.on([send.click, widgets.box.submit], asking, inputs=inputs, outputs=widgets.all, **quiet)
    runs = [asked]
    for button, (_, text) in zip(examples, EXAMPLES, strict=True):
        runs.append(button.click(example(text), inputs=inputs[1:], outputs=widgets.all, **quiet))
    clear.click(widgets.cleared, outputs=widgets.all, cancels=runs, queue=False, **quiet)
