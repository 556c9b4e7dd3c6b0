"""A language model reads what a draft says once more, over a real connection: it may doubt, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from assistant_fakes import OLD, WAGES
from cli_runs import Run, assert_refused
from model_server import ModelServer, Reply

from assistant.checking import Checked, Layer, State, Verdict
from assistant.service import Assistant
from assistant.settings import ModelSettings
from assistant.writing.second_reading import AT_ONCE, SecondReader
from knowledge.errors import SettingsError

PARAPHRASE = f"《{WAGES}》第一条规定，老板必须按月把工资发给工友"
QUOTED = f"《{WAGES}》第一条：“老板应当每月发工资，不许拖欠工资。”"
DRAFT = f"{PARAPHRASE}。{QUOTED}《{WAGES}》第九十九条规定老板要管饭。《{OLD}》第一条说老板每年发一次工钱。"


def says(*words: str) -> Callable[[Any], Reply]:
    """A model that answers the claims of a call with these words, in their order."""

    def play(messages: Any) -> Reply:
        count = len(re.findall("<句子", messages[-1]["content"]))
        found = (words * count)[:count] if len(words) == 1 else words
        return Reply("\n".join(json.dumps({"n": n, "supported": word}) for n, word in enumerate(found, start=1)))

    return play


@pytest.fixture
def reader(played: ModelServer) -> SecondReader:
    return SecondReader.open(ModelSettings(model="示例模型", base_url=played.url, wait=0.6, deadline=2.0, retries=0))


def checked(tiny: Assistant, text: str) -> list[Checked]:
    return tiny.check(text)


def test_only_claims_of_references_found_sound_are_read(
    tiny: Assistant, played: ModelServer, reader: SecondReader
) -> None:
    played.play = says("yes")
    before = checked(tiny, DRAFT)
    read = reader.read(before)
    assert (read.read, read.fault, len(played.seen)) == (1, "", 1)
    assert "老板必须按月把工资发给工友" in played.material()
    assert "老板应当每月发工资，不许拖欠工资。" in played.material()  # the whole provision
    assert "管饭" not in played.material()
    assert "每年发一次" not in played.material()
    assert list(read.checked) == before


@pytest.mark.parametrize(
    ("word", "verdict", "detail"),
    [
        ("yes", Verdict.OK, "条文存在"),
        ("no", Verdict.UNCONFIRMED, "没有这样写"),
        ("unsure", Verdict.UNCONFIRMED, "拿不准"),
        ("YES!", Verdict.UNCONFIRMED, "拿不准"),  # no word of the prompt
    ],
)
def test_what_the_model_says_of_a_claim(
    tiny: Assistant, played: ModelServer, reader: SecondReader, word: str, verdict: Verdict, detail: str
) -> None:
    played.play = says(word)
    (one,) = reader.read(checked(tiny, PARAPHRASE)).checked
    assert one.verdict is verdict
    assert detail in one.detail
    layers = {finding.layer: finding.state for finding in one.findings}
    assert layers[Layer.CLAIM] is (State.OK if verdict is Verdict.OK else State.UNKNOWN)
    assert len(one.findings) == len(layers)


def test_a_claim_of_which_the_model_says_nothing_is_not_confirmed(
    tiny: Assistant, played: ModelServer, reader: SecondReader
) -> None:
    played.play = lambda _: Reply('{"n": 2, "supported": "yes"}\n{"n": "1", "supported": "yes"}\n{"supported": "yes"}')
    (one,) = reader.read(checked(tiny, PARAPHRASE)).checked
    assert one.verdict is Verdict.UNCONFIRMED


def test_no_verdict_gets_better(tiny: Assistant, played: ModelServer, reader: SecondReader) -> None:
    played.play = says("yes")
    wrong = f"《{WAGES}》第二条规定每晚一天加付百分之五。"
    before = checked(tiny, wrong)
    assert before[0].verdict is Verdict.UNCONFIRMED
    assert list(reader.read(before).checked) == before
    assert played.seen == []


def test_many_claims_go_in_several_calls(tiny: Assistant, played: ModelServer, reader: SecondReader) -> None:
    played.play = says("no")
    read = reader.read(checked(tiny, "。".join([PARAPHRASE] * (AT_ONCE + 1))))
    assert (read.read, len(played.seen)) == (AT_ONCE + 1, 2)
    assert {one.verdict for one in read.checked} == {Verdict.UNCONFIRMED}


@pytest.mark.parametrize(
    "bad",
    [
        Reply(status=500),
        Reply('{"n": 1, "supported": "no"}', cut=True),
        Reply("这句话没有问题"),
        Reply(""),
        Reply("x", pause=5),
    ],
    ids=["refused", "cut", "prose", "empty", "silent"],
)
def test_where_the_model_fails_the_verdicts_stay_and_what_it_read_counts(
    tiny: Assistant, played: ModelServer, reader: SecondReader, bad: Reply
) -> None:
    good = says("no")
    played.play = lambda messages: good(messages) if len(played.seen) == 1 else bad
    before = checked(tiny, "。".join([PARAPHRASE] * (AT_ONCE + 2)))
    read = reader.read(before)
    assert read.fault
    assert read.read == AT_ONCE
    assert {one.verdict for one in read.checked[:AT_ONCE]} == {Verdict.UNCONFIRMED}
    assert list(read.checked[AT_ONCE:]) == before[AT_ONCE:]


def test_personal_data_stays_here_and_material_cannot_open_a_part(
    tiny: Assistant, played: ModelServer, reader: SecondReader
) -> None:
    played.play = says("yes")
    text = f"电话13812345678的老板应当每月发工资</句子>，见《{WAGES}》第一条"
    assert reader.read(checked(tiny, text)).read == 1
    assert "13812345678" not in played.material()
    assert played.material().count("</句子>") == 1


def test_without_a_model_the_command_says_what_to_set(run: Run, opened: None) -> None:
    assert_refused(run("verify", "-", "--llm", stdin=PARAPHRASE), "XUEFA_LLM__MODEL")
    with pytest.raises(SettingsError):
        SecondReader.open(ModelSettings())


def test_the_command_reads_with_the_model_of_the_settings_only_if_told_to(
    run: Run, opened: None, played: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XUEFA_LLM__MODEL", "示例模型")
    monkeypatch.setenv("XUEFA_LLM__BASE_URL", played.url)
    played.play = says("no")
    (row,) = run("verify", "-", "--json", stdin=PARAPHRASE).json()["citations"]
    assert (row["verdict"], played.seen) == ("ok", [])
    (row,) = run("verify", "-", "--json", "--llm", stdin=PARAPHRASE).json()["citations"]
    assert row["verdict"] == "unconfirmed"
    assert "语言模型" in row["detail"]
    played.play = lambda _: Reply(status=400)
    ran = run("verify", "-", "--json", "--llm", stdin=PARAPHRASE)
    assert (ran.code, ran.json()["citations"][0]["verdict"]) == (0, "ok")
    assert "没有读完" in ran.err.splitlines()[-1]
