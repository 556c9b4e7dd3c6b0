"""The words of a draft in pieces: nothing is lost, every reference is marked, whatever overlaps."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from desk_visits import Clock

from assistant.app.desk_drafts import MOST_OF_ONE, DraftStore
from assistant.app.desk_text import lines_of
from assistant.app.desk_view import cards_of, counts_of, problems_of
from assistant.checking import Checked, Finding, Layer, State, Verdict
from assistant.desk import Session
from assistant.drafts import paste_draft
from knowledge.citations import Reference
from knowledge.errors import PageError


def checked(text: str, start: int, end: int, verdict: Verdict = Verdict.OK, quote: tuple[int, int] = (0, 0)) -> Checked:
    reference = Reference(text[start:end], start, end, "示例法", "第一条")
    return Checked(reference, "示例法", "第一条", verdict, "说明", quote_start=quote[0], quote_end=quote[1])


@pytest.mark.parametrize("seed", range(30))
def test_the_pieces_are_the_text_and_hold_every_mark_once(seed: int) -> None:
    print("seed", seed)
    rng = random.Random(seed)
    text = "".join(rng.choice("甲乙丙丁\n<&") for _ in range(rng.randint(1, 120)))
    spans = [sorted(rng.sample(range(len(text) + 1), 2)) for _ in range(rng.randint(0, 8))] if len(text) > 1 else []
    found = [checked(text, start, end, rng.choice(list(Verdict)), (start, end)) for start, end in spans]
    lines = lines_of(text, found)
    assert "\n".join("".join(piece.text for piece in line) for line in lines) == text
    ends = [number for line in lines for piece in line for number in piece.ends]
    # A reference whose last character is a line end has no mark; real ones end with words.
    expected = [number for number, (_, end) in enumerate(spans, 1) if text[end - 1] != "\n"]
    assert sorted(ends) == expected
    for line in lines:
        for piece in line:
            assert bool(piece.number) >= bool(piece.ends)


def test_a_reference_over_two_lines_is_marked_in_both() -> None:
    text = "依据《示例\n法》第一条。"
    (first, second) = lines_of(text, [checked(text, 2, 10)])
    assert [(piece.text, piece.number, piece.ends) for piece in first] == [("依据", 0, ()), ("《示例", 1, ())]
    assert [(piece.text, piece.number, piece.ends) for piece in second] == [
        ("法》第一条"[:4], 1, (1,)),
        ("条。", 0, ()),
    ]


def test_counts_are_in_order_and_leave_out_nothing() -> None:
    text = "x" * 9
    found = [checked(text, at, at + 1, verdict) for at, verdict in enumerate([*Verdict, Verdict.OK])]
    assert [(one.verdict, one.number) for one in counts_of(found)] == [
        (Verdict.OK, 2),
        *((v, 1) for v in list(Verdict)[1:]),
    ]
    assert problems_of(found) == 5


@pytest.mark.parametrize(("state", "tone"), [(State.FAIL, "gone"), (State.UNKNOWN, "soon")])
def test_a_name_that_could_not_be_looked_up_everywhere_keeps_its_mark_in_another_tone(state: State, tone: str) -> None:
    one = replace(checked("《某市条例》", 0, 6, Verdict.NO_SUCH_LAW), findings=(Finding(Layer.LAW, state, "说明。"),))
    (card,), (count,) = cards_of([one], date(2026, 1, 1), date(2026, 1, 1)), counts_of([one])
    assert (card.sign, card.tone, count.tone) == ("无", tone, tone)
    surely = replace(one, findings=())
    assert counts_of([one, surely])[0].tone == "gone"


def session(name: str, clock: Clock, **time: float) -> Session:
    expires = clock.now.replace(year=clock.now.year + 1) if not time else clock.now
    user: Any = SimpleNamespace(name=name)
    return Session(name, user, "csrf", expires)


def test_a_draft_goes_with_its_session_and_its_time() -> None:
    clock = Clock()
    store, day = DraftStore(clock), date(2026, 1, 1)
    one, two = session("one", clock), session("two", clock)
    draft = store.add(one, paste_draft("甲"), [], day)
    assert store.get(one, draft.id) is draft
    with pytest.raises(PageError):
        store.get(two, draft.id)
    store.forget("two")
    assert store.of(one) == [draft]
    clock.pass_(days=400)
    with pytest.raises(PageError):
        store.get(one, draft.id)
    assert store.of(one) == []


def test_the_store_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.app import desk_drafts

    clock = Clock()
    store, day = DraftStore(clock), date(2026, 1, 1)
    ids = [store.add(session("one", clock), paste_draft("甲"), [], day).id for _ in range(MOST_OF_ONE + 3)]
    assert [one.id for one in store.of(session("one", clock))] == ids[:2:-1]
    monkeypatch.setattr(desk_drafts, "MOST_BYTES", 4 * 1000)
    big = [store.add(session(str(at), clock), paste_draft("甲" * 600), [], day) for at in range(3)]
    assert store.of(session("0", clock)) == []
    assert store.of(session("2", clock)) == [big[2]]
    monkeypatch.setattr(desk_drafts, "MOST_BYTES_OF_ONE", 4 * 1000)
    for _ in range(2):
        last = store.add(session("2", clock), paste_draft("甲" * 600), [], day)
    assert store.of(session("2", clock)) == [last]
