"""Drafts that people bring: file in, text out; the verdicts back as an annotated DOCX and as a table."""

from .annotating import annotate
from .reading import MOST_BYTES, paste_draft, read_draft
from .records import Draft, DraftKind
from .table import to_csv

__all__ = ["MOST_BYTES", "Draft", "DraftKind", "annotate", "paste_draft", "read_draft", "to_csv"]
