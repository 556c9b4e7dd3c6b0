"""What a page is made of while it is read: characters, then lines, with their places."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Char", "Line", "Page"]


@dataclass(frozen=True, slots=True)
class Char:
    """One character and its box in points; y points up, the origin is the page's lower left corner."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page.

    Attributes:
        text: Its characters; blanks that the file has at its end are kept, because the sentence may go on.
        page: 1-based page number.
        column: 0 for a line over the whole width, 1 and 2 for those of two columns.
        x0: Left edge, in points.
        x1: Right edge, in points.
        y: Height of its middle, in points from the lower edge.
        em: Size of its characters, in points.
        width: Width of its page, in points.
        height: Height of its page, in points.
    """

    text: str
    page: int
    column: int
    x0: float
    x1: float
    y: float
    em: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines in reading order.

    Attributes:
        number: 1-based.
        lines: Without blank ones.
        pictures: Whether there is a picture on the page; with no lines it is a scanned page.
    """

    number: int
    lines: tuple[Line, ...]
    pictures: bool = False
