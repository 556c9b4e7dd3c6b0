"""Downloading one pinned file: resumed, bounded, and proved by its hash before anybody sees it."""

from __future__ import annotations

import errno
import hashlib
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import gaierror

import httpx

from .errors import Offline, SyncError

__all__ = ["Patience", "Wanted", "download"]

Progress = Callable[[int], None]
MOST_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to download.

    Attributes:
        limit: More bytes than this are refused.
        hosts: Redirects to any other host are refused.
    """

    name: str
    url: str
    size: int | None
    sha256: str
    limit: int
    hosts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, all in seconds.

    Attributes:
        attempts: How often a failure that may pass is tried.
        pause: Before the second attempt; doubled before each further one.
        silence: Without a byte, or without a connection, for so long is a failure that may pass.
        whole: One attempt at one file takes no longer than this.
    """

    attempts: int = 4
    pause: float = 1.0
    silence: float = 20.0
    whole: float = 600.0


class _MayPass(Exception):
    """A failure after which another attempt makes sense; its text says what happened."""


def download(wanted: Wanted, part: Path, patience: Patience, progress: Progress = lambda _: None) -> Path:
    """Download into ``part``, going on where an earlier run stopped, and prove size and hash.

    Args:
        part: Where the bytes gather; beside it stands ``.etag`` with the server's mark of the version.
        progress: Gets the number of bytes that are there after each step, from 0 again if it starts over.

    Returns:
        ``part``, complete and proved.

    Raises:
        SyncError: It cannot be had, or what came is not what the manifest says.
    """
    part.parent.mkdir(parents=True, exist_ok=True)
    resumed_in_vain = False
    failures = 0
    while True:
        resumed = part.exists() and part.stat().st_size > 0
        if resumed and _fault(wanted, part) is None:
            return part
        try:
            _attempt(wanted, part, patience, progress)
        except _MayPass as error:
            failures += 1
            if failures >= patience.attempts:
                raise SyncError(
                    f"下载“{wanted.name}”失败（{error}），试了{failures}次；请稍后再运行 xuefa sync。"
                ) from None
            time.sleep(patience.pause * 2 ** (failures - 1))
            continue
        if (fault := _fault(wanted, part)) is None:
            return part
        _discard(part)
        if not resumed or resumed_in_vain:
            raise SyncError(f"下载的“{wanted.name}”与清单不符（{fault}），没有使用；请核对清单或联系清单的提供者。")
        resumed_in_vain = True  # the two halves did not belong together: once more from the beginning


def _attempt(wanted: Wanted, part: Path, patience: Patience, progress: Progress) -> None:
    held = part.stat().st_size if part.exists() else 0
    if held and wanted.size is not None and held >= wanted.size:
        return  # complete already; the hash decides
    mark = _mark(part)
    headers = {"Accept-Encoding": "identity"}
    if held:
        headers["Range"] = f"bytes={held}-"
        if mark.is_file():
            headers["If-Range"] = mark.read_text("ascii")
    deadline = time.monotonic() + patience.whole
    with _told_apart(wanted), _opened(wanted, headers, patience) as response:
        begin = _begin(wanted, response, held)
        if begin is None:
            _discard(part)
            raise _MayPass("服务器上的文件变了")
        if begin == 0:
            _remember(mark, response.headers.get("ETag", ""))
        with part.open("r+b" if begin else "wb") as stream:
            stream.seek(begin)
            _pour(wanted, response, stream.write, begin, deadline, progress)
    if wanted.size is not None and part.stat().st_size < wanted.size:
        raise _MayPass("连接提前断开")


def _pour(
    wanted: Wanted,
    response: httpx.Response,
    write: Callable[[bytes], object],
    begin: int,
    deadline: float,
    progress: Progress,
) -> None:
    done = begin
    progress(done)
    for block in response.iter_raw():  # in what pieces they come, so that none is lost where it stops
        done += len(block)
        if done > wanted.limit:
            raise SyncError(f"“{wanted.name}”比清单所说的大（超过{wanted.limit}字节），没有使用；请核对清单。")
        write(block)
        progress(done)
        if time.monotonic() > deadline:
            raise _MayPass("下载太慢")


def _begin(wanted: Wanted, response: httpx.Response, held: int) -> int | None:
    """The position at which the body begins; ``None`` if what is held is of no use.

    Raises:
        SyncError: The server does not have the file or does not give it.
    """
    status = response.status_code
    if status == httpx.codes.OK:
        return 0
    if status == httpx.codes.PARTIAL_CONTENT:
        begins = response.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
        return held if begins == str(held) else None
    if status == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
        return None
    if status in {408, 425, 429} or status >= 500:
        raise _MayPass(f"服务器暂时不可用，状态 {status}")
    if status in {404, 410}:
        raise SyncError(f"地址里没有“{wanted.name}”（状态 {status}），可能已被移走；请换用新的清单。")
    raise SyncError(f"服务器不提供“{wanted.name}”（状态 {status}），请核对清单中的地址。")


@contextmanager
def _opened(wanted: Wanted, headers: dict[str, str], patience: Patience) -> Iterator[httpx.Response]:
    """The response behind all redirects, each of which must lead to a host of the manifest."""
    url = httpx.URL(wanted.url)
    with httpx.Client(timeout=patience.silence, follow_redirects=False) as client:
        for _ in range(MOST_REDIRECTS + 1):
            with client.stream("GET", url, headers=headers) as response:
                if not response.has_redirect_location:
                    yield response
                    return
                following = url.join(response.headers["Location"])
            _check_redirect(wanted, url, following)
            url = following
    raise SyncError(f"“{wanted.name}”的地址转来转去没有尽头，请核对清单中的地址。")


def _check_redirect(wanted: Wanted, url: httpx.URL, following: httpx.URL) -> None:
    safe = following.scheme == "https" or following.scheme == url.scheme == "http"
    if not safe or following.host.lower() not in wanted.hosts:
        to = f"{following.scheme}://{following.host}"[:80]
        raise SyncError(f"“{wanted.name}”的地址转到了清单之外的 {to}，没有继续；确认可信后可把它写进清单的 hosts。")


@contextmanager
def _told_apart(wanted: Wanted) -> Iterator[None]:
    """Failures of the network and of the disk, each as what it means to the user."""
    try:
        yield
    except httpx.TimeoutException:
        raise _MayPass("等了很久没有回应") from None
    except httpx.ConnectError as error:
        _raise_unconnected(wanted, error)
    except (httpx.NetworkError, httpx.RemoteProtocolError):
        raise _MayPass("连接中断") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SyncError(f"无法下载“{wanted.name}”（{error}），请核对清单中的地址和代理设置。") from None
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        reason = "磁盘已满" if full else error.strerror or str(error)
        raise SyncError(f"无法保存“{wanted.name}”（{reason}），请检查磁盘空间和权限。") from None


def _raise_unconnected(wanted: Wanted, error: httpx.ConnectError) -> None:
    causes = list(_causes(error))
    host = httpx.URL(wanted.url).host
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        raise SyncError(
            f"无法确认 {host} 的身份（TLS 证书不被信任），没有下载“{wanted.name}”；请检查系统时间、证书和代理。"
        ) from None
    if any(isinstance(cause, gaierror) for cause in causes):
        raise Offline(f"找不到服务器 {host}：这台机器可能没有联网，或需要设置代理（HTTPS_PROXY）。") from None
    raise Offline(f"连不上服务器 {host}：请检查网络，需要代理时设置 HTTPS_PROXY。") from None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _fault(wanted: Wanted, part: Path) -> str | None:
    size = part.stat().st_size
    if wanted.size is not None and size != wanted.size:
        return f"应有{wanted.size}字节，实有{size}字节"
    with part.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    return None if found == wanted.sha256 else f"sha256 应为 {wanted.sha256[:12]}…，实为 {found[:12]}…"


def _remember(mark: Path, etag: str) -> None:
    """Keep a strong mark; with a weak one two halves might not belong together."""
    if etag.startswith('"') and etag.isascii():
        mark.write_text(etag, "ascii")
    else:
        mark.unlink(missing_ok=True)


def _mark(part: Path) -> Path:
    return part.with_name(f"{part.name}.etag")


def _discard(part: Path) -> None:
    part.unlink(missing_ok=True)
    _mark(part).unlink(missing_ok=True)
