"""The number that a worker keeps: short, easily read out, not to be guessed."""

from __future__ import annotations

import re
import secrets
import unicodedata

__all__ = ["new_receipt", "read_receipt"]

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that look alike
HALF = 4


def new_receipt() -> str:
    """A receipt such as ``7K3M-92QX``, one of 30**8."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(HALF)) for _ in range(2))


def read_receipt(typed: str) -> str:
    """The receipt in what a person typed: any case, width, spaces and dashes; empty if it is none."""
    plain = re.sub(r"[\s‐-―−_-]", "", unicodedata.normalize("NFKC", typed)).upper()
    if len(plain) != 2 * HALF or not set(plain) <= set(LETTERS):
        return ""
    return f"{plain[:HALF]}-{plain[HALF:]}"
