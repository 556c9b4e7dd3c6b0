"""A small bar chart as inline SVG, no script and nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

__all__ = ["bar_chart"]

_LABEL, _BAR, _ROW, _WIDTH = 250, 330, 26, 660


def bar_chart(caption: str, bars: Sequence[tuple[str, float]], highlight: int = 0) -> str:
    """Horizontal bars of shares between 0 and 1, each with its figure; the text alone says it all.

    Args:
        caption: What the figures are; read out by screen readers.
        bars: Label and value.
        highlight: The bar that is ours.
    """
    height = _ROW * len(bars) + 8
    spoken = escape(caption + "：" + "；".join(f"{label} {value:.3f}" for label, value in bars), quote=True)
    rows = "".join(_row(at, label, value, at == highlight) for at, (label, value) in enumerate(bars))
    return (
        f'<figure><figcaption>{escape(caption)}</figcaption><svg viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{spoken}" xmlns="http://www.w3.org/2000/svg">{rows}</svg></figure>'
    )


def _row(at: int, label: str, value: float, ours: bool) -> str:
    top = at * _ROW + 4
    width = max(0.0, min(1.0, value)) * _BAR
    style = "bar ours" if ours else "bar"
    return (
        f'<text x="{_LABEL - 8}" y="{top + 15}" text-anchor="end">{escape(label)}</text>'
        f'<rect class="track" x="{_LABEL}" y="{top}" width="{_BAR}" height="{_ROW - 6}"/>'
        f'<rect class="{style}" x="{_LABEL}" y="{top}" width="{width:.1f}" height="{_ROW - 6}"/>'
        f'<text x="{_LABEL + _BAR + 8}" y="{top + 15}">{value:.3f}</text>'
    )
