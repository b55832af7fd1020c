"""Which words are sure and which doubtful: thresholds told from calibrated confidence.

The confidence of a word is the chance that it is right, and that was measured: of words read with 0.9, nine in ten are
right (expected calibration error 0.002 on made pages, 0.007 on real ones: `docs/benchmarks.md`, section Confidence).
"""

from typing import Final

DOUBTFUL_ERROR: Final = 0.4
"""Chance of an error above which a word is doubtful: of ten words at the threshold four are wrong, below it more.

So about half of all doubtful words are wrong (56 of 82 on made pages, 31 of 63 on real ones: rows up to 0.6 of that
table): who looks at two finds one. With 0.2 it would be 75 of 145 and 39 of 116."""
LOW_CONFIDENCE: Final = 1 - DOUBTFUL_ERROR
"""Confidence below which a word is doubtful."""
SURE_ERROR: Final = 0.05
"""Chance of an error up to which a word is shown as sure: of twenty words at the threshold one is wrong."""
HIGH_CONFIDENCE: Final = 1 - SURE_ERROR
"""Confidence from which a word is shown as sure."""
