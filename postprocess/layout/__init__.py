"""Lines to blocks: zones of the first page, signatures, paragraphs, the tree of headings, the documents of a scan."""
