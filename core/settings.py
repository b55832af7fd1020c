"""Settings: from the environment (`SOHOA_…`), else `sohoa.toml` in the working directory, else the defaults here."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from core.errors import SettingsError

_FILE = Path("sohoa.toml")
_PREFIX = "SOHOA_"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that an operator may set; each has the environment variable `SOHOA_<NAME>`."""

    raw: Annotated[Path, Meta(description="hot folder the clerks drop scans into")] = Path("data/raw")
    clean: Annotated[Path, Meta(description="archive, one directory a document")] = Path("data/clean")
    aside: Annotated[Path, Meta(description="files set aside, each beside its reason")] = Path("data/aside")
    state: Annotated[Path, Meta(description="working files and Prefect's home")] = Path("data/.state")
    workers: Annotated[int, Meta(ge=1, description="pages read at a time; default: the cores this process may use")] = (
        msgspec.field(default_factory=lambda: len(os.sched_getaffinity(0)))
    )
    max_pages: Annotated[int, Meta(ge=1, description="a file with more pages is refused")] = 2000
    max_megapixels: Annotated[int, Meta(ge=1, description="a page with more million pixels is refused")] = 200
    settle_seconds: Annotated[float, Meta(ge=0, description="a file touched more recently is still being written")] = (
        2.0
    )
    page_timeout: Annotated[float, Meta(gt=0, description="seconds the OCR engine may spend on a page")] = 180.0
    spoiled: Annotated[
        float,
        Meta(
            ge=0,
            description="right words of 10,000 that correcting misread marks may spoil; less than 0.5 corrects nothing",
        ),
    ] = 1.0
    allow_secret: Annotated[bool, Meta(description="take scans marked MẬT, TỐI MẬT or TUYỆT MẬT like any other")] = (
        False
    )
    keep_raw: Annotated[bool, Meta(description="serve: leave archived scans in the hot folder")] = False
    sweep_seconds: Annotated[int, Meta(ge=5, description="serve: seconds between sweeps of the hot folder")] = 60
    night_at: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="serve: time of the night run")] = (
        "01:00"
    )
    timezone: Annotated[str, Meta(description="time zone of the night run")] = "Asia/Ho_Chi_Minh"


def load_settings(**given: Any) -> Settings:
    """Return the settings; of `given`, those that are not None go before environment and `sohoa.toml`.

    Raises:
        SettingsError: a value cannot be, or `sohoa.toml` is no TOML.

    """
    try:
        in_file = tomllib.loads(_FILE.read_text(encoding="utf-8")) if _FILE.is_file() else {}
        names = {name: f"{_PREFIX}{name.upper()}" for name in Settings.__struct_fields__}
        in_environment = {name: os.environ[variable] for name, variable in names.items() if variable in os.environ}
        asked = {name: value for name, value in given.items() if value is not None}
        # Not strict: the environment has only text, for numbers too.
        return msgspec.convert({**in_file, **in_environment, **asked}, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        wrong, _, where = str(error).partition(" - at `$.")
        raise SettingsError(str(error), wrong=f"{where.rstrip('`')}: {wrong}" if where else wrong) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(str(error), wrong=f"{_FILE}: {error}") from error


def _path(kind: type, value: Any) -> Any:
    if kind is Path and isinstance(value, str | Path):
        return Path(value)
    raise ValueError(f"Expected `{kind.__name__}`, got `{type(value).__name__}`")
