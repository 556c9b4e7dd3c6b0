from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.settings import ModelSettings, Settings, load_settings
from index.model import DEFAULT_MODEL
from knowledge.errors import SettingsError

pytestmark = pytest.mark.usefixtures("clean_environment")


def refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> str:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert name in sentence
    return sentence


def test_nothing_needs_to_be_set() -> None:
    found = load_settings()
    assert (found.model, found.host, found.port, found.scope) == (DEFAULT_MODEL, "127.0.0.1", 7860, "labour")
    assert found.max_question >= 1000


def test_without_a_home_the_users_data_folder_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XUEFA_HOME")
    assert load_settings().home.name == "xuefa"


def test_every_setting_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    values = {
        "home": tmp_path,
        "library": str(tmp_path),
        "model": "some/model",
        "scope": "all",
        "threads": 3,
        "host": "0.0.0.0",
        "port": 0,
        "concurrency": 5,
        "queue": 6,
        "max_question": 500,
        "database": "postgresql://desk:x@localhost/desk",
        "session_hours": 3,
        "secure_cookie": True,
    }
    assert set(values) == set(Settings.model_fields) - {"llm", "judge"}
    for name, value in values.items():
        monkeypatch.setenv(f"XUEFA_{name.upper()}", str(value))
    assert load_settings().model_dump(exclude={"llm", "judge"}) == values


@pytest.mark.parametrize(("which", "other"), [("llm", "judge"), ("judge", "llm")])
def test_each_language_model_is_off_and_every_setting_of_it_is_read_from_its_variable(
    monkeypatch: pytest.MonkeyPatch, which: str, other: str
) -> None:
    assert getattr(load_settings(), which).model == ""
    values = {
        "model": "qwen3-32b",
        "provider": "ollama",
        "base_url": "http://127.0.0.1:9/v1",
        "api_key": "secret-of-the-operator",
        "operator": "某某总工会",
        "wait": 3.5,
        "deadline": 20.0,
        "retries": 0,
        "failures": 7,
        "cooldown": 5.0,
        "concurrency": 9,
        "per_user": 2,
        "max_tokens": 600,
        "temperature": 0.5,
    }
    assert set(values) == set(ModelSettings.model_fields)
    for name, value in values.items():
        monkeypatch.setenv(f"XUEFA_{which.upper()}__{name.upper()}", str(value))
    found = load_settings()
    model = getattr(found, which)
    assert model.model_dump() | {"api_key": model.api_key.get_secret_value()} == values
    assert getattr(found, other) == ModelSettings()
    assert "secret-of-the-operator" not in repr(found)
    without = found.without_model()
    assert without.llm == without.judge == ModelSettings()
    assert (without.home, without.library) == (found.home, found.library)


@pytest.mark.parametrize("which", ["LLM", "JUDGE"])
def test_a_key_is_never_repeated_in_a_refusal(monkeypatch: pytest.MonkeyPatch, which: str) -> None:
    monkeypatch.setenv(f"XUEFA_{which}__API_KEY", "secret-of-the-operator")
    assert "secret" not in refused(monkeypatch, f"XUEFA_{which}__WAIT", "0")


@pytest.mark.parametrize(
    "name", ["XUEFA_FOO", "XUEFA_HOMES", "XUEFA_", "XUEFA_LLM", "XUEFA_LLM__FOO", "XUEFA_LLM__MODEL__X", "XUEFA_JUDGE"]
)
def test_an_unknown_variable_is_refused_and_the_known_ones_are_listed(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    assert "XUEFA_LIBRARY" in refused(monkeypatch, name, "1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("XUEFA_PORT", "abc"),
        ("XUEFA_PORT", "65536"),
        ("XUEFA_PORT", "-1"),
        ("XUEFA_PORT", ""),
        ("XUEFA_THREADS", "0"),
        ("XUEFA_CONCURRENCY", "1.5"),
        ("XUEFA_QUEUE", "0"),
        ("XUEFA_SCOPE", "everything"),
        ("XUEFA_MAX_QUESTION", "49"),
        ("XUEFA_SESSION_HOURS", "0"),
        ("XUEFA_SECURE_COOKIE", "perhaps"),
        ("XUEFA_LLM__BASE_URL", "localhost"),
        ("XUEFA_LLM__PROVIDER", "a b"),
        ("XUEFA_LLM__RETRIES", "6"),
        ("XUEFA_JUDGE__RETRIES", "6"),
    ],
)
def test_an_impossible_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    refused(monkeypatch, name, value)


def test_a_refusal_is_chinese_throughout(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Input should be" not in refused(monkeypatch, "XUEFA_PORT", "abc")


def test_variables_of_other_programs_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUEFACTS", "1")
    monkeypatch.setenv("NOT_XUEFA_PORT", "x")
    load_settings()


def test_named_library_folders_are_used_in_order(tmp_path: Path) -> None:
    one, two = tmp_path / "b", tmp_path / "a"
    one.mkdir()
    two.mkdir()
    assert Settings(library=os.pathsep.join([str(one), "", str(two)])).library_folders()[:2] == (one, two)


def test_a_named_library_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"{tmp_path / 'none'}.*不存在"):
        Settings(library=f"{tmp_path}{os.pathsep}{tmp_path / 'none'}").library_folders()


def test_a_file_is_no_library_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SettingsError, match="不存在"):
        Settings(library=str(tmp_path / "file")).library_folders()


def test_without_a_name_the_usual_places_are_used_where_they_exist(clean_environment: Path) -> None:
    assert Settings().library_folders() == ()
    here = Path.cwd()
    for folder in (here / "library", here.parent / "shared" / "library", clean_environment / "library"):
        folder.mkdir(parents=True)
    assert Settings().library_folders() == (
        here / "library",
        here.parent / "shared" / "library",
        clean_environment / "library",
    )


def test_what_the_user_added_counts_beside_named_folders(clean_environment: Path, tmp_path: Path) -> None:
    named = tmp_path / "named"
    named.mkdir()
    (clean_environment / "library").mkdir(parents=True)
    assert clean_environment / "library" in Settings(library=str(named)).library_folders()


def test_the_desk_has_a_file_in_the_home_unless_another_database_is_named(tmp_path: Path) -> None:
    assert Settings(home=tmp_path).database_url == f"sqlite:///{tmp_path / 'desk.sqlite'}"
    assert Settings(home=Path("here")).database_url == f"sqlite:///{Path.cwd() / 'here' / 'desk.sqlite'}"
    named = Settings(home=tmp_path, database="postgresql://desk:hidden-secret@localhost/desk")
    assert named.database_url == named.database
    assert "hidden-secret" not in repr(named)
