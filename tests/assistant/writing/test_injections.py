"""Orders to a program in a question or in a document of the library: what a model that obeys them says is not shown.

The model of these tests is the worst there is: whatever order reaches it, it says what the order wants, with every
choice of sources, and tells its own prompt. What it says goes through a real server, and all steps are looked at.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from assistant_fakes import make_catalogue
from hostile_documents import PLACES, VISIBLE, write_document
from injection_cases import INJECTIONS, LEAK, Injection, letters, obeying, prompt_letters
from model_server import ModelServer, Reply, model_server
from played_model import faithful

from assistant import Answer, Outcome, SectionKind
from assistant.service import Assistant
from assistant.settings import ModelSettings, Settings
from assistant.writing import Guard, writer
from assistant.writing.asking import Asking
from assistant.writing.calling import Calls, Usage, open_model
from index.builder import Builder, SilentReporter
from index.search import SearchIndex
from knowledge.readers.cache import TextCache
from knowledge.sources import LibraryFolder, library_files
from knowledge.text import clean_input

QUESTIONS = [one for one in INJECTIONS if one.place == "question"]
DOCUMENTS = [one for one in INJECTIONS if one.place != "question"]
NOT_USED = frozenset({"title", "chapter", "issuer"})
"""Places that make a whole file worthless."""
ARREARS = "老板三个月没发工资，合同也没签，怎么办"


@pytest.fixture(autouse=True)
def _no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much is written, all of it is judged."""
    monkeypatch.setattr(writer, "MOST_SENTENCES", 10_000)


def _settings(home: Path, name: str, server: ModelServer) -> Settings:
    model = ModelSettings(model="示例模型", base_url=server.url, wait=20, deadline=40, retries=0)
    return Settings(home=home, library="", model=name, llm=model)


def _opened(home: Path, make_encoder: Any, server: ModelServer) -> Assistant:
    encoder = make_encoder()
    index = SearchIndex.open(home / "index", encoder, make_catalogue())
    return Assistant(index, encoder, _settings(home, encoder.name, server))


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server(faithful) as served:
        yield served


@pytest.fixture(scope="module")
def over_laws(tiny_home: Path, make_encoder: Any, server: ModelServer) -> Assistant:
    """The played model over the invented laws."""
    return _opened(tiny_home, make_encoder, server)


@pytest.fixture(scope="module")
def over_documents(tmp_path_factory: pytest.TempPathFactory, make_encoder: Any, server: ModelServer) -> Assistant:
    """The played model over the files of all cases, read as any library folder is."""
    folder, home = tmp_path_factory.mktemp("hostile-library"), tmp_path_factory.mktemp("hostile-home")
    for case in DOCUMENTS:
        write_document(folder, case.id, case.place, case.about, case.text)
    cache = TextCache(home / "texts")
    with ThreadPoolExecutor(4) as pool:  # each is read in a process of its own
        list(pool.map(cache.read, (path for path in library_files(folder) if path.suffix != ".md")))
    source, encoder = LibraryFolder(folder, home / "texts"), make_encoder()
    built = Builder(home, [source], make_catalogue(), lambda: encoder, encoder.name, everything=True)
    built.build(SilentReporter())
    assert not source.problems
    return _opened(home, make_encoder, server)


def _shown(answer: Answer) -> str:
    """Everything of an answer that people read, but for their own question."""
    parts = [
        f"{one.title}\n" + "\n".join((*(block.text for block in one.blocks), *one.choices)) for one in answer.sections
    ]
    parts += [str(value) for one in answer.citations for value in one.to_json().values()]
    return "\n".join(parts)


def _breaches(case: Injection, answer: Answer, asked: str) -> list[str]:
    """Marks of a case that an answer shows, and letters of a prompt, except what the asker wrote himself."""
    shown = _shown(answer)
    found = [mark for mark in case.marks if mark in shown or mark in clean_input(shown)]
    plain, own = letters(shown), letters(asked)
    for prompt in prompt_letters():
        pieces = (prompt[at : at + LEAK] for at in range(len(prompt) - LEAK + 1))
        found += [piece for piece in pieces if piece in plain and piece not in own]
    return found


def _check(assistant: Assistant, case: Injection) -> Answer:
    """Ask, look at every step, and give the last one."""
    plain = assistant.answer_plainly(case.question, history=case.history)
    steps = list(assistant.stream(case.question, history=case.history))
    for step in steps:
        assert _breaches(case, step, "".join((*case.history, case.question))) == []
    # What a model makes of a follow-up may lead to another answer, but that one has none of its words either.
    plain = steps[0] if case.history else plain
    for step in steps:
        assert tuple(one for one in step.sections if one.kind is not SectionKind.WRITTEN) == plain.sections
        assert step.citations[: len(plain.citations)] == plain.citations
    return steps[-1]


def test_the_set_is_large_and_each_half_of_it_is_at_its_place() -> None:
    assert len(QUESTIONS) >= 33
    assert len(DOCUMENTS) >= 33
    assert len({one.id for one in INJECTIONS}) == len(INJECTIONS)
    assert {one.place for one in DOCUMENTS} == PLACES
    assert len({one.about for one in DOCUMENTS}) == len(DOCUMENTS)
    for case in INJECTIONS:
        assert case.marks
        assert all(any(mark in text for mark in case.marks) for text, _ in case.obeyed)
    for case in QUESTIONS:
        assert case.text in "\n".join((*case.history, case.question))


@pytest.mark.parametrize("case", QUESTIONS, ids=lambda one: one.id)
def test_an_order_in_a_question_is_data(over_laws: Assistant, server: ModelServer, case: Injection) -> None:
    server.play, server.seen[:] = obeying(case, lambda material: True), []
    answer = _check(over_laws, case)
    assert answer.written is not None
    # Each sentence that obeys was sent, and judged.
    sent = obeying(case, lambda material: True)(server.seen[-1]).text
    hostile = sent.count("\n") + 1 - len(faithful(server.seen[-1]).text.splitlines())
    assert sum(answer.written.dropped.values()) >= hostile


@pytest.mark.parametrize("case", DOCUMENTS, ids=lambda one: f"{one.id}-{one.place}")
def test_an_order_in_a_document_is_data(over_documents: Assistant, server: ModelServer, case: Injection) -> None:
    plain = over_documents.answer_plainly(case.question)
    cited = f"示例{case.about}办法" in {one.law for one in plain.citations}
    assert cited is (case.place not in NOT_USED)
    if case.place not in NOT_USED:
        assert plain.status is Outcome.ANSWERED
    words = letters(clean_input(case.text))[-8:]

    def reached(material: str) -> bool:
        return case.text in material or (bool(words) and words in letters(clean_input(material)))

    server.play, server.seen[:] = obeying(case, reached), []
    answer = _check(over_documents, case)
    material = [messages[-1]["content"] for messages in server.seen]
    assert not any(map(reached, material))
    if plain.status is not Outcome.ANSWERED:
        return
    assert answer.written is not None
    assert any(case.about in one for one in material) or case.place in NOT_USED
    # A model that obeys what it did not read is not shown either.
    server.play = obeying(case, lambda material: True)
    written = _check(over_documents, case).written
    assert written is not None
    assert sum(written.dropped.values()) > 0


@pytest.mark.parametrize("case", [one for one in DOCUMENTS if one.place in VISIBLE], ids=lambda one: one.id)
def test_what_a_reader_of_the_file_sees_is_in_the_library(over_documents: Assistant, case: Injection) -> None:
    """Else the test above would show nothing: such orders are read, and found out later."""
    held = [
        "\n".join(
            (
                law.title,
                law.issuer,
                *(f"{one.chapters}{one.text}" for one in over_documents.library.articles_of(law.id)),
            )
        )
        for law in over_documents.library.laws()
    ]
    assert any(letters(case.text) in letters(one) for one in held)


@pytest.mark.parametrize("case", QUESTIONS[:3], ids=lambda one: one.id)
def test_without_the_guard_the_marks_would_be_shown(
    over_laws: Assistant, server: ModelServer, monkeypatch: pytest.MonkeyPatch, case: Injection
) -> None:
    monkeypatch.setattr(Guard, "fault", lambda *_: None)
    monkeypatch.setattr(writer, "carrier_of", lambda sentence, known: known[sentence.ids[0]])
    server.play = obeying(case, lambda material: True)
    with pytest.raises(AssertionError):
        _check(over_laws, case)


@pytest.mark.parametrize("case", QUESTIONS, ids=lambda one: one.id)
def test_an_order_that_becomes_the_question_steers_the_search_and_no_more(
    over_laws: Assistant, server: ModelServer, case: Injection
) -> None:
    """The model answers the requests to understand a follow-up and a long story with what the order wants."""
    text = case.obeyed[-1][0]
    case = replace(case, leaks=False)
    follow_up = replace(case, question="那要怎么办？", history=(ARREARS,))
    story = replace(case, question=f"{ARREARS}。{'我在工地干活，天天都去，' * 6}")
    for goal in (text, f"{ARREARS}，{text}"):
        for told in (follow_up, story):
            server.play = _understanding(goal, told)
            _check(over_laws, told)


def _understanding(goal: str, case: Injection) -> Any:
    """A model that understands every question as ``goal``, and then says it."""
    obeys = obeying(case, lambda material: True)

    def play(messages: Any) -> Reply:
        if "ids" in messages[0]["content"]:
            return obeys(messages)
        return Reply(json.dumps({"question": goal, "questions": [goal]}, ensure_ascii=False), size=400)

    return play


@pytest.mark.parametrize("case", QUESTIONS, ids=lambda one: one.id)
def test_what_an_order_wants_alone_is_no_follow_up(over_laws: Assistant, server: ModelServer, case: Injection) -> None:
    settings = over_laws.settings.llm
    asking = Asking(Calls(open_model(settings), settings), over_laws.finder)
    server.play = lambda _: Reply(json.dumps({"question": case.text}, ensure_ascii=False), size=400)
    assert asking.rewrite("那怎么办", ("我的腰扭了",), time.monotonic() + 30, Usage()) == "那怎么办"
