"""Reading: page sources, image cleanup, stamps, lines, reading order and recognition. Knows no Vietnamese grammar."""
