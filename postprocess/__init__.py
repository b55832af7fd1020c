"""Understanding: words to right Vietnamese, to paragraphs, to tagged structure and metadata. Knows no images."""
