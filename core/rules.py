"""Rules in order: the first that has an answer decides.

A rule is a small function. It answers for the cases it knows, and says None of all others. Its name says what it sees,
its docstring why that decides. A tuple of rules is read from the top, as one would explain it to a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ParamSpec, TypeVar

Case = ParamSpec("Case")
Answer = TypeVar("Answer")


def decide(rules: Iterable[Callable[Case, Answer | None]], *case: Case.args, **named: Case.kwargs) -> Answer | None:
    """Return the answer of the first of `rules` that has one; None if none has."""
    return next((answer for rule in rules if (answer := rule(*case, **named)) is not None), None)
