"""Understanding: words to right Vietnamese, to paragraphs, to tagged structure and metadata. Knows no images."""

from postprocess.understand import understand

__all__ = ["understand"]
