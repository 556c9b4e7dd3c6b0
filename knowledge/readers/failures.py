"""What is said when the process that reads a file does not come back with an answer."""

from __future__ import annotations

import signal

from .limits import Limits

__all__ = ["broken_down", "too_much_text", "too_slow"]


def too_slow(name: str, seconds: float) -> str:
    """The sentence for a process that took more than ``seconds``."""
    return f"{name}：读了 {seconds:g} 秒还没读完，文件可能过大或有问题，请拆分或另存后再试"


def too_much_text(name: str, limits: Limits) -> str:
    """The sentence for a file with too many characters."""
    return f"{name}：文字超过 {limits.characters // 10000} 万字的上限，请拆分后再试"


def broken_down(name: str, problem: object, code: int, limits: Limits) -> str:
    """The sentence for a process that named a ``problem`` of its own or ended with ``code``."""
    match problem:
        case "text":
            return too_much_text(name, limits)
        # Libraries in C end the process when they get no more memory.
        case _ if problem == "memory" or code == -signal.SIGABRT:
            return f"{name}：读取需要的内存超过 {limits.memory >> 20} MB 的上限，文件可能有问题，请另存或拆分后再试"
        case _:
            reason = f"信号 {-code}" if code < 0 else f"代码 {code}"
            return f"{name}：读取程序意外中止（{reason}），文件可能已损坏，请重新下载或另存后再试"
