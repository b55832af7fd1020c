"""Typefaces with Times metrics and Vietnamese letters, and the check that they have every letter asked for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont

from core.errors import MissingToolError
from core.wording import phrases

DPI = 300
"""Resolution at which pages are set, in dots per inch."""

#: Where Debian puts fonts-croscore, fonts-noto-core (truetype) and fonts-texgyre (texmf).
DIRECTORIES = (Path("/usr/share/fonts"), Path("/usr/share/texmf/fonts"))

FAMILIES = {
    "tinos": ("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Tinos-BoldItalic.ttf"),
    "termes": (
        "texgyretermes-regular.otf",
        "texgyretermes-bold.otf",
        "texgyretermes-italic.otf",
        "texgyretermes-bolditalic.otf",
    ),
    "noto-serif": ("NotoSerif-Regular.ttf", "NotoSerif-Bold.ttf", "NotoSerif-Italic.ttf", "NotoSerif-BoldItalic.ttf"),
    "arimo": ("Arimo-Regular.ttf", "Arimo-Bold.ttf", "Arimo-Italic.ttf", "Arimo-BoldItalic.ttf"),
    "hand": ("texgyrechorus-mediumitalic.otf",) * 4,
}
"""Family to its files: regular, bold, italic, bold italic."""

_PACKAGES = "fonts-croscore, fonts-texgyre, fonts-noto-core"


class MissingGlyphError(ValueError):
    """A typeface lacks a letter: it would print a box in its place."""


@cache
def _file(name: str) -> Path:
    for directory in DIRECTORIES:
        for path in sorted(directory.rglob(name)):
            return path
    raise MissingToolError(
        f"font file {name} not found; Debian has it in {_PACKAGES}", tool=phrases.FONT.filled(name=name)
    )


@cache
def face(family: str, points: float, bold: bool = False, italic: bool = False) -> ImageFont.FreeTypeFont:
    """Return a face of `family` at `points` (1/72 inch) for pages set at `DPI`.

    Raises:
        KeyError: no such family.
        core.errors.MissingToolError: the font file is not installed.
    """
    path = _file(FAMILIES[family][bold + 2 * italic])
    # Basic layout: the letters are precomposed (NFC), and pixels then do not hang on the shaping library's version.
    return ImageFont.truetype(path, points * DPI / 72, layout_engine=ImageFont.Layout.BASIC)


@cache
def lacks(font: ImageFont.FreeTypeFont, character: str) -> bool:
    """Tell whether `font` has no glyph for `character`: draws for it what it draws for a code point never assigned."""
    if character.isspace():
        return False
    mask, nothing = font.getmask(character), font.getmask("\U0010ffff")
    return mask.size == nothing.size and bytes(mask) == bytes(nothing)


def check(font: ImageFont.FreeTypeFont, text: str) -> None:
    """Make sure that `font` has every letter of `text`.

    Raises:
        MissingGlyphError: it lacks some; the message names them.
    """
    missing = sorted({character for character in text if lacks(font, character)})
    if missing:
        family, style = font.getname()
        raise MissingGlyphError(f"{family} {style} has no glyph for {' '.join(missing)}")
