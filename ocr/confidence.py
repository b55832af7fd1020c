"""How sure reading must be: the thresholds of confidence, in one place, in the order of a page's way.

All run from 0 to 1, but for two logarithms that are named so, and say different things. Compare like with like:

- *Word confidence* (`Word.confidence`) is calibrated: the probability that the word is right. Logistic models give it
  (`models/vote.json`, fitted by `training.fit_vote`; its calibration is measured in `docs/benchmarks.md`). Where
  Tesseract reads alone, it is Tesseract's own.
- *Reader confidence* is what a reader says of itself, not calibrated: our own reader's probability of a letter
  (`Glyph.confidence`) or the mean over letters (`LineReading.sureness`, `Reading.own_confidence`), and Tesseract's of a
  word, or the mean over a line's words (`Reading.first_confidence`; of words that it was not shown, our own).
- *Agreement* (`Reading.agreement`) is how alike both readers saw a line: 1 less the share of letters that differ,
  diacritics and spaces aside (`ocr.readers.vote.agreement`). Of a line that Tesseract was not shown, it is the
  confidence of our own reader's least sure letter.
- *Detector share* is what a network that sees the page says of a cell or of a turn, not calibrated; of a spot
  (`Spot.confidence`), the mean over its cells.
"""

import math
from typing import Final

# Setting the page upright: `ocr.prepare`.

TURN_CERTAIN: Final = 0.99
"""Detector share above which the network's turn is right: 0.996 and more on every real page with print; 0.97 at the
most where it was wrong, on 1440 turns of made pages of one to eight lines."""

TURN_LIKELY: Final = 0.95
"""Detector share above which the network's turn is believed unread."""

TURN_READABLE: Final = 0.85
"""Least mean reader confidence of the letters, read the right way up, that tells a page's turn."""

TURN_MARGIN: Final = 0.008
"""By how much that mean must be less on the head."""

# Seeing stamps and pen strokes: `ocr.detectors.stamp_detector`, `ocr.stamps.sights`, `ocr.layout.handwriting`.

CELL_OF_CLASS: Final = 0.5
"""Detector share from which a cell belongs to a class."""

SURELY_SEEN: Final = 0.8
"""Detector share from which a stamp is believed without a word that names it: true stamps that are found on 88 made
pages have 0.84 and more; of what is none, one on these pages and four on the 36 real ones have it."""

PEN_SEEN: Final = 0.8
"""Detector share from which strokes are believed to be a pen's: each signature on the 36 real pages has 0.85 and more.
Of what is none, two ghosts of the other side, a piece of a seal and a name stamped in script have 0.8 and more."""

# Looking for lines by reading: `ocr.readers.strips`.

GLIMPSED: Final = 0.5
"""Reader confidence from which a letter in a strip has the strips beside it read, too."""

WORTH: Final = 0.6
"""Reader confidence from which a letter speaks for a strip, and below which it speaks against it."""

# Rows of stamps: `ocr.stamps.rows`.

STAMP_ROW_END: Final = 0.5
"""Least mean reader confidence of a word at either end of a stamp's row: less than of a line of print."""

STAMP_ROW: Final = 0.55
"""Least mean reader confidence of the letters of a stamp's row: less than of a line of print."""

STAMP_ROW_SURER: Final = 0.02
"""Mean reader confidence by which a row must read better with the frame's lines, or by print's network."""

# Lines that seals, stamps and pens cross: `ocr.overlaps.crossed_lines`, `ocr.overlaps.second_look`.

CROSSED_LINE_END: Final = 0.7
"""Least mean reader confidence of a word at either end of a crossed line."""

CROSSED_LINE: Final = 0.8
"""Least mean reader confidence of the letters of a crossed line."""

SAYS_NOTHING: Final = 0.3
"""Word confidence below which a word says less than nothing for its line."""

SECOND_SURER: Final = 0.02
"""By how much a second look must be surer than the first, in mean word confidence weighed by letters."""

SECOND_LIKELY: Final = 0.6
"""Least mean word confidence, weighed by letters, of a second look that is taken."""

# Asking a second reader: `ocr.readers.recognise`, `ocr.readers.line_reader`, `ocr.readers.figure_one`.

LETTER_SURE: Final = 0.7
"""Reader confidence of the least sure letter of a word from which Tesseract is not asked."""

WIDER_SURER: Final = 0.1
"""By how much surer, in mean reader confidence, a short line must be read with more room around it to be taken so."""

LETTER_UNRIVALLED: Final = 0.95
"""Reader confidence above which a character's rival is not worth keeping."""

VOWEL_CLEAR: Final = math.log(0.999)
"""Log of the reader confidence above which a vowel without a tone on top of another diacritic is not looked at again:
of 25,000 such vowels of 72 pages the look changed one, and they were three quarters of all."""

ONES_SEEN: Final = 0.85
"""Tesseract's confidence from which the figure 1 that it reads needs no flag."""

ONES_TOLD: Final = 0.85
"""Word confidence that figures 1 get which were told by their shape."""

# The vote: `ocr.readers.vote`.

RIVAL: Final = 0.02
"""Reader confidence from which a character's rival makes an alternative of its word."""

OUT_OF_QUESTION: Final = 12.0
"""Log-probability beyond which a reading is out of the question for our own reader, by whatever margin."""

LEAST_SURE: Final = 0.01
"""Reader confidence that the vote takes for the least there is, so that its log-odds stay finite."""

MOST_SURE: Final = 0.9995
"""Reader confidence that the vote takes for the most there is, so that its log-odds stay finite."""

# Whose words are whose: `ocr.overlaps.own_words`.

UNDER_STAMP: Final = 0.85
"""Agreement from which words inside a black frame are print that runs under it."""

SEAL_POOR: Final = 0.5
"""Tesseract's mean confidence below which a line on a seal's face is the seal's own."""

# Naming stamps: `ocr.stamps.naming`, `ocr.stamps.form`.

STAMP_READABLE: Final = 0.4
"""Agreement above which words inside a stamp are worth keeping."""

STAMP_OWN_READABLE: Final = 0.88
"""Mean reader confidence above which they are so, however the readers agree."""

FORM_READABLE: Final = 0.15
"""Word confidence from which a word in an incoming stamp that is none of the form's is kept."""

BOXED_TEXT: Final = 0.6
"""Mean agreement from which words that name no stamp are a boxed text, or a header, and none."""

BOXED_LINE: Final = 0.4
"""Mean word confidence above which a line in a box, where no label and no field was read, may be print."""

STAMPED_NAME: Final = 0.7
"""Mean agreement above which a few words in coloured ink are a stamped name or office."""

COLOURED_PRINT: Final = 0.8
"""Mean agreement above which a wide line in coloured ink that names no stamp is coloured print."""

# Print told from scrawl: `ocr.layout.regions`, `ocr.layout.handwriting`.

NOISE_AGREEMENT: Final = 0.45
"""Agreement below which the readers have not seen print (seals, signatures, scrawl)."""

NOISE_CONFIDENCE: Final = 0.6
"""…if besides Tesseract's mean confidence is below this."""

OWN_SURE: Final = 0.88
"""Mean reader confidence of our own from which a line is print though Tesseract saw nothing like it: in the grain of a
photocopy Tesseract is lost first. Bars and halftones stay under 0.85."""

OWN_SURE_LONG: Final = 0.75
"""The same of a line of several letters: of one that a seal's rim crosses Tesseract sees nothing. On 45 pages of noise,
halftones, maps and Chinese no reading of so many letters has more than 0.58."""

ALIKE: Final = 0.6
"""Agreement from which the readers saw the same letters."""

UNHEARD: Final = 0.3
"""Tesseract's mean confidence below which it counts as silent."""

ALIKE_UNHEARD: Final = 0.9
"""Agreement that makes letters the same where Tesseract is silent: the network reads rows of black bars as `ti tt` at
0.6 to 0.85. On the real pages three lines of 1596 are below, and only a page full of them counts."""

PRINTED_PAGE: Final = 0.3
"""Least share of a page's letters in lines read alike: at least 0.95 on the real pages that carry print, at most 0.1 on
photographs, halftones, noise, maps, Chinese."""

SURELY_ALIKE: Final = 0.8
"""Agreement from which a line is print on a page below that share."""

FEW_LETTERS_ALIKE: Final = 0.6
"""Agreement from which one or two letters that stand alone are print: a page number, and no specks."""

FEW_LETTERS_SURE: Final = 0.9
"""Tesseract's mean confidence from which they are so, however the readers agree."""

DASH_SURE: Final = 0.9
"""Tesseract's confidence from which a dash alone in a cell is one, and no speck."""

PEN_AGREEMENT: Final = 0.85
"""Agreement above which a letter or two read on a pen's strokes are print."""

# Ornaments: `ocr.layout.ornaments`.

NO_STAR: Final = 0.5
"""Reader confidence above which our own reader sees a letter or figure where a star may stand."""

NO_STARS: Final = 0.9
"""The same where three stars may stand."""

ORNAMENT: Final = 0.9
"""Confidence that an ornament gets: what else stands alone, of this size, centred under a line, is rare."""
