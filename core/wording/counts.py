"""How many documents and pages there are: the result table and the report tell it alike."""

from __future__ import annotations

from core.wording import Counted

DOCUMENTS = Counted("{count} tài liệu", "{count} document", "{count} documents")
PAGES = Counted("{count} trang", "{count} page", "{count} pages")
