from __future__ import annotations

import dataclasses
import errno
import random
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sync_server import Page, Server, serving, sha256

import knowledge.download
from knowledge.download import Patience, Wanted, download
from knowledge.errors import Offline, SyncError

CONTENT = random.Random(7).randbytes(300_000)
QUICK = Patience(attempts=3, pause=0.01, silence=0.3, whole=5.0)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "work" / "text.part"


def wanted(server: Server, page: Page | None = None, **changes: Any) -> Wanted:
    """The file behind ``page``, which stands at /text."""
    if page is not None:
        server.pages["/text"] = page
    plain = Wanted(
        "示例条例", f"{server.url}/text", len(CONTENT), sha256(CONTENT), len(CONTENT), frozenset({"127.0.0.1"})
    )
    return dataclasses.replace(plain, **changes)


def test_the_right_file_is_downloaded_with_progress(server: Server, part: Path) -> None:
    steps: list[int] = []
    assert download(wanted(server, Page(CONTENT)), part, QUICK, steps.append).read_bytes() == CONTENT
    assert steps[0] == 0
    assert steps[-1] == len(CONTENT)
    assert steps == sorted(steps)


@pytest.mark.parametrize("etag", ['"one"', ""])
def test_after_a_cut_only_the_rest_is_asked_for(server: Server, part: Path, etag: str) -> None:
    download(wanted(server, Page(CONTENT, etag=etag, cuts=[100_000, 50_000])), part, QUICK)
    assert part.read_bytes() == CONTENT
    begins = [int(asked.removeprefix("bytes=").rstrip("-")) for _, asked, _ in server.asked if asked]
    assert len(begins) == 2
    assert 0 < begins[0] <= 100_000 < begins[1] + 1 <= 150_001
    assert {mark for _, asked, mark in server.asked if asked} == {etag or None}


def test_another_run_goes_on_where_the_first_gave_up(server: Server, part: Path) -> None:
    page = Page(CONTENT, etag='"one"', cuts=[70_000, 70_000, 70_000])
    with pytest.raises(SyncError, match="试了3次"):
        download(wanted(server, page), part, QUICK)
    held = part.stat().st_size
    assert 0 < held < len(CONTENT)
    download(wanted(server), part, QUICK)
    assert part.read_bytes() == CONTENT
    assert server.asked[-1][1] == f"bytes={held}-"


def test_a_server_without_ranges_sends_everything_again(server: Server, part: Path) -> None:
    download(wanted(server, Page(CONTENT, ranges=False, cuts=[100_000])), part, QUICK)
    assert part.read_bytes() == CONTENT


def test_a_file_that_changed_in_between_is_taken_anew(server: Server, part: Path) -> None:
    part.parent.mkdir()
    part.write_bytes(b"the beginning of the old version")
    part.with_name("text.part.etag").write_text('"old"')
    download(wanted(server, Page(CONTENT, etag='"new"')), part, QUICK)
    assert part.read_bytes() == CONTENT
    assert server.asked == [("/text", "bytes=32-", '"old"')]


def test_two_halves_that_do_not_fit_are_thrown_away_once(server: Server, part: Path) -> None:
    part.parent.mkdir()
    part.write_bytes(b"x" * 1000)
    download(wanted(server, Page(CONTENT)), part, QUICK)
    assert part.read_bytes() == CONTENT
    assert [asked for _, asked, _ in server.asked] == ["bytes=1000-", None]


@pytest.mark.parametrize("size", [len(CONTENT), None])
def test_what_was_complete_is_not_asked_for_again(server: Server, part: Path, size: int | None) -> None:
    part.parent.mkdir()
    part.write_bytes(CONTENT)
    download(wanted(server, size=size), part, QUICK)
    assert server.asked == []


def test_more_than_there_is_cannot_be_resumed(server: Server, part: Path) -> None:
    part.parent.mkdir()
    part.write_bytes(b"x" * (len(CONTENT) + 5))
    download(wanted(server, Page(CONTENT), size=None), part, QUICK)
    assert part.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"sha256": "0" * 64}, "sha256 应为 000000000000"),
        ({"size": len(CONTENT) - 1}, "比清单所说的大|应有"),
        ({"size": None, "limit": 1000}, "比清单所说的大"),
    ],
    ids=["hash", "too large", "beyond the limit"],
)
def test_what_is_not_as_the_manifest_says_is_refused(
    server: Server, part: Path, changes: dict[str, Any], told: str
) -> None:
    changes = {"limit": changes.get("size") or len(CONTENT), **changes}
    with pytest.raises(SyncError, match=told) as caught:
        download(wanted(server, Page(CONTENT), **changes), part, QUICK)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("cuts", [[], [None, None, None]])
def test_a_file_that_is_too_short_is_refused(server: Server, part: Path, cuts: list[int | None]) -> None:
    page = Page(CONTENT[:-1], cuts=cuts, chunked=True)
    with pytest.raises(SyncError, match="连接提前断开"):
        download(wanted(server, page), part, QUICK)


def test_a_truncated_file_of_unknown_size_is_found_by_its_hash(server: Server, part: Path) -> None:
    with pytest.raises(SyncError, match="与清单不符"):
        download(wanted(server, Page(CONTENT[:-1], chunked=True), size=None), part, QUICK)
    assert not part.exists()


@pytest.mark.parametrize(("statuses", "requests"), [([500], 2), ([503, 429], 3)])
def test_a_passing_fault_is_tried_again(server: Server, part: Path, statuses: list[int], requests: int) -> None:
    download(wanted(server, Page(CONTENT, statuses=statuses)), part, QUICK)
    assert part.read_bytes() == CONTENT
    assert len(server.asked) == requests


def test_a_fault_that_stays_is_told(server: Server, part: Path) -> None:
    with pytest.raises(SyncError, match=r"状态 500.*试了3次"):
        download(wanted(server, Page(CONTENT, statuses=[500] * 9)), part, QUICK)


@pytest.mark.parametrize(("status", "told"), [(404, "可能已被移走"), (410, "可能已被移走"), (403, "状态 403")])
def test_what_the_server_does_not_have_is_told_at_once(server: Server, part: Path, status: int, told: str) -> None:
    with pytest.raises(SyncError, match=told):
        download(wanted(server, Page(CONTENT, statuses=[status])), part, QUICK)
    assert len(server.asked) == 1


def test_a_server_that_hangs_is_given_up(server: Server, part: Path) -> None:
    with pytest.raises(SyncError, match=r"没有回应.*试了3次"):
        download(wanted(server, Page(CONTENT, hangs=1.0)), part, QUICK)


def test_a_server_that_drips_is_given_up(server: Server, part: Path) -> None:
    slow = Patience(attempts=2, pause=0.01, silence=0.5, whole=0.2)
    with pytest.raises(SyncError, match="下载太慢"):
        download(wanted(server, Page(CONTENT, drip=0.02)), part, slow)


def test_a_redirect_within_the_hosts_is_followed(server: Server, part: Path) -> None:
    server.pages["/real"] = Page(CONTENT)
    download(wanted(server, Page(location="/real")), part, QUICK)
    assert part.read_bytes() == CONTENT


@pytest.mark.parametrize(
    "location", ["http://192.0.2.1/text", "file:///etc/passwd", "ftp://127.0.0.1/text", "//example.invalid/x"]
)
def test_a_redirect_elsewhere_is_not_followed(server: Server, part: Path, location: str) -> None:
    with pytest.raises(SyncError, match="清单之外"):
        download(wanted(server, Page(location=location)), part, QUICK)
    assert not part.exists()


def test_a_redirect_from_https_to_http_is_not_followed(part: Path) -> None:
    asked = Wanted("示例条例", "https://127.0.0.1/x", None, "0" * 64, 10, frozenset({"127.0.0.1"}))
    with pytest.raises(SyncError, match="清单之外"):
        knowledge.download._check_redirect(asked, httpx.URL(asked.url), httpx.URL("http://127.0.0.1/x"))


def test_redirects_in_a_circle_end(server: Server, part: Path) -> None:
    with pytest.raises(SyncError, match="没有尽头"):
        download(wanted(server, Page(location="/text")), part, QUICK)


def test_nobody_there_is_told_at_once(part: Path, server: Server) -> None:
    with pytest.raises(Offline, match=r"连不上服务器 127\.0\.0\.1"):
        download(wanted(server, url="http://127.0.0.1:1/text"), part, QUICK)


def test_a_name_that_nobody_knows_is_told_at_once(part: Path, server: Server) -> None:
    with pytest.raises(Offline, match=r"找不到服务器 nowhere\.invalid"):
        download(wanted(server, url="http://nowhere.invalid/text"), part, QUICK)


def test_a_server_that_does_not_speak_tls_is_told(part: Path, server: Server) -> None:
    with pytest.raises(SyncError, match="TLS"):
        download(wanted(server, Page(CONTENT), url=server.url.replace("http:", "https:") + "/text"), part, QUICK)


def test_a_certificate_that_nobody_trusts_is_told(part: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **rest: object) -> None:
        raise httpx.ConnectError("handshake") from ssl.SSLCertVerificationError("self-signed")

    monkeypatch.setattr(httpx.Client, "stream", refuse)
    with pytest.raises(SyncError, match="无法确认"):
        download(wanted(server), part, QUICK)


@pytest.mark.parametrize(("number", "told"), [(errno.ENOSPC, "磁盘已满"), (errno.EACCES, "权限")])
def test_a_disk_that_refuses_is_told(
    part: Path, server: Server, monkeypatch: pytest.MonkeyPatch, number: int, told: str
) -> None:
    def full(*args: object, **rest: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(knowledge.download, "_pour", full)
    with pytest.raises(SyncError, match=told):
        download(wanted(server, Page(CONTENT)), part, QUICK)


def test_an_interruption_keeps_what_came(part: Path, server: Server) -> None:
    def stop(done: int) -> None:
        if done > 100_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(wanted(server, Page(CONTENT)), part, QUICK, stop)
    assert part.stat().st_size > 100_000
    download(wanted(server), part, QUICK)
    assert part.read_bytes() == CONTENT
