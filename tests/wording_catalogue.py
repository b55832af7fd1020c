"""All messages of the catalogue of wording, and how to tell Vietnamese from English."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from string import Formatter

import core.wording
from core import errors
from core.wording import Counted, Message
from postprocess.elements import DECLARED

VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
# Vietnamese in English sentences: what is printed on the paper, and the way to the other language.
QUOTED = ("TỐI MẬT", "TUYỆT MẬT", "MẬT", "Trợ giúp tiếng Việt")
CATALOGUE = {
    found.name: importlib.import_module(f"core.wording.{found.name}")
    for found in pkgutil.iter_modules(core.wording.__path__)
}


def messages() -> Iterator[tuple[str, Message]]:
    """All messages by name; one for each number of things."""
    for module in CATALOGUE.values():
        for name, value in vars(module).items():
            several = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
            for one in several:
                if isinstance(one, Message):
                    yield f"{module.__name__}.{name}", one
                if isinstance(one, Counted):
                    yield f"{module.__name__}.{name} (one)", Message(one.vi, one.one)
                    yield f"{module.__name__}.{name} (many)", Message(one.vi, one.many)
    for kind in errors.kinds():
        yield kind.__name__, kind.says
    for name, declared in DECLARED.items():
        yield name, Message(declared.vi, declared.en)


def places(text: str) -> set[str]:
    """The names of what is to be filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}
