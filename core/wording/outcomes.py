"""What becomes of a batch's documents: the result table and its summary."""

from __future__ import annotations

from core.outcome import Status
from core.wording import Message

# The heads of the result table.
DOCUMENT = Message("Tài liệu", "Document")
PAGES = Message("Trang", "Pages")
TYPE = Message("Loại", "Type")
NUMBER = Message("Số, ký hiệu", "Number")
QUALITY = Message("Chất lượng", "Quality")
RESULT = Message("Kết quả", "Result")
WHERE_OR_WHY = Message("Nơi lưu hoặc lý do", "Where, or why not")

STATUS = {
    Status.ARCHIVED: Message("Vào kho", "Archived"),
    Status.SKIPPED: Message("Đã có trong kho", "In the archive already"),
    Status.SET_ASIDE: Message("Để riêng", "Set aside"),
    Status.LATER: Message("Đang ghi dở", "Still being written"),
    Status.FAILED: Message("Lỗi, sẽ thử lại", "Failed (will be retried)"),
}

SEVERAL = Message("{pages} ({parts} văn bản?)", "{pages} ({parts} documents?)")
"""The pages of a scan that seems to hold several documents."""

NOTHING = Message("Không có tài liệu nào để xử lý.", "There are no documents to work on.")
LOOK = Message(
    " (?) là chỗ máy chưa chắc, cần người xem lại.",
    " (?) is where the machine is not sure and a person should look.",
)
SPLIT = Message(
    " Tệp có vẻ gồm nhiều văn bản: xem document.md, nếu đúng thì quét tách.",
    " A file seems to hold several documents: see document.md; if it does, scan them apart.",
)
