"""Readings to regions: print told from scrawl, tables, ornaments, handwriting, reading order."""
