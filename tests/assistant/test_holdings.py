from __future__ import annotations

from pathlib import Path

import pytest
from assistant_fakes import write_markdown

from assistant.holdings import Holding, chosen, holdings, remove_files
from knowledge.errors import SourceError
from knowledge.library import Library


def package() -> Library:
    raise AssertionError("the national laws were read for nothing")


def nothing() -> Library:
    return Library([], {})


@pytest.fixture
def held(tmp_path: Path) -> tuple[Holding, ...]:
    """Two versions of one text and another one in the user's own folder, one text elsewhere."""
    own, other = tmp_path / "own", tmp_path / "other"
    (own / "a" / "b").mkdir(parents=True)
    other.mkdir()
    write_markdown(own / "a" / "b" / "饭钱.md")
    text = (own / "a" / "b" / "饭钱.md").read_text("utf-8")
    (own / "房钱.md").write_text(text.replace("示例饭钱办法", "示例房钱办法"), "utf-8")
    (own / "坏的.md").write_text("没有说明部分", "utf-8")
    (other / "别处.md").write_text(text.replace("示例饭钱办法", "示例别处办法"), "utf-8")
    return holdings([other, own], own, tmp_path / "texts")


def titles(found: tuple[Holding, ...]) -> list[str]:
    return [one.title for one in found]


def test_every_readable_file_is_known_with_its_folder(held: tuple[Holding, ...]) -> None:
    assert {(one.title, one.own, one.path.name) for one in held} == {
        ("示例别处办法", False, "别处.md"),
        ("示例饭钱办法", True, "饭钱.md"),
        ("示例房钱办法", True, "房钱.md"),
    }


@pytest.mark.parametrize("by", ["title", "marks", "id", "name", "stem", "relative", "path"])
def test_a_text_is_named_in_many_ways(held: tuple[Holding, ...], by: str) -> None:
    (meal,) = [one for one in held if one.title == "示例饭钱办法"]
    name = {
        "title": meal.title,
        "marks": f"《{meal.title}》",
        "id": meal.law_id,
        "name": meal.path.name,
        "stem": meal.path.stem,
        "relative": "a/b/饭钱.md",
        "path": str(meal.path),
    }[by]
    assert chosen([name, name], held, package) == (meal,)


@pytest.mark.parametrize(
    ("name", "told"),
    [("示例别处办法", "别的文本库"), ("示例饭钱办发", "是不是要找：示例饭钱办法"), ("没有的", "没有“没有的”")],
)
def test_what_cannot_be_removed_is_explained(held: tuple[Holding, ...], name: str, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        chosen([name], held, nothing)


def test_several_versions_ask_which(held: tuple[Holding, ...], tmp_path: Path) -> None:
    meal = next(one for one in held if one.own)
    text = meal.path.read_text("utf-8").replace("published: ", "published: 1999-01-01\nold: ")
    (meal.folder / "旧.md").write_text(text, "utf-8")
    with pytest.raises(SourceError, match=r"有2份.*编号"):
        chosen([meal.title], holdings([meal.folder], meal.folder, tmp_path / "texts"), package)


def test_a_law_of_the_package_cannot_be_removed(national: Library) -> None:
    with pytest.raises(SourceError, match="国家法律数据包"):
        chosen(["中华人民共和国劳动合同法"], (), lambda: national)


def test_files_go_and_so_do_empty_folders(held: tuple[Holding, ...]) -> None:
    meal = next(one for one in held if one.path.name == "饭钱.md")
    remove_files([meal])
    assert not (meal.folder / "a").exists()
    assert (meal.folder / "房钱.md").is_file()


def test_a_folder_that_cannot_be_written_is_one_sentence(
    held: tuple[Holding, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(SourceError, match="请检查权限"):
        remove_files([held[0]])


def test_a_plain_text_without_front_matter_is_one_of_the_own_texts(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    lines = (
        "示例市饭钱办法",
        "",
        *(f"第{number}条 帮工的饭钱由东家出，按天算清。" for number in "一二三"),
        "第四条 本办法自2020年1月1日起施行。",
    )
    (own / "饭钱.txt").write_text("\n".join(lines), "utf-8")
    (found,) = holdings([own], own, tmp_path / "texts")
    assert (found.title, found.own) == ("示例市饭钱办法", True)
    assert chosen(["饭钱"], [found], package) == (found,)
