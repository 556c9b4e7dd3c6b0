"""Fixtures for the whole tree: the real texts, the real index made once, and a small encoder for everything else."""

from __future__ import annotations

import os
import socket
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from knowledge.catalogue import Catalogue, load_catalogue
from knowledge.library import Library, load_library
from knowledge.sources import LibraryFolder, NationalLaws

if TYPE_CHECKING:
    from assistant.service import Assistant

REPOSITORY = Path(__file__).parents[1]
# Taken out of the environment: every other XUEFA_ variable is a setting, and unknown settings are refused.
TEST_HOME = os.environ.pop("XUEFA_TEST_HOME", None)
NO_LIBRARY = "no library folder here: set XUEFA_LIBRARY or put the texts into ../shared/library"


class FakeEncoder:
    """Bags of character pairs hashed into 64 buckets: texts that share words have similar vectors.

    Attributes:
        encoded: Every passage that was encoded, in order.
        fail_after: Raise ``RuntimeError`` instead of encoding more passages than this.
    """

    name, dim = "fake-bigrams", 64

    def __init__(self, fail_after: int | None = None) -> None:
        self.encoded: list[str] = []
        self.fail_after = fail_after

    def encode_queries(self, texts: Sequence[str]) -> Any:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Any:
        if self.fail_after is not None and len(self.encoded) + len(texts) > self.fail_after:
            raise RuntimeError("the encoder broke down")
        self.encoded.extend(texts)
        if progress:
            progress(len(texts))
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Any:
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            for at in range(max(len(text) - 1, 1)):
                rows[row, zlib.crc32(text[at : at + 2].encode()) % self.dim] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _library_roots() -> list[Path]:
    named = [Path(part) for part in os.environ.get("XUEFA_LIBRARY", "").split(os.pathsep) if part]
    return [root.resolve() for root in named or [REPOSITORY.parent / "shared" / "library"] if root.is_dir()]


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Nothing but this machine can be reached from a test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture
def fake_encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture(scope="session")
def make_encoder() -> type[FakeEncoder]:
    """The class, for tests that need several encoders or one that breaks down."""
    return FakeEncoder


@pytest.fixture(scope="session")
def library_folder() -> Path:
    """The folder with regulations, interpretations, local rules and union documents; skips where there is none."""
    roots = _library_roots()
    if not roots:
        pytest.skip(NO_LIBRARY)
    return roots[0]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def national(catalogue: Catalogue) -> Library:
    """The national laws of the pinned package, always there."""
    return load_library([NationalLaws()], catalogue)


@pytest.fixture(scope="session")
def all_texts(catalogue: Catalogue, library_folder: Path) -> Library:
    """National laws and the library folder together."""
    return load_library([NationalLaws(), LibraryFolder(library_folder)], catalogue)


@pytest.fixture(scope="session")
def real_home() -> Path:
    """A data folder with the real model and the real index, made once and kept between runs."""
    from assistant.service import builder_for
    from assistant.settings import Settings
    from index.builder import SilentReporter

    home = Path(TEST_HOME or REPOSITORY / ".cache" / "test-home").resolve()
    builder_for(Settings(home=home, library=_real_library())).build(SilentReporter())
    return home


@pytest.fixture(scope="session")
def assistant(real_home: Path) -> Assistant:
    """The real assistant over the real index."""
    from assistant.service import Assistant
    from assistant.settings import Settings

    return Assistant.open(Settings(home=real_home, library=_real_library()))


def _real_library() -> str:
    return os.pathsep.join(map(str, _library_roots()))
