from __future__ import annotations

import dataclasses
import math
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_corpus import build, document, opened, rules

from index.ranking import FEATURES, Ranker, Way
from index.search import NAMED_BONUS, Hit, Query, SearchIndex
from knowledge.errors import IndexDamaged, IndexMissing, ModelError
from knowledge.library import Library, article_status
from knowledge.questions import BankQuestion
from knowledge.records import Status
from knowledge.regions import applies_in

DAY = date(2026, 7, 1)


def found(index: SearchIndex, text: str, **how: Any) -> list[str]:
    """Titles of the laws found, best first, each once."""
    query = Query(**({"text": text, "day": DAY} | how))
    return list(dict.fromkeys(hit.law.title for hit in index.search(query)))


@pytest.mark.usefixtures("plain_ranker")
def test_the_article_that_answers_comes_first(small_index: SearchIndex) -> None:
    first = small_index.search(Query("老板拖欠工资三个月", DAY))[0]
    assert (first.law.title, first.article.number) == ("示例工资条例", "第一条")
    assert found(small_index, "年休假有几天")[0] == "示例休假办法"


@pytest.mark.usefixtures("plain_ranker")
def test_a_hit_is_the_whole_article_with_the_paragraphs_that_matched(small_index: SearchIndex) -> None:
    first = small_index.search(Query("拖欠工资满三个月到监察大队投诉", DAY))[0]
    assert first.article == small_index.library.article(*first.article.key)
    assert first.article.text.count("\n") == 1
    assert first.paragraphs[0] == 2
    assert set(first.ways) == {"dense", "keywords"}
    assert first.ways["dense"] == first.ways["keywords"] == 1
    assert 0 < first.cosine <= 1.0001


@pytest.mark.usefixtures("plain_ranker")
def test_an_article_counts_with_its_best_paragraph(tmp_path: Path, fake_encoder: Any) -> None:
    needle = "火车误点职工得到补休。"
    filler = "\n".join(f"{chr(0x5000 + at * 9)}{chr(0x6000 + at * 5)}各有不同的安排。" for at in range(30))
    build(
        tmp_path,
        [document("长条例", f"{filler}\n{needle}"), document("短条例", "火车职工。"), document("他条例", "补休。")],
        fake_encoder,
    )
    hits = opened(tmp_path, fake_encoder).search(Query(needle, DAY))
    assert hits[0].law.title == "长条例"
    assert hits[0].paragraphs[0] == 31
    # Once per ranking, however many of its paragraphs matched.
    assert len([hit for hit in hits if hit.law.title == "长条例"]) == 1
    assert sorted(hit.ways["dense"] for hit in hits) == [1, 2, 3]
    assert sorted(hit.ways["keywords"] for hit in hits) == [1, 2, 3]
    vectors = fake_encoder.encode_queries([needle, f"长条例\n{needle}"])
    assert hits[0].cosine == pytest.approx(float(vectors[0] @ vectors[1]), abs=1e-5)


@pytest.mark.usefixtures("any_ranker")
def test_scores_are_shares_of_all_candidates(small_index: SearchIndex) -> None:
    hits = small_index.search(Query("职工拖欠工资", DAY), top_k=100)
    assert len(hits) > 3
    assert all(0 < hit.score < 1 for hit in hits)
    assert sum(hit.score for hit in hits) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("day", "text"), [(date(2026, 5, 31), "旧的"), (date(2026, 6, 1), "新的"), (date(2015, 1, 1), "旧的")]
)
def test_the_version_of_the_day_is_found_and_no_other(small_index: SearchIndex, day: date, text: str) -> None:
    hits = [hit for hit in small_index.search(Query("高温补贴", day)) if hit.law.title == "示例补贴办法"]
    assert [hit.article.text[:2] for hit in hits] == [text]


def test_before_any_law_took_effect_nothing_is_found(small_index: SearchIndex) -> None:
    assert small_index.search(Query("高温补贴", date(2000, 1, 1))) == []


@pytest.mark.usefixtures("any_ranker")
def test_repealed_and_unknown_texts_are_never_found(small_index: SearchIndex) -> None:
    for text in ("早已废止的高温补贴规定", "状态不明的高温补贴规定"):
        assert not {"示例旧规定", "示例存疑规定"} & set(found(small_index, text, laws=("示例旧规定", "示例存疑规定")))


@pytest.mark.usefixtures("any_ranker")
@pytest.mark.parametrize(
    ("region", "local"),
    [
        ("全国", set()),
        ("浙江省", {"浙江示例条例"}),
        ("浙江省/宁波市", {"浙江示例条例", "宁波示例条例"}),
        ("浙江省/杭州市", {"浙江示例条例"}),
        ("河南省/郑州市", {"河南示例条例"}),
        ("四川省", set()),
    ],
)
def test_local_rules_are_found_in_their_place_only(small_index: SearchIndex, region: str, local: set[str]) -> None:
    titles = set(found(small_index, "职工拖欠工资", region=region))
    assert titles & {"浙江示例条例", "宁波示例条例", "河南示例条例"} == local
    assert "示例工资条例" in titles


@pytest.mark.parametrize(("day", "paragraphs"), [(date(2025, 8, 31), {1, 2}), (date(2025, 9, 1), {2})])
def test_a_repealed_paragraph_is_not_found(small_index: SearchIndex, day: date, paragraphs: set[int]) -> None:
    hits = small_index.search(Query("上班路上发生车祸算工伤，工伤医疗费", day))
    (hit,) = [hit for hit in hits if hit.law.title == "示例工伤规定"]
    assert set(hit.paragraphs) == paragraphs


@pytest.mark.usefixtures("any_ranker")
def test_naming_a_law_raises_the_odds_of_each_of_its_articles_alike(small_index: SearchIndex) -> None:
    def scores(*laws: str) -> dict[tuple[str, str], float]:
        hits = small_index.search(Query("职工拖欠工资", DAY, laws=laws), top_k=100)
        return {(hit.law.title, hit.article.number): hit.score for hit in hits}

    before, after = scores(), scores("示例休假办法", "没有这部法")
    other = ("示例工资条例", "第一条")
    named = [("示例休假办法", "第一条"), ("示例休假办法", "第二条")]
    first, second = (after[key] / before[key] for key in named)
    assert first == pytest.approx(second, rel=1e-3)
    assert first / (after[other] / before[other]) >= math.exp(NAMED_BONUS) * 0.999
    assert max(after[key] for key in named) == max(after.values())
    assert scores("没有这部法") == before


def test_a_law_that_the_question_names_is_preferred(small_index: SearchIndex) -> None:
    assert found(small_index, "职工拖欠工资")[0] == "示例工资条例"
    assert found(small_index, "职工拖欠工资", laws=("示例休假办法",))[0] == "示例休假办法"
    assert found(small_index, "职工拖欠工资", laws=("没有这部法",))[0] == "示例工资条例"


def test_legal_terms_lead_where_the_words_of_the_question_do_not(small_index: SearchIndex) -> None:
    hits = small_index.search(Query("歇着", DAY, terms=("带薪年休假",)))
    (hit,) = [hit for hit in hits if (hit.law.title, hit.article.number) == ("示例休假办法", "第一条")]
    assert hit.ways["terms"] == 1
    assert "terms" not in small_index.search(Query("歇着", DAY))[0].ways


def test_words_of_the_glossary_lead_where_those_of_the_question_do_not(small_index: SearchIndex) -> None:
    hits = small_index.search(Query("歇着", DAY, glossary=("带薪年休假",)))
    (hit,) = [hit for hit in hits if (hit.law.title, hit.article.number) == ("示例休假办法", "第一条")]
    assert hit.ways["glossary"] == 1
    assert "terms" not in hit.ways
    assert not any("glossary" in hit.ways for hit in small_index.search(Query("歇着", DAY)))


def test_an_anchor_leads_to_its_article_if_it_is_in_force(small_index: SearchIndex) -> None:
    anchors = ((("示例休假办法", "第二条"), ("示例旧规定", "第一条"), ("没有这部法", "第一条")),)
    hits = small_index.search(Query("这件事怎么办", DAY, anchors=anchors))
    by_topic = [(hit.law.title, hit.article.number) for hit in hits if "topic" in hit.ways]
    assert by_topic == [("示例休假办法", "第二条")]


@pytest.fixture
def index_with_bank(tmp_path: Path, fake_encoder: Any) -> SearchIndex:
    bank = [
        BankQuestion("娃他爹干活累倒在道上咋整", (("示例工伤规定", "第一条"),)),
        BankQuestion("热死了有没有钱拿", (("示例旧规定", "第一条"), ("示例补贴办法", "第一条"))),
        BankQuestion("问一部没有的法", (("没有这部法", "第一条"),)),
        BankQuestion("专户在哪查", (("河南示例条例", "第一条"),)),
    ]
    build(tmp_path, rules(), fake_encoder, bank)
    return opened(tmp_path, fake_encoder)


@pytest.mark.usefixtures("plain_ranker")
def test_a_written_question_leads_to_its_article(index_with_bank: SearchIndex, small_index: SearchIndex) -> None:
    query = Query("累倒在道上咋整", DAY)
    first = index_with_bank.search(query)[0]
    assert first.law.title == "示例工伤规定"
    for way in ("asked", "asked_words", "gist"):
        assert first.ways[way] == 1
    vector = index_with_bank.embed(query.text)
    assert first.asked == pytest.approx(float(index_with_bank.questions.vectors[0] @ vector), abs=1e-5)
    without_bank = small_index.search(query)[0]
    assert not {"asked", "asked_words", "gist"} & set(without_bank.ways)
    assert without_bank.asked == 0


@pytest.mark.usefixtures("plain_ranker")
@pytest.mark.parametrize(("day", "text"), [(date(2026, 5, 31), "旧的"), (date(2026, 6, 1), "新的")])
def test_a_written_question_leads_to_the_version_of_the_day(index_with_bank: SearchIndex, day: date, text: str) -> None:
    hits = index_with_bank.search(Query("热死了有没有钱拿", day))
    assert hits[0].article.text.startswith(text)
    assert "示例旧规定" not in {hit.law.title for hit in hits}


def ways_of(index: SearchIndex, query: Query) -> dict[str, Way]:
    return {way.name: way for way in index.candidates(query, index.embed(query.text)).ways}


def test_votes_fall_with_the_distance_and_the_place_worked_by_hand(tmp_path: Path, fake_encoder: Any) -> None:
    wages, leave = ("示例工资条例", "第一条"), ("示例休假办法", "第一条")
    bank = [
        BankQuestion("工钱没给咋办呀", (wages, ("示例旧规定", "第一条"), leave)),
        BankQuestion("工钱没给咋办", (leave,)),
    ]
    build(tmp_path, rules(), fake_encoder, bank)
    index = opened(tmp_path, fake_encoder)
    query = Query("工钱没给咋办呀", DAY)
    ways = ways_of(index, query)
    keys = {ref: index.find(*ref, DAY).key for ref in (wages, leave)}
    cosine = float(index.questions.vectors[1] @ index.embed(query.text))
    first, second = (score for _, score in index.questions.by_words(query.text, 10))
    expected = {
        "votes_near": math.exp((cosine - 1) / 0.02),
        "votes_wide": math.exp((cosine - 1) / 0.04),
        "votes_words": math.exp((second - first) / (0.15 * first)),
    }
    for name, further in expected.items():
        # What is not in force has no vote and takes no place: the leave of the first question comes second.
        assert ways[name].scores == pytest.approx({keys[wages]: 1.0, keys[leave]: 0.5 + further}, rel=1e-3)
    assert ways["asked"].scores == pytest.approx({keys[wages]: 1.0, keys[leave]: 1.0}, abs=1e-5)


def test_ways_are_best_first(index_with_bank: SearchIndex) -> None:
    query = Query("热死了工资没有钱拿", DAY, glossary=("高温补贴",), anchors=((("示例休假办法", "第二条"),),))
    ways = ways_of(index_with_bank, query)
    assert {"dense", "keywords", "glossary", "topic", "asked", "votes_near", "gist"} <= set(ways)
    for way in ways.values():
        assert list(way.scores.values()) == sorted(way.scores.values(), reverse=True), way.name


def test_a_way_that_is_left_out_leads_nowhere(index_with_bank: SearchIndex) -> None:
    query = Query(
        "累倒在道上咋整", DAY, terms=("年休假",), glossary=("工资",), anchors=((("示例休假办法", "第二条"),),)
    )
    every = set(ways_of(index_with_bank, query))
    assert {"dense", "keywords", "terms", "glossary", "topic", "asked", "asked_words", "gist"} < every
    for name in every:
        without = dataclasses.replace(query, without=frozenset({name}))
        assert set(ways_of(index_with_bank, without)) == every - {name}
        assert not any(name in hit.ways for hit in index_with_bank.search(without))
    assert index_with_bank.search(dataclasses.replace(query, without=frozenset(every))) == []


def test_other_written_questions_may_stand_in_for_those_of_the_index(index_with_bank: SearchIndex) -> None:
    query = Query("累倒在道上咋整", DAY)
    vector = index_with_bank.embed(query.text)
    none = index_with_bank.questions.without([""])
    found = index_with_bank.candidates(query, vector, none)
    assert not any(way.scores for way in found.ways if way.name not in {"dense", "keywords"})
    assert not any("asked" in hit.ways for hit in index_with_bank.search(query, questions=none))
    assert any("asked" in hit.ways for hit in index_with_bank.search(query))


def test_candidates_are_there_once_each_with_its_features(index_with_bank: SearchIndex) -> None:
    query = Query("累倒在道上咋整", DAY, "浙江省")
    found = index_with_bank.candidates(query, index_with_bank.embed(query.text))
    assert len(set(found.keys)) == len(found.keys)
    assert set(found.keys) == {key for way in found.ways for key in way.scores}
    assert found.matrix.shape == (len(found.keys), len(FEATURES))
    assert found.matrix.dtype == np.float32
    assert np.isfinite(found.matrix).all()


def local_index(home: Path, encoder: Any, local: str) -> SearchIndex:
    """National rules that the question bank leads to, and one local rule that it does not know."""
    national = [document(f"全国规则{at}", f"职工拖欠工资的第{at}种办法是找{chr(0x5000 + at * 9)}。") for at in range(8)]
    ours = document("浙江规则", local, region="浙江省", level="地方性法规")
    bank = [BankQuestion("职工拖欠工资", tuple((f"全国规则{at}", "第一条") for at in range(8)))]
    build(home, [*national, ours], encoder, bank)
    return opened(home, encoder)


@pytest.mark.usefixtures("any_ranker")
def test_a_local_rule_that_is_close_is_shown_early_though_nothing_was_learned_about_it(
    tmp_path: Path, fake_encoder: Any
) -> None:
    index = local_index(tmp_path, fake_encoder, "职工拖欠工资找保障金。")
    titles = found(index, "职工拖欠工资", region="浙江省")
    assert titles.index("浙江规则") <= 2
    assert "浙江规则" not in found(index, "职工拖欠工资")


@pytest.mark.usefixtures("any_ranker")
def test_a_question_about_the_place_has_its_rule_first(tmp_path: Path, fake_encoder: Any) -> None:
    index = local_index(tmp_path, fake_encoder, "职工拖欠工资找保障金。")
    assert found(index, "职工拖欠工资", region="浙江省", local_first=True)[0] == "浙江规则"


@pytest.mark.usefixtures("plain_ranker")
def test_a_local_rule_that_is_not_close_stays_behind(tmp_path: Path, fake_encoder: Any) -> None:
    index = local_index(tmp_path, fake_encoder, "城市绿化由园林部门负责，树木每年修剪。")
    for local_first in (False, True):
        hits = index.search(Query("职工拖欠工资", DAY, "浙江省", local_first=local_first))
        assert [hit.law.title for hit in hits].index("浙江规则") == len(hits) - 1


def test_a_score_stays_a_share_when_a_local_rule_is_put_first(
    tmp_path: Path, fake_encoder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = local_index(tmp_path, fake_encoder, "职工拖欠工资找保障金。")
    # Weights under which the best article has almost all the probability, as it may have of a clear question.
    sure = Ranker(np.array([1000.0 * (name == "asked_rank") for name in FEATURES], np.float32))
    monkeypatch.setattr("index.search.load_ranker", lambda: sure)
    hits = index.search(Query("职工拖欠工资", DAY, "浙江省", local_first=True))
    assert hits[0].law.title == "浙江规则"
    assert hits[1].score > 0.99
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_a_written_question_leads_to_no_rule_of_another_place(index_with_bank: SearchIndex) -> None:
    assert found(index_with_bank, "专户在哪查", region="河南省")[0] == "河南示例条例"
    for region in ("全国", "浙江省"):
        assert "河南示例条例" not in found(index_with_bank, "专户在哪查", region=region)


def test_an_anchor_leads_to_no_rule_of_another_place(small_index: SearchIndex) -> None:
    anchors = ((("河南示例条例", "第一条"),),)
    assert "河南示例条例" not in found(small_index, "职工拖欠工资", region="浙江省", anchors=anchors)


@pytest.mark.parametrize("text", ["", " ", "\n\u3000"])
def test_an_empty_question_finds_nothing(small_index: SearchIndex, text: str) -> None:
    assert small_index.search(Query(text, DAY)) == []


def test_the_number_of_hits_is_bounded_and_scores_fall(small_index: SearchIndex) -> None:
    hits = small_index.search(Query("职工工资", DAY), top_k=3)
    assert len(hits) == 3
    everything = small_index.search(Query("职工工资", DAY))
    assert [hit.article.key for hit in everything[:3]] == [hit.article.key for hit in hits]
    assert [hit.score for hit in everything] == sorted((hit.score for hit in everything), reverse=True)
    assert len({hit.article.key for hit in everything}) == len(everything)


def test_a_vector_that_is_there_already_gives_the_same_result(small_index: SearchIndex) -> None:
    query = Query("拖欠工资", DAY)
    vector = small_index.embed(query.text)
    assert small_index.search(query, vector=vector) == small_index.search(query)
    assert np.linalg.norm(vector) == pytest.approx(1)


def test_looking_up_an_article_respects_the_day(small_index: SearchIndex) -> None:
    old, new = (small_index.find("示例补贴办法", "第一条", day) for day in (date(2026, 5, 31), date(2026, 6, 1)))
    assert old is not None
    assert new is not None
    assert (old.text[:2], new.text[:2]) == ("旧的", "新的")
    assert small_index.find("示例旧规定", "第一条", DAY) is None
    assert small_index.find("示例补贴办法", "第九条", DAY) is None
    assert small_index.find("没有这部法", "第一条", DAY) is None


def test_article_keys_are_those_that_can_be_found(small_index: SearchIndex) -> None:
    keys = small_index.article_keys(DAY, "浙江省")
    assert len(keys) == len(set(keys)) == 7
    assert {small_index.library.law(law_id).title for law_id, _ in keys} == {
        "示例工资条例",
        "示例休假办法",
        "示例工伤规定",
        "浙江示例条例",
        "示例补贴办法",
    }


def test_the_library_of_the_index_is_the_library_that_was_indexed(small_index: SearchIndex) -> None:
    assert small_index.library.corpus_hash() == Library(rules(), {}).corpus_hash() == small_index.manifest.corpus


@pytest.mark.parametrize("change", [{"name": "another-model"}, {"dim": 32}])
def test_another_model_is_refused_with_its_remedy(home: Path, make_encoder: Any, change: dict[str, Any]) -> None:
    other = make_encoder()
    for name, value in change.items():
        setattr(other, name, value)
    with pytest.raises(ModelError, match=r"fake-bigrams.*xuefa build") as caught:
        opened(home, other)
    assert other.name in str(caught.value)


def test_a_missing_or_damaged_index_is_one_sentence(home: Path, tmp_path: Path, fake_encoder: Any) -> None:
    with pytest.raises(IndexMissing, match="xuefa build"):
        opened(tmp_path / "elsewhere", fake_encoder)
    files = [path for path in (home / "index").rglob("*") if path.is_file() and path.parent.name != "index"]
    assert {"vectors.faiss", "library.json", "passages.json", "manifest.json"} < {path.name for path in files}
    for path in files:
        content = path.read_bytes()
        path.write_bytes(content[:-1])
        with pytest.raises(IndexDamaged, match="xuefa build"):
            opened(home, fake_encoder)
        path.write_bytes(content)
    opened(home, fake_encoder)


@pytest.fixture(scope="module")
def real_index(assistant: Any) -> SearchIndex:
    index: SearchIndex = assistant.index
    return index


def in_force(hit: Hit, day: date) -> bool:
    return article_status(hit.law, hit.article, day) is Status.IN_FORCE


@pytest.mark.real
@pytest.mark.parametrize("day", [date(2009, 1, 1), date(2016, 7, 1), date(2026, 5, 1)])
@pytest.mark.parametrize("region", ["全国", "浙江省/宁波市", "河南省"])
def test_everything_found_is_in_force_and_applies(real_index: SearchIndex, day: date, region: str) -> None:
    for text in ("老板三个月没发工资", "工伤怎么赔", "女职工怀孕被辞退"):
        hits = real_index.search(Query(text, day, region))
        assert len(hits) == 20
        assert [hit.law.id for hit in hits if not in_force(hit, day)] == []
        assert [hit.law.id for hit in hits if not applies_in(hit.law.region, region)] == []


@pytest.mark.real
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("单位未及时足额支付劳动报酬，劳动者可以解除劳动合同", ("劳动合同法", "第三十八条")),
        ("用人单位未签订书面劳动合同每月支付二倍工资", ("劳动合同法", "第八十二条")),
        ("劳动争议申请仲裁的时效期间是多久", ("劳动争议调解仲裁法", "第二十七条")),
    ],
)
def test_questions_in_the_words_of_the_law_find_it(real_index: SearchIndex, text: str, ground: tuple[str, str]) -> None:
    hits = real_index.search(Query(text, date(2026, 5, 1)), top_k=5)
    assert ground in [(hit.law.title, hit.article.number) for hit in hits]


@pytest.mark.real
def test_a_law_named_with_its_words_leads(real_index: SearchIndex) -> None:
    query = Query("经济补偿", date(2026, 5, 1))
    named = real_index.search(dataclasses.replace(query, laws=("劳动法",)), top_k=5)
    assert named[0].law.title == "劳动法"
    assert sum(hit.law.title == "劳动法" for hit in named) > sum(
        hit.law.title == "劳动法" for hit in real_index.search(query, top_k=5)
    )


@pytest.mark.real
def test_the_repealed_paragraph_of_the_interpretation_is_not_found(
    real_index: SearchIndex, library_folder: Path
) -> None:
    title = "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）"
    text = "用人单位与已领取养老金的人员用工争议按劳务关系处理"
    for day, expected in ((date(2025, 8, 31), True), (date(2025, 9, 1), False)):
        hits = real_index.search(Query(text, day, laws=(title,)), top_k=50)
        paragraphs = [hit.paragraphs for hit in hits if (hit.law.title, hit.article.number) == (title, "第三十二条")]
        assert any(1 in one for one in paragraphs) is expected
