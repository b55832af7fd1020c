"""How sure a word must be for what is told from it to be sure: the thresholds of understanding, in one place.

All are probabilities, 0 to 1, of a word or of the digits or words of a field.
"""

from typing import Final

SURE: Final = 0.75
"""Least probability of the digits of a number or date, and of a marking of secrecy. What is read less surely is a
hand's or misread, and the field is unsure whatever the rest says."""
STAMP_SCRAP: Final = 0.7
"""Below this, a word or two on a line of their own between the lines of a title are what is left of a stamp."""
SCRAP: Final = 0.4
"""Below this, a word of a title that is no Vietnamese word is a scrap of something else."""
NEW_DOCUMENT: Final = 0.65
"""From here on a page is proposed as the first of another document of the scan (`layout.splitting`)."""
OTHER_LETTERS: Final = 0.3
"""Below this, a family name may have other letters, too, not only other diacritics."""
