"""Line recognition: our own reader, Tesseract where it is unsure, their vote, the look at tone marks."""
