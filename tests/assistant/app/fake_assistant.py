"""An assistant for the tests of the page: real records, invented texts.

The texts are made up ("示例法"), so that no statute text enters the project.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assistant.records import Answer, Block, Citation, HitSummary, Outcome, Section, SectionKind
from assistant.settings import Settings
from knowledge.errors import QuestionError, UnknownArticle
from knowledge.lessons import Lesson, read_lesson
from knowledge.library import Library
from knowledge.records import Article, Document, Law, Status
from knowledge.regions import normalise_region

TEXT = (
    "用人单位应当按月向劳动者支付工资。\n"
    "用人单位拖欠工资超过一个月的，劳动者可以要求其限期支付；逾期仍不支付的，应当另付一定数额的赔偿。\n"
    "劳动者在职期间追讨工资的，不受一年期间的限制。"
)
QUOTE = "逾期仍不支付的，应当另付一定数额的赔偿。\n劳动者在职期间追讨工资的，"


@dataclass(frozen=True)
class FakeLaw:
    """As ``LawSummary`` of the service."""

    title: str = "示例工资法"
    level: str = "法律"
    region: str = "全国"
    effective: date = date(2020, 1, 1)
    status: str = "现行有效"
    articles: int = 99


def citation(n: int = 1, **changes: object) -> Citation:
    """A citation; any field may be given another value."""
    values: dict[str, object] = {
        "n": n,
        "law": "示例工资法",
        "article": "第八十二条",
        "paragraph": "第二款",
        "quote": QUOTE,
        "text": TEXT,
        "chapters": ("第七章 法律责任", "第一节 工资"),
        "status": "现行有效",
        "effective": "2020-01-01",
        "level": "法律",
        "region": "全国",
        "source": "示例数据",
        "issuer": "示例机关",
    }
    return Citation(**(values | changes))  # type: ignore[arg-type]


def answer(question: str, **changes: object) -> Answer:
    """An answer with every kind of section; any field may be given another value."""
    values: dict[str, object] = {
        "question": question,
        "status": Outcome.ANSWERED,
        "sections": SECTIONS,
        "citations": (
            citation(1),
            citation(
                2, law="示例争议调解仲裁法", article="第二十七条", paragraph="", quote="劳动者在职期间追讨工资的，"
            ),
            citation(3, law="示例省劳动保障条例", status="已修改", region="四川省", level="地方性法规", effective=""),
        ),
        "hits": (HitSummary("示例工资法", "第八十二条", 0.9),),
        "region": "全国",
        "as_of": date(2026, 6, 1),
        "took_ms": 12.3,
    }
    return Answer(**(values | changes))  # type: ignore[arg-type]


SECTIONS = (
    Section(SectionKind.CARE, "", (Block("辛苦干活却拿不到工资，确实让人着急。下面一步一步来。"),)),
    Section(
        SectionKind.LEAD,
        "",
        (
            Block("可以要求老板把拖欠的工资补齐；拖着不给的，还可以要求另付赔偿。", (1,)),
            Block("逾期仍不支付的，应当另付一定数额的赔偿。", (1,), quoted=True),
        ),
    ),
    Section(
        SectionKind.LAW,
        "怎么做",
        (
            Block("先留好证据：考勤、工资条、银行流水、微信聊天记录、工友证言。"),
            Block("向当地劳动监察部门投诉，也可以申请劳动仲裁，仲裁不收费。", (2, 3)),
        ),
    ),
    Section(
        SectionKind.DEADLINE,
        "抓紧时间",
        (
            Block("一般要在一年内申请仲裁；还在单位上班的，追讨工资不受一年的限制。", (2,)),
            Block("示例计算：应得 12000元。"),
        ),
    ),
    Section(SectionKind.LOCAL, "本地规定", (Block("四川省另有规定，以当地最新文件为准。", (3,)),)),
    Section(
        SectionKind.WHERE,
        "去哪里办",
        (
            Block("工会维权热线 12351；人社热线 12333；法律援助 12348。"),
            Block("公司所在地的劳动人事争议仲裁委员会。"),
        ),
    ),
    Section(SectionKind.NOTICE, "", (Block("法律问题因人而异，重要的事请向律师或工会咨询。"),)),
)

OUT = (Section(SectionKind.LEAD, "", (Block("我只懂劳动和工会方面的法律，这个问题答不了。可以拨打 12348 咨询。"),)),)


def law(title: str, published: date, **changes: object) -> Law:
    """One version of an invented text; any field may be given another value."""
    values: dict[str, object] = {
        "id": f"{title}@{published}",
        "title": title,
        "level": "法律",
        "region": "全国",
        "issuer": "示例机关",
        "published": published,
        "effective": published,
        "effective_basis": "",
        "first_effective": None,
        "expires": None,
        "stated": Status.IN_FORCE,
        "superseded_by": "",
        "source": "示例数据",
    }
    return Law(**(values | changes))  # type: ignore[arg-type]


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"' {{ 7*7 }} {% raw %}"


def small_library() -> Library:
    """Every kind of text that the pages treat in its own way."""
    old, new = law("示例工资法", date(2010, 1, 1)), law("示例工资法", date(2020, 1, 1))
    local = law("示例省女职工办法", date(2015, 3, 1), level="地方性法规", region="四川省/乐山市", note="示例说明")
    policy = law("示例工会要点", date(2021, 5, 1), level="工会文件", region="四川省")
    named = law("劳动合同法", date(2012, 12, 28), stated=Status.UNKNOWN)
    hostile = law(HOSTILE, date(2018, 1, 1), issuer=HOSTILE, source=HOSTILE, note=HOSTILE, level="部门规章")
    due = "用人单位应当每月十五日以前支付工资。"
    ended = Article(
        new.id, "第三条", ("第二章 支付", "第一节 日期"), "这一款还在。\n这一款没有了。", "第二款自2022年起失效",
        repealed_paragraphs=(2,), repealed_from=date(2022, 1, 1),
    )  # fmt: skip
    return Library(
        [
            Document(
                old, (Article(old.id, "第一条", (), due), Article(old.id, "第二条", (), "逾期支付的，罚款一元。"))
            ),
            Document(
                new,
                (
                    Article(new.id, "第一条", ("第一章 总则",), "为了保护劳动者，制定本法。"),
                    Article(new.id, "第二条", ("第二章 支付", "第一节 日期"), due.replace("十五", "十")),
                    ended,
                    Article(new.id, "第八十二条", ("第三章 责任",), TEXT),
                    Article(
                        new.id,
                        "第八十三条",
                        ("第三章 责任",),
                        "有下列情形之一的：\n（一）欠付工资；\n（二）其他。",
                        stated=Status.REPEALED,
                    ),
                ),
            ),
            Document(local, (Article(local.id, "第一条", (), "女职工生育的，休假期间工资照发。"),), ("第三条有疑问",)),
            Document(
                policy, (Article(policy.id, "一（二）", ("一、维权", "（二）法律援助"), "（二）法律援助\n做好援助。"),)
            ),
            Document(named, (Article(named.id, "第三十条", (), "按月发工资。"),)),
            Document(
                hostile, (Article(hostile.id, "第一条", (HOSTILE,), HOSTILE), Article(hostile.id, "第四条", (), "甲"))
            ),
        ],
        {"工资法": "示例工资法"},
    )


LESSON = """---
id: wages
title: 老板不发工资怎么办
topic: 工资
situations: 讨工资, 在职干活
themes: 欠薪
where: 12333, 12351
related: sick
reviewed: 2026-05-01
---

## 一句话
工资应当按月发，拖了可以要求另付赔偿。[示例工资法 第八十二条 1,2]

## 要点
- 拖欠超过一个月的，可以要求限期支付。[示例工资法 第八十二条 2]
- 比如拖了{~3}个月，就超了{=3-1}个月。[示例工资法 第八十二条 2]
- 这一句依据的条文没有了。[示例工资法 第三条 2]

## 怎么做
1. 先留好证据。[示例工资法 第八十二条 1]
2. 再去要求限期支付。[示例工资法 第八十二条 2]
3. 在职追讨工资，不受一年限制。[示例工资法 第八十二条 3]

## 看情况
### 您还在这家单位上班吗？
- 还在上班 {词:在职|还在}：不受一年限制。[示例工资法 第八十二条 3]
- 已经离开 {词:离职|走了}：要看另外的规定。[示例工资法 第八十二条 1]

## 证据 [示例工资法 第八十二条 1]
- 工资条
- 考勤表
- 聊天记录

## 常见误区
- 老板说没钱就可以不给。→ 工资应当按月支付。[示例工资法 第八十二条 1]
- 只能干等。→ 可以要求限期支付。[示例工资法 第八十二条 2]

## 追问
- 工资能两个月一发吗？→ 不能，工资应当按月支付。[示例工资法 第八十二条 1]

## 各地不同
- 四川省/乐山市：女职工生育休假，工资照发。[示例省女职工办法 第一条]

## 小测验
### 工资多久发一次？
- [ ] 一年一次
- [x] 每月一次
- [ ] 老板说了算
解析：用人单位应当按月支付工资。[示例工资法 第八十二条 1]
### 拖欠超过一个月，可以怎么样？
- [x] 要求限期支付
- [ ] 什么都不行
- [ ] 自己拿东西抵
解析：超过一个月的，可以要求限期支付。[示例工资法 第八十二条 2]
"""
"""A lesson on invented law, with every section."""

_SICK = (
    LESSON.replace("id: wages", "id: sick")
    .replace("老板不发工资怎么办", "生病了怎么办")
    .replace("related: sick", "related: wages")
)


def small_lessons() -> tuple[Lesson, ...]:
    """Two lessons on the texts of :func:`small_library`, and one on a text that it lacks."""
    missing = LESSON.replace("id: wages", "id: missing").replace("示例工资法", "没有这部法").replace("不发", "没有")
    return tuple(
        read_lesson(f"{name}.md", text) for name, text in (("wages", LESSON), ("sick", _SICK), ("missing", missing))
    )


@dataclass
class FakeAssistant:
    """Answers everything the same, refuses cooking, breaks on request; remembers what it was asked."""

    settings: Settings = field(default_factory=Settings)
    asked: list[tuple[str, str, date | None, tuple[str, ...]]] = field(default_factory=list)
    visitors: set[str] = field(default_factory=set)
    missing: tuple[str, ...] = ("地方性法规", "部门规章")
    library: Library = field(default_factory=small_library)
    lessons: Sequence[Lesson] = field(default_factory=small_lessons)

    def ways_of_asking(self) -> Mapping[str, int]:
        return {"wages": 3, "sick": 5}

    def rank_lessons(self, text: str) -> Sequence[str]:
        return ["sick"] if "病" in text else []

    def ask(
        self,
        question: str,
        *,
        region: str = "全国",
        as_of: date | None = None,
        history: Sequence[str] = (),
        visitor: str = "",
    ) -> Answer:
        if not question.strip():
            raise QuestionError("请写下您的问题，例如“老板拖欠工资怎么办”。")
        if len(question) > self.settings.max_question:
            raise QuestionError(f"问题太长了，请写在 {self.settings.max_question} 字以内。")
        if "崩溃" in question:
            raise RuntimeError("secret detail of the machine")
        place = normalise_region(region)
        self.asked.append((question, place, as_of, tuple(history)))
        if "红烧肉" in question:
            return answer(question, status=Outcome.OUT_OF_SCOPE, sections=OUT, citations=(), region=place)
        return answer(question, region=place, as_of=as_of or date(2026, 6, 1))

    def stream(self, question: str, *, visitor: str = "", **options: Any) -> Iterator[Answer]:
        self.visitors.add(visitor)
        yield self.ask(question, **options)

    def article(self, law: str, number: str, *, as_of: date | None = None) -> Citation:
        if number != "第八十二条":
            raise UnknownArticle(f"《{law}》没有{number}。")
        return citation(law=law)

    def model_status(self) -> dict[str, Any] | None:
        return {"model": "示例模型", "circuit": "closed"}

    def laws(self) -> Sequence[FakeLaw]:
        return (FakeLaw(),)

    def levels_missing(self) -> tuple[str, ...]:
        return self.missing
