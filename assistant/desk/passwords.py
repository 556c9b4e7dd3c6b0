"""Passwords: which are good enough, and their hashes."""

from __future__ import annotations

import functools
import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from knowledge.errors import DeskError

__all__ = ["check_strength", "hash_of_nobody", "hash_password", "verify_password"]

SHORTEST, LONGEST, MOST_ALIKE = 10, 200, 4

_hasher = PasswordHasher()
# Each hash takes 64 MiB for its time; many logins at once wait instead of taking gigabytes.
_room = threading.BoundedSemaphore(4)


def check_strength(password: str, name: str) -> None:
    """Refuse what is guessed first.

    Raises:
        DeskError: The password is short, overlong, the account's name, or few different characters.
    """
    if len(password) < SHORTEST:
        raise DeskError(f"密码太短，请用至少{SHORTEST}个字符。")
    if len(password) > LONGEST:
        raise DeskError(f"密码太长，请不超过{LONGEST}个字符。")
    if _plain(password).casefold() == name.casefold():
        raise DeskError("密码不能和用户名一样，请换一个。")
    if len(set(password)) < MOST_ALIKE:
        raise DeskError(f"密码太简单，请用至少{MOST_ALIKE}种不同的字符。")


def hash_password(password: str) -> str:
    """Argon2id with its parameters and a salt of its own, as text."""
    with _room:
        return _hasher.hash(_bytes(password))


def verify_password(stored: str, password: str) -> bool:
    """Whether a password belongs to a hash."""
    with _room:
        try:
            return _hasher.verify(stored, _bytes(password))
        except (VerifyMismatchError, InvalidHashError):
            return False


@functools.cache
def hash_of_nobody() -> str:
    """What is verified where there is no account, so that time tells nothing; no password belongs to it."""
    return hash_password(secrets.token_urlsafe())


def _plain(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _bytes(password: str) -> bytes:
    # Keyboards compose characters differently; a pasted half of a character is no reason to fail.
    return _plain(password[: LONGEST + 1]).encode("utf-8", "replace")
