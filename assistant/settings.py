"""All settings, read in one place and passed on as plain arguments."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.model import DEFAULT_MODEL
from knowledge.errors import SettingsError

__all__ = ["ModelSettings", "Settings", "load_settings"]

_PREFIX, _NESTED = "XUEFA_", "__"
_MODELS = ("llm", "judge")


class ModelSettings(BaseModel):
    """A language model, off as long as ``model`` is empty: ``XUEFA_LLM__…`` writes, ``XUEFA_JUDGE__…`` marks.

    Attributes:
        model: The model's name, as its server knows it.
        provider: Whose interface is spoken: ``openai`` for every compatible server (DeepSeek, Qwen, vLLM, Ollama,
            llama.cpp), or another provider of LangChain's ``init_chat_model`` whose package is installed.
        base_url: Address of the interface, such as http://127.0.0.1:8000/v1; empty: the provider's own.
        api_key: Its key; local servers need none.
        operator: Who runs the model, as readers see it; empty: the host of ``base_url``, or the provider.
        wait: Seconds without a word from the server after which it is given up.
        deadline: Seconds that all calls for one question may take together.
        retries: Times that a call is repeated that failed before the first word.
        failures: So many failed calls in a row open the circuit: no call is made for ``cooldown`` seconds.
        concurrency: Questions for which the model writes at the same time; further ones are answered without it.
        per_user: The same for one visitor.
        max_tokens: Longest reply.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = ""
    provider: str = Field(default="openai", pattern="^[a-z][a-z0-9_]{1,40}$")
    base_url: str = Field(default="", pattern="^(https?://.+)?$", repr=False)  # may hold a password
    api_key: SecretStr = SecretStr("")
    operator: str = Field(default="", max_length=40)
    wait: float = Field(default=10.0, gt=0, le=120)
    deadline: float = Field(default=25.0, gt=0, le=300)
    retries: int = Field(default=1, ge=0, le=5)
    failures: int = Field(default=3, ge=1, le=100)
    cooldown: float = Field(default=60.0, gt=0, le=3600)
    concurrency: int = Field(default=4, ge=1, le=256)
    per_user: int = Field(default=1, ge=1, le=16)
    max_tokens: int = Field(default=1000, ge=100, le=8000)
    temperature: float = Field(default=0.0, ge=0, le=2)


class Settings(BaseSettings):
    """Environment variables that begin with ``XUEFA_``; unknown ones are refused.

    Attributes:
        home: Models, vectors and indexes live here.
        library: Library folders, joined by ``os.pathsep``; empty looks in the usual places.
        model: Embedding model, see :func:`index.model.load_encoder`.
        scope: ``labour`` embeds the laws in the catalogue, ``all`` every national law.
        threads: Threads of the embedding model.
        host, port: Where the web app listens.
        concurrency: Questions answered at the same time.
        queue: Questions that may wait; more are asked to come back.
        max_question: Longest question in characters.
        database: Where the lawyers' desk keeps its data, see :meth:`assistant.desk.Desk.open`; empty: a SQLite file.
        session_hours: How long a lawyer's login lasts.
        secure_cookie: Whether that login's cookie travels over https only.
        llm: The language model, if there is one.
        judge: Another one that marks what the first wrote, in an evaluation that asks for it and nowhere else.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_nested_delimiter=_NESTED, extra="forbid")

    home: Path = Field(default_factory=lambda: user_data_path("xuefa"))
    library: str = ""
    model: str = DEFAULT_MODEL
    scope: str = Field(default="labour", pattern="^(labour|all)$")
    threads: int = Field(default=2, ge=1, le=64)
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    concurrency: int = Field(default=4, ge=1, le=64)
    queue: int = Field(default=200, ge=1)
    max_question: int = Field(default=2000, ge=50)
    database: str = Field(default="", repr=False)  # holds a password
    session_hours: int = Field(default=12, ge=1, le=168)
    secure_cookie: bool = False
    llm: ModelSettings = ModelSettings()
    judge: ModelSettings = ModelSettings()

    def without_model(self) -> Settings:
        """The same settings, under which no language model is ever called."""
        return self.model_copy(update={"llm": ModelSettings(), "judge": ModelSettings()})

    @property
    def texts(self) -> Path:
        """Where the texts of PDF, Word and the like are kept once they were read."""
        return self.home / "cache" / "texts"

    @property
    def database_url(self) -> str:
        """The database of the lawyers' desk."""
        return self.database or f"sqlite:///{self.home.absolute() / 'desk.sqlite'}"

    def library_folders(self) -> tuple[Path, ...]:
        """The library folders that exist.

        Raises:
            SettingsError: A folder that was named does not exist.
        """
        if self.library:
            named = [Path(part) for part in self.library.split(os.pathsep) if part]
            for folder in named:
                if not folder.is_dir():
                    raise SettingsError(f"XUEFA_LIBRARY 中的文件夹 {folder} 不存在，请检查路径。")
            own = self.home / "library"
            return tuple(dict.fromkeys([*named, *([own] if own.is_dir() else [])]))
        usual = (Path("library"), Path("../shared/library"), self.home / "library")
        return tuple(dict.fromkeys(folder.resolve() for folder in usual if folder.is_dir()))


def load_settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: A variable is unknown or has an impossible value.
    """
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields if name not in _MODELS}
    known |= {
        f"{_PREFIX}{one.upper()}{_NESTED}{name.upper()}" for one in _MODELS for name in ModelSettings.model_fields
    }
    unknown = sorted(name for name in os.environ if name.startswith(_PREFIX) and name not in known)
    if unknown:
        raise SettingsError(f"不认识的设置 {unknown[0]}，可用的有：{'、'.join(sorted(known))}。")
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = _PREFIX + _NESTED.join(str(part).upper() for part in first["loc"])
        given = "" if name.endswith(("API_KEY", "BASE_URL")) else str(first.get("input", ""))[:40]
        raise SettingsError(f"设置 {name} 的值“{given}”不可用，请看操作说明中它的取值范围。") from error
