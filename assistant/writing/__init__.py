"""A language model that writes, and the guard that decides what of it is shown."""

from .guard import Guard
from .records import Fault, Sentence, Source

__all__ = ["Fault", "Guard", "Sentence", "Source"]
