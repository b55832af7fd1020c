"""sohoa (số hoá): from a folder of scans to an archive one can trust."""

__version__ = "0.1.0"
