"""Settings: from the environment (`SOHOA_…`), else `sohoa.toml` in the working directory, else the defaults here."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from sohoa.errors import SettingsError


class Settings(BaseSettings):
    """All that an operator may set; each has the environment variable `SOHOA_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="SOHOA_", toml_file="sohoa.toml", extra="forbid", frozen=True)

    raw: Path = Field(Path("data/raw"), description="hot folder the clerks drop scans into")
    clean: Path = Field(Path("data/clean"), description="archive, one directory a document")
    aside: Path = Field(Path("data/aside"), description="files set aside, each beside its reason")
    state: Path = Field(Path("data/.state"), description="working files and Prefect's home")
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, description="pages read at a time")
    max_pages: int = Field(2000, ge=1, description="a file with more pages is refused")
    max_megapixels: int = Field(200, ge=1, description="a page with more million pixels is refused")
    settle_seconds: float = Field(2.0, ge=0, description="a file touched more recently is still being written")
    page_timeout: float = Field(180.0, gt=0, description="seconds the OCR engine may spend on a page")
    spoiled: float = Field(
        1.0,
        ge=0,
        description="right words of 10,000 that correcting misread marks may spoil; less than 0.5 corrects nothing",
    )
    allow_secret: bool = Field(False, description="take scans marked MẬT, TỐI MẬT or TUYỆT MẬT like any other")
    keep_raw: bool = Field(False, description="serve: leave archived scans in the hot folder")
    sweep_seconds: int = Field(60, ge=5, description="serve: seconds between sweeps of the hot folder")
    night_at: str = Field("01:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="serve: time of the night run")
    timezone: str = Field("Asia/Ho_Chi_Minh", description="time zone of the night run")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order of precedence: arguments, environment, sohoa.toml."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**given: Any) -> Settings:
    """Return the settings; of `given`, those that are not None go before environment and `sohoa.toml`.

    Raises:
        SettingsError: a value cannot be, or `sohoa.toml` is no TOML.

    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise SettingsError(wrong, wrong=wrong) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(str(error), wrong=f"sohoa.toml: {error}") from error
