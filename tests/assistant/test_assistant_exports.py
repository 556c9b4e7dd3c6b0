from __future__ import annotations

from inspect import ismodule

import assistant


def test_all_is_sorted_and_every_name_is_there() -> None:
    assert assistant.__all__ == sorted(assistant.__all__)
    assert [name for name in assistant.__all__ if not hasattr(assistant, name)] == []


def test_the_package_offers_what_the_contract_names() -> None:
    assert set(assistant.__all__) == {
        "Answer",
        "Assistant",
        "Block",
        "Citation",
        "HitSummary",
        "LawSummary",
        "Outcome",
        "Section",
        "SectionKind",
        "Settings",
        "load_settings",
    }


def test_nothing_public_is_left_out_of_all() -> None:
    public = {name for name, value in vars(assistant).items() if not name.startswith("_") and not ismodule(value)}
    assert public - {"annotations", "import_module", "TYPE_CHECKING"} <= set(assistant.__all__)
