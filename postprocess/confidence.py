"""How sure a word must be for what is told from it to be sure: the thresholds of understanding, in one place."""

from typing import Final

SURE: Final = 0.75
"""Least probability of the digits of a number or date, and of a mark of secrecy. What is read less surely is a hand's
or misread, and the field is unsure whatever the rest says."""
