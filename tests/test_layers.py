"""Imports point backwards only, and what is heavy is imported in few places and late."""

from __future__ import annotations

import ast
import functools
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
ROOMS = ("knowledge", "index", "assistant", "eval")
# The one function outside eval that may import it.
EVAL_COMMAND = ("assistant.cli", "eval", "evaluate")
# Each heavy dependency and the modules that import it.
HEAVY = {
    "faiss": {"index.dense"},
    "bm25s": {"index.lexical"},
    "rjieba": {"index.lexical"},
    "gradio": {"assistant.app.page"},
    "jinja2": {"assistant.app.templating"},
    "opencc": {"knowledge.text"},
    "cn2an": {"knowledge.numerals"},
    "typer": {
        "assistant.cli",
        "assistant.cli_desk",
        "assistant.cli_library",
        "assistant.cli_sync",
        "assistant.cli_verify",
        "assistant.console",
    },
    "rich": {
        "assistant.add_table",
        "assistant.cli",
        "assistant.cli_desk",
        "assistant.cli_library",
        "assistant.cli_sync",
        "assistant.console",
        "assistant.verify_report",
    },
    "filelock": {"assistant.desk.migrating", "index.builder", "knowledge.sync"},
    # The database of the lawyers' desk; pg8000 is loaded by its URL only.
    "sqlalchemy": {
        f"assistant.desk.{name}"
        for name in (
            *(
                "accounts",
                "audit",
                "engine",
                "feedback",
                "limits",
                "migrating",
                "reviews",
                "sessions",
                "store",
                "tables",
            ),
            "migrations.versions.v0001_desk",
        )
    },
    "alembic": {
        "assistant.desk.migrating",
        "assistant.desk.migrations.env",
        "assistant.desk.migrations.versions.v0001_desk",
    },
    "argon2": {"assistant.desk.passwords"},
    # The only way to the network.
    "httpx": {"knowledge.download"},
    # One reader for each kind of file; they are imported by the process that reads, not by the one that asks.
    "pypdfium2": {
        "knowledge.readers.fonts",
        "knowledge.readers.pdf",
        "knowledge.readers.pdfium",
        "knowledge.readers.unseen",
    },
    "pypdf": {"knowledge.readers.pypdf_pages"},
    "docx": {
        *(f"knowledge.annotations.{name}" for name in ("comments", "composing", "marks", "names", "story", "worker")),
        "knowledge.readers.numbering",
        "knowledge.readers.word",
        "eval.rendering",
        "eval.word_numbering",
    },
    "lxml": {"knowledge.annotations.worker", "knowledge.readers.web", "knowledge.readers.word"},
    "rapidocr": {"knowledge.readers.recognition"},
    "typst": {"eval.rendering"},
    # Only what fits models needs these: the scope model, the model of support and the ranker.
    "sklearn": {"assistant.lesson_training", "assistant.scope_training", "assistant.support_training"},
    "scipy": {"assistant.ranking_training", "assistant.scope_training"},
    # index.encoders runs models; index.weights and index.model make the default one, once, and index.tuning tunes it;
    # they import these late.
    "onnxruntime": {"index.encoders", "index.model"},
    "torch": {"index.weights", "index.model", "index.tuning", "assistant.map_training"},
    "transformers": {"index.weights", "index.tuning"},
}
# What only some calls need.
LATE = {"rapidocr", "typst", "torch", "transformers", "onnxruntime", "sklearn", "scipy", "tokenizers"}


def modules() -> Iterator[tuple[str, Path]]:
    for room in ROOMS:
        for path in sorted((REPOSITORY / room).rglob("*.py")):
            yield ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__"), path


def imports(name: str, path: Path) -> Iterator[tuple[str, str]]:
    """(imported module, name of the function around it or nothing) of each import in a file."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]

    def walk(node: ast.AST, function: str) -> Iterator[tuple[str, str]]:
        for child in ast.iter_child_nodes(node):
            inner = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
            if isinstance(child, ast.Import):
                yield from ((alias.name, inner) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                base = package.rsplit(".", child.level - 1)[0] if child.level else ""
                yield ".".join(filter(None, (base, child.module))), inner
            yield from walk(child, inner)

    yield from walk(ast.parse(path.read_text("utf-8")), "")


@functools.cache
def all_imports() -> tuple[tuple[str, str, str], ...]:
    return tuple((name, target, function) for name, path in modules() for target, function in imports(name, path))


def room_of(module: str) -> str:
    return module.partition(".")[0]


def test_the_rooms_are_found() -> None:
    names = {name for name, _ in modules()}
    assert {"knowledge", "knowledge.statute", "index.search", "assistant.app.page", "eval.metrics"} <= names


def test_a_room_imports_only_rooms_before_it() -> None:
    forward = {
        (name, target, function)
        for name, target, function in all_imports()
        if room_of(target) in ROOMS and ROOMS.index(room_of(target)) > ROOMS.index(room_of(name))
    }
    assert forward - {EVAL_COMMAND} == set()


@pytest.mark.parametrize("dependency", HEAVY)
def test_a_heavy_dependency_is_imported_in_its_place_only(dependency: str) -> None:
    assert {name for name, target, _ in all_imports() if room_of(target) == dependency} == HEAVY[dependency]


def test_what_makes_models_is_imported_late() -> None:
    early = {(name, target) for name, target, function in all_imports() if not function and room_of(target) in LATE}
    assert early == set()


@pytest.mark.parametrize("room", ROOMS)
def test_every_data_file_is_packaged(room: str) -> None:
    """An installed copy has only what package-data names."""
    packaged = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    named = {path for pattern in packaged.get(room, ()) for path in (REPOSITORY / room).glob(pattern)}
    files = [path for path in (REPOSITORY / room).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert [str(path) for path in files if path.suffix != ".py" and path not in named] == []


def test_serving_does_not_load_torch() -> None:
    program = (
        "import sys, assistant.cli, assistant.app, assistant.api\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'sklearn', 'eval'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_checking_a_draft_does_not_load_what_answers_questions() -> None:
    """Half the memory of the command ``verify`` and a second of its time were in these."""
    unwanted = {"assistant.service", "bm25s", "rjieba", "scipy", "sqlalchemy", "onnxruntime", "fastapi", "gradio"}
    program = f"import sys, assistant.cli\nprint(sorted({unwanted} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
