"""What the steps are driven by, as data: lexicons, counts, patterns, calibration tables; each with a card."""
