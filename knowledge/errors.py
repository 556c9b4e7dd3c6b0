"""The errors of the whole project, in one tree.

    XuefaError                  anything a user can mend; its text is one clear sentence
    ├── SourceError             a source of texts is missing, unreadable or of another shape
    │   └── UnreadableFile      one file that no reader can turn into text
    ├── ReferenceError_         a law or article that the library does not hold
    │   ├── UnknownLaw
    │   └── UnknownArticle
    ├── DateError               a date that cannot be read
    ├── RegionError             a place that is not in the table of regions
    ├── ModelError              an embedding model is missing, damaged or another one than the index needs
    ├── IndexError_             the stored index cannot be used
    │   ├── IndexMissing
    │   └── IndexDamaged
    ├── QuestionError           a question that cannot be taken (empty, too long)
    ├── PageError               a page of the library that does not exist, or a filter that it does not have
    ├── LessonError             a lesson file that has not the shape of one, or a lesson that does not exist
    ├── SettingsError           an unknown or impossible setting
    ├── SyncError               a collection of texts cannot be downloaded or is not what its manifest says
    │   └── Offline             its server cannot be reached at all
    ├── DeskError               the desk's database, an account, a review or a receipt that cannot be used as asked
    │   ├── LoginError          name and password do not belong together, or the account may not log in
    │   │   └── LoginBlocked    too many failures; nobody is let in for a while
    │   └── ReviewedMeanwhile   a colleague reviewed the same answer first
    ├── FormError               a form of the desk with something missing, too long or contradictory
    ├── AccessDenied            a page or an act that this login may not have
    ├── Busy                    too much is going on; the same request may succeed later
    └── CaseError               an evaluation file that cannot be read

The text of each says what was expected, what came, and what to do next, in Chinese, because the
same sentence is shown on the command line and in the app.
"""

from __future__ import annotations

__all__ = [
    "AccessDenied",
    "Busy",
    "CaseError",
    "DateError",
    "DeskError",
    "FormError",
    "IndexDamaged",
    "IndexError_",
    "IndexMissing",
    "LessonError",
    "LoginBlocked",
    "LoginError",
    "ModelError",
    "Offline",
    "PageError",
    "QuestionError",
    "ReferenceError_",
    "RegionError",
    "ReviewedMeanwhile",
    "SettingsError",
    "SourceError",
    "SyncError",
    "UnknownArticle",
    "UnknownLaw",
    "UnreadableFile",
    "XuefaError",
]


class XuefaError(Exception):
    """Base of every error that is shown to a user as one sentence."""


class SourceError(XuefaError):
    """A source of texts is missing, unreadable or not of the expected shape."""


class UnreadableFile(SourceError):
    """A file that is damaged, locked, too large, of another kind than we read, or without text."""


class ReferenceError_(XuefaError):
    """A reference does not resolve in the library."""


class UnknownLaw(ReferenceError_):
    """The library holds no law of that name."""


class UnknownArticle(ReferenceError_):
    """The law is there, the article is not."""


class DateError(XuefaError):
    """A date that cannot be read."""


class RegionError(XuefaError):
    """A place that is not in the table of regions."""


class ModelError(XuefaError):
    """An embedding model is missing, damaged or not the one an index was built with."""


class IndexError_(XuefaError):
    """The stored index cannot be used."""


class IndexMissing(IndexError_):
    """There is no index yet."""


class IndexDamaged(IndexError_):
    """The files of the index are not the ones its manifest lists."""


class QuestionError(XuefaError):
    """A question that cannot be taken."""


class PageError(XuefaError):
    """A page of the library that does not exist, or a filter that it does not have."""


class LessonError(XuefaError):
    """A lesson file that does not have the shape of one, or a lesson that does not exist."""


class SettingsError(XuefaError):
    """An unknown or impossible setting."""


class SyncError(XuefaError):
    """A collection of texts cannot be downloaded, or what came is not what its manifest says."""


class Offline(SyncError):
    """A server cannot be reached at all; the others will not be either."""


class DeskError(XuefaError):
    """The desk cannot do what was asked: its database, an account, a review or a receipt stands in the way."""


class LoginError(DeskError):
    """Nobody was let in; the sentence is the same whatever the reason was."""


class LoginBlocked(LoginError):
    """Too many failures for this name or from this address; even the right password has to wait."""


class ReviewedMeanwhile(DeskError):
    """A colleague reviewed the same answer after the page of this lawyer was made."""


class FormError(XuefaError):
    """A form with something missing, too long or contradictory."""


class AccessDenied(XuefaError):
    """A page or an act that this login may not have."""


class Busy(XuefaError):
    """Too much is going on at once; the same request may succeed later."""


class CaseError(XuefaError):
    """An evaluation file that cannot be read."""
