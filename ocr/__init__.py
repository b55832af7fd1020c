"""Reading: page sources, image cleanup, stamps, lines, reading order and recognition. Knows no Vietnamese grammar."""

from ocr.memory import keep_freed

keep_freed()
