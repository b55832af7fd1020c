"""Stamps, seals and overlays: cut out in their own ink, read, named."""
