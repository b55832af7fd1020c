"""The catalogue of wording: all that a person is told, in Vietnamese and in English side by side.

A module of this room holds the messages of one concern, each a named constant; the sentences of errors stand with their
classes in `core.errors`, the names of metadata fields with their declarations in `postprocess.elements`. Screens, and
the pages made to be looked at, speak the language that the environment asks for. What is kept in files is Vietnamese
whatever is asked for: records, `document.md`, reasons beside files set aside. Clerks read them for years.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "SOHOA_LANG"
"""The environment variable that asks for a language. The locale is not asked: offices have English ones, too."""


def english() -> bool:
    """Say whether the environment asks for English (`SOHOA_LANG=en`); all else means Vietnamese."""
    return os.environ.get(VARIABLE, "").startswith("en")


def t(vi: str, en: str) -> str:
    """Return the text in the language that the environment asks for."""
    return en if english() else vi


@dataclass(frozen=True, slots=True)
class Message:
    """What is told, in both languages; `{name}` is a place to be filled in, as in `str.format`.

    `str()` gives it in the language that the environment asks for, and so does calling it with what fills its places.
    """

    vi: str
    en: str

    def __str__(self) -> str:
        """Return it in the language that the environment asks for."""
        return t(self.vi, self.en)

    def __call__(self, **values: object) -> str:
        """Fill it in and return it in the language that the environment asks for."""
        return str(self.filled(**values))

    def filled(self, **values: object) -> Message:
        """Fill it in, in both languages; a value may be a message itself."""
        return Message(
            self.vi.format(**{name: v.vi if isinstance(v, Message) else v for name, v in values.items()}),
            self.en.format(**{name: v.en if isinstance(v, Message) else v for name, v in values.items()}),
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """What is told of a number of things: `{count}` of them, one or many; Vietnamese has one form for all numbers."""

    vi: str
    one: str
    many: str

    def __call__(self, number: int, /, **values: object) -> str:
        """Return it for so many things, in the language that the environment asks for.

        `count` is how the number is written, if not in mere digits.
        """
        return Message(self.vi, self.one if number == 1 else self.many)(**{"count": number, **values})


def percent(share: float | None, digits: int = 1) -> str:
    """Write a share of 1 as per cent, as the language does (`97,3 %`, `97.3%`); a dash for None."""
    if share is None:
        return "–"
    text = f"{share * 100:.{digits}f}"
    return t(f"{text} %".replace(".", ","), f"{text}%")


def grouped(number: int) -> str:
    """Write a whole number with the thousands' sign of the language (`12.345`, `12,345`)."""
    text = f"{number:,}"
    return t(text.replace(",", "."), text)


def decimal(value: float, digits: int = 1) -> str:
    """Write a number with the decimal sign of the language and a true minus; never as -0."""
    text = f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")
    return t(text.replace(".", ","), text)


UNSURE = " (?)"
"""Behind a value that a person should look at: handwriting, a misread word."""


def full_number(number: str, symbol: str) -> str:
    """Join number and symbol as they are printed: `35-NQ/TW` for the Party, `12/QĐ-UBND` for the State.

    The form tells itself: a Party symbol has its stroke inside, a State symbol its dash, or the year first
    (Hướng dẫn 05-HD/VPTW, Nghị định 30/2020/NĐ-CP). A missing number shows as `…`.
    """
    if not symbol:
        return number
    party = "/" in symbol and not symbol[0].isdigit()
    return f"{number or '…'}{'-' if party else '/'}{symbol}"


def near(path: Path) -> str:
    """Return `path` relative to the working directory where it lies below it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
