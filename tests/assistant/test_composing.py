from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from assistant_fakes import DAY, HENAN, LONG, OLD, POLICY, RULES, WAGES, ZHENGZHOU, make_hit

from assistant import Assistant
from assistant.composing import FURTHER_SHARE, Composer, Draft, citation_of, notice, where_to_go
from assistant.records import Section, SectionKind
from assistant.topics import Ground, Topic
from assistant.understanding import Intent, Kind, Understanding
from index.search import Hit
from knowledge.library import Library


def topic(
    name: str, anchors: Sequence[Ground] = (), deadline: Sequence[Ground] = (), where: Sequence[str] = ()
) -> Topic:
    return Topic(name, (), (), tuple(anchors), tuple(deadline), tuple(where))


def asked(*topics: Topic, region: str = "全国", intents: Sequence[Intent] = ()) -> Understanding:
    text = "老板拖欠工资怎么办"
    return Understanding(Kind.QUESTION, text, text, region=region, topics=topics, intents=frozenset(intents))


def by_kind(sections: Sequence[Section], kind: SectionKind) -> Section:
    (found,) = [section for section in sections if section.kind is kind]
    return found


@pytest.fixture
def composer(tiny: Assistant) -> Composer:
    return Composer(tiny.index)


@pytest.fixture
def hits(tiny_library: Library) -> list[Hit]:
    names = [(WAGES, "第二条"), (WAGES, "第一条"), (WAGES, "第四条"), (WAGES, "第五条"), (WAGES, "第三条")]
    return [make_hit(tiny_library, *name, score=1 - at / 10) for at, name in enumerate(names)]


LIMIT = Ground(WAGES, "第三条", (1, 4))


def test_an_article_is_cited_once(tiny: Assistant, tiny_library: Library) -> None:
    draft = Draft(tiny.index, DAY)
    one, two = make_hit(tiny_library, WAGES, "第二条"), make_hit(tiny_library, WAGES, "第一条")
    assert not draft.cited(one)
    assert draft.cite(one.law, one.article, "老板应当在每月十日前把工资交到工友手里。", "第一款") == 1
    assert draft.cite(two.law, two.article, two.article.text, "") == 2
    assert draft.cite(one.law, one.article, "老板应当在每月十日前", "第一款") == 1
    assert draft.cited(one)
    assert [(c.n, c.article, c.paragraph) for c in draft.citations] == [(1, "第二条", "第一款"), (2, "第一条", "")]


def test_two_quotes_from_different_paragraphs_cite_the_whole_article(tiny: Assistant, tiny_library: Library) -> None:
    draft = Draft(tiny.index, DAY)
    hit = make_hit(tiny_library, WAGES, "第二条")
    first, second = hit.article.text.split("\n")
    assert draft.cite(hit.law, hit.article, first, "第一款") == draft.cite(hit.law, hit.article, second, "第二款") == 1
    assert [(c.quote, c.paragraph) for c in draft.citations] == [(hit.article.text, "")]


def test_a_section_without_blocks_is_not_there(tiny: Assistant) -> None:
    draft = Draft(tiny.index, DAY)
    draft.add(SectionKind.LAW, "相关条文", [])
    assert draft.sections == []


def test_the_best_articles_lead_and_the_next_follow(composer: Composer, hits: list[Hit]) -> None:
    draft = composer.compose(asked(), hits, DAY)
    assert [section.kind for section in draft.sections] == [SectionKind.LEAD, SectionKind.LAW]
    assert [(c.n, c.article) for c in draft.citations] == [
        (1, "第二条"),
        (2, "第一条"),
        (3, "第四条"),
        (4, "第五条"),
        (5, "第三条"),
    ]
    lead = draft.sections[0].blocks
    assert [block.text for block in lead if block.quoted] == [hit.article.text for hit in hits[:2]]
    assert [block.marks for block in lead] == [(1,), (1,), (2,), (2,)]


def test_articles_far_behind_the_best_are_left_out(composer: Composer, hits: list[Hit]) -> None:
    close, far = replace(hits[2], score=FURTHER_SHARE), replace(hits[3], score=FURTHER_SHARE - 0.01)
    draft = composer.compose(asked(), [*hits[:2], close, far], DAY)
    assert [c.article for c in draft.citations] == ["第二条", "第一条", "第四条"]


def test_each_topic_leads_with_its_own_best_article(composer: Composer, hits: list[Hit]) -> None:
    topics = (topic("a", [Ground(WAGES, "第五条")]), topic("b", [Ground(WAGES, "第九条"), Ground(WAGES, "第四条")]))
    draft = composer.compose(asked(*topics), hits, DAY)
    marks = {block.marks[0] for block in draft.sections[0].blocks}
    assert [c.article for c in draft.citations if c.n in marks] == ["第五条", "第四条"]


def test_the_time_limit_is_shown_with_the_exception_at_its_end(composer: Composer, hits: list[Hit]) -> None:
    draft = composer.compose(asked(topic("a", deadline=[LIMIT])), hits[:2], DAY)
    section = by_kind(draft.sections, SectionKind.DEADLINE)
    lines = LONG.split("\n")
    assert [block.text for block in section.blocks if block.quoted] == [lines[0], lines[3]]
    assert [block.text for block in section.blocks if not block.quoted] == [
        f"《{WAGES}》第三条第一款：",
        f"《{WAGES}》第三条第四款：",
    ]
    (cited,) = [c for c in draft.citations if c.article == "第三条"]
    assert cited.text == LONG


def test_who_asks_how_long_reads_the_time_limit_first(composer: Composer, hits: list[Hit]) -> None:
    about = topic("a", deadline=[LIMIT])
    usual = composer.compose(asked(about), hits, DAY)
    urgent = composer.compose(asked(about, intents=[Intent.DEADLINE]), hits, DAY)
    assert [s.kind.value for s in usual.sections] == ["lead", "deadline", "law"]
    assert [s.kind.value for s in urgent.sections] == ["deadline", "lead", "law"]


def test_two_topics_with_the_same_limit_show_it_once(composer: Composer, hits: list[Hit]) -> None:
    topics = (
        topic("a", deadline=[Ground(WAGES, "第三条", (1,))]),
        topic("b", deadline=[Ground(WAGES, "第三条", (4,))]),
    )
    section = by_kind(composer.compose(asked(*topics), hits[:2], DAY).sections, SectionKind.DEADLINE)
    assert len([block for block in section.blocks if block.quoted]) == 2


def test_a_limit_without_paragraphs_is_shown_whole(composer: Composer, hits: list[Hit]) -> None:
    section = by_kind(
        composer.compose(asked(topic("a", deadline=[Ground(WAGES, "第二条")])), hits[:1], DAY).sections,
        SectionKind.DEADLINE,
    )
    assert len([block for block in section.blocks if block.quoted]) == 2


@pytest.mark.parametrize("ground", [Ground("没有的法", "第一条"), Ground(WAGES, "第九十条"), Ground(OLD, "第一条")])
def test_a_limit_that_is_not_in_force_here_is_not_shown(composer: Composer, hits: list[Hit], ground: Ground) -> None:
    draft = composer.compose(asked(topic("a", deadline=[ground])), hits[:2], DAY)
    assert SectionKind.DEADLINE not in [section.kind for section in draft.sections]


def test_local_rules_stand_apart_under_the_name_of_the_place(composer: Composer, tiny_library: Library) -> None:
    found = [
        make_hit(tiny_library, *name, score=score)
        for name, score in [((WAGES, "第一条"), 1.0), ((HENAN, "第一条"), 0.9), ((ZHENGZHOU, "第一条"), 0.8)]
    ]
    draft = composer.compose(asked(region="河南省/郑州市"), found, DAY)
    section = by_kind(draft.sections, SectionKind.LOCAL)
    assert section.title == "河南省郑州市的规定"
    marks = {mark for block in section.blocks for mark in block.marks}
    assert [c.region for c in draft.citations if c.n in marks] == ["河南省", "河南省/郑州市"]


@pytest.mark.parametrize("first", [True, False])
def test_a_union_document_is_never_presented_as_law(composer: Composer, tiny_library: Library, first: bool) -> None:
    policy, law = make_hit(tiny_library, POLICY, "一（一）"), make_hit(tiny_library, WAGES, "第一条")
    draft = composer.compose(asked(region="河南省"), [policy, law] if first else [law, policy], DAY)
    (n,) = [c.n for c in draft.citations if c.law == POLICY]
    said = [b.text for s in draft.sections for b in s.blocks if n in b.marks and not b.quoted]
    assert said
    assert all("工会文件，不是法律" in text and "示例总工会" in text for text in said)
    others = [b.text for s in draft.sections for b in s.blocks if b.marks and n not in b.marks]
    assert not any("不是法律" in text for text in others)


def test_every_quoted_block_is_part_of_the_article_it_points_to(composer: Composer, hits: list[Hit]) -> None:
    draft = composer.compose(asked(topic("a", deadline=[LIMIT])), hits, DAY)
    texts = {c.n: c.text for c in draft.citations}
    quoted = [block for section in draft.sections for block in section.blocks if block.quoted]
    assert len(quoted) >= 6
    assert all(block.text in texts[block.marks[0]] for block in quoted)


def test_a_repealed_paragraph_is_left_out_of_the_quote(composer: Composer, tiny_library: Library) -> None:
    draft = composer.compose(asked(), [make_hit(tiny_library, RULES, "第一条", paragraphs=(2,))], DAY)
    assert not any("按帮工算" in block.text for section in draft.sections for block in section.blocks)


def test_a_card_says_what_is_known_about_its_text(tiny_library: Library) -> None:
    hit = make_hit(tiny_library, WAGES, "第一条")
    card = citation_of(hit.law, hit.article, "老板", "", DAY, 3)
    assert (card.n, card.effective, card.chapters) == (3, "2010-01-01", ("第一章 示例",))
    assert "2000年3月1日起施行" in card.note
    old = make_hit(tiny_library, OLD, "第一条")
    assert "已由示例工资法取代" in citation_of(old.law, old.article, "工资", "", DAY).note
    assert "取代" not in citation_of(old.law, old.article, "工资", "", date(2015, 1, 1)).note
    rules = make_hit(tiny_library, RULES, "第一条")
    assert "第一款自2024年1月1日起废止" in citation_of(rules.law, rules.article, "停工", "", DAY).note


def test_a_text_without_a_known_date_has_none(tiny_library: Library) -> None:
    hit = make_hit(tiny_library, WAGES, "第一条")
    assert citation_of(replace(hit.law, effective=None), hit.article, "老板", "", DAY).effective == ""


def test_asking_how_long_where_nothing_was_found_is_not_fatal(composer: Composer) -> None:
    assert composer.compose(asked(intents=[Intent.DEADLINE]), [], DAY).sections == []


def numbers(section: Section) -> str:
    return "\n".join(block.text for block in section.blocks)


def test_where_to_go_follows_the_topics_and_always_names_the_union() -> None:
    section = where_to_go(asked(topic("a", where=["110", "12338"]), topic("b", where=["12338", "12333"])))
    assert [block.text.split("：")[0][-5:] for block in section.blocks[1:3]] == ["12338", "12333"]
    assert section.blocks[0].text.startswith("报警电话 110")
    assert numbers(section).count("妇女权益保护热线 12338") == 1
    assert "12351" in numbers(section)


def test_without_a_topic_the_usual_lines_are_named() -> None:
    assert all(number in numbers(where_to_go(asked())) for number in ("12351", "12333", "12348"))


def test_at_most_four_places_and_the_union() -> None:
    section = where_to_go(asked(topic("a", where=["110", "12338", "12333", "12348", "12345", "12385"])))
    assert len(section.blocks) == 5


def test_out_of_scope_only_general_lines_are_named() -> None:
    text = numbers(where_to_go(asked(topic("a", where=["12333"])), in_scope=False))
    assert "12348" in text
    assert "12345" in text
    assert "12333" not in text


def test_the_notice_names_the_day_of_the_law_that_was_applied() -> None:
    (block,) = notice(date(2024, 3, 9)).blocks
    assert "2024年3月9日" in block.text
    assert "不是律师意见" in block.text
