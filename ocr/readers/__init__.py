"""Line recognition: our own reader, Tesseract where it is unsure, their vote, the second look at tones."""
