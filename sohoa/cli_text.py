"""The language of help and messages on the command line: Vietnamese, or English where the environment asks for it."""

from __future__ import annotations

import os

# Looked at in this order; the first that is set decides (POSIX's own order after ours).
VARIABLES = ("SOHOA_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def english() -> bool:
    """Say whether the environment asks for English (`en`, `en_US.UTF-8`); Vietnamese is for all others."""
    return next((value for name in VARIABLES if (value := os.environ.get(name))), "").startswith("en")


def t(vi: str, en: str) -> str:
    """Return the text in the language that the environment asks for."""
    return en if english() else vi
