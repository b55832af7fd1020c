"""Small networks that look at a whole page: text lines, orientation, stamps."""
