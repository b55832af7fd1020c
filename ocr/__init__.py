"""Reading: page sources, image cleanup, stamps, lines, reading order and recognition. Knows no Vietnamese grammar."""

import os

from ocr.memory import keep_freed

# One process a core is the fastest way to read. Tesseract's OpenMP threads only fight over the cores, and OpenBLAS's,
# which numpy starts when it is loaded, wait for work by spinning: a tenth of the processor's time of a page.
for _name in ("OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
keep_freed()
