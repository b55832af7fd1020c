"""What stands on the inspection page, beside what was read."""

from __future__ import annotations

from core.wording import Counted, Message

AS_READ = Message("máy đã đọc ra sao", "as read")
PAGES = Counted("trang", "page", "pages")
TIME = Message("%H:%M %d/%m/%Y", "%Y-%m-%d %H:%M")
"""A format of `strftime`."""

# --- above the pictures

PAGE = Message("Trang", "Page")
PREVIOUS_PAGE = Message("Trang trước", "Previous page")
NEXT_PAGE = Message("Trang sau", "Next page")
PICTURE = Message("Ảnh", "Picture")
SCAN = Message("Ảnh quét", "Scan")
CLEANED = Message("Đã làm sạch", "Cleaned")
BOTH = Message("Cả hai", "Both")
ZOOM_OUT = Message("Thu nhỏ", "Zoom out")
ZOOM_IN = Message("Phóng to", "Zoom in")
OVERLAYS = Message("Lớp vẽ chồng", "Overlays")
SURE_WORDS = Message("từ chắc ≥ {share}", "sure words ≥ {share}")
FAIR_WORDS = Message("từ vừa", "fair words")
DOUBTFUL_WORDS = Message("từ ngờ sai < {share}", "doubtful words < {share}")
LINES = Message("dòng", "lines")
REGIONS = Message("vùng", "regions")
TABLES = Message("bảng", "tables")
STAMPS_LAYER = Message("dấu", "stamps")
HANDWRITING_LAYER = Message("viết tay", "handwriting")
UNREAD_LAYER = Message("chưa đọc", "unread")

# --- the pictures

AS_DELIVERED = Message("Trang như khi quét", "Page as delivered")
AS_CLEANED = Message("Trang đã làm sạch, như bộ nhận dạng thấy", "Cleaned page, as recognition saw it")
SCAN_SMALL = Message("ảnh quét", "scan")
CLEANED_SMALL = Message("đã làm sạch", "cleaned")
READ_AT_FIRST = Message("đọc ban đầu", "read at first")

# --- facts of a page

WORDS = Counted("từ", "word", "words")
CONFIDENCE = Message("tin cậy", "confidence")
DOUBTFUL = Message("từ ngờ sai", "doubtful")
NO_DPI = Message("không rõ dpi", "dpi unknown")
TURNED = Message("xoay", "turned")
SKEW = Message("nghiêng", "skew")
BLANK = Message("trang trắng", "blank")

# --- lists beside the pictures

TEXT_TAB = Message("Chữ", "Text")
STAMPS_TAB = Message("Dấu ({count})", "Stamps ({count})")
STEPS_TAB = Message("Các bước", "Steps")
NO_TEXT = Message("Không có chữ.", "No text.")
STAMP_COLUMN = Message("Loại và chữ trong dấu", "Kind and reading")
CONFIDENCE_COLUMN = Message("Tin cậy", "Confidence")
STAMP_UNREAD = Message("không đọc được chữ nào", "nothing could be read")
NO_STAMPS = Message("Không thấy dấu nào.", "No stamps were found.")
THIS_PAGE = Message("Trang này", "This page")
WHOLE_DOCUMENT = Message("Cả tài liệu", "The whole document")
STEP = Message("Bước", "Step")
SECONDS = Message("Giây", "Seconds")
SETTINGS = Message("Thông số", "Settings")
TOTAL = Message("Cộng", "Total")

# --- keys

KEY_WORD = Message("từ", "word")
KEY_LINE = Message("dòng", "line")
KEY_DOUBTFUL = Message("từ ngờ sai", "doubtful word")
KEY_PICTURE = Message("đổi ảnh", "other picture")
KEY_ZOOM = Message("cỡ ảnh", "zoom")
KEY_PAGE = Message("trang", "page")

# --- parts of a page, by their kind in the record

REGION = {
    "text": Message("Chữ", "Text"),
    "table": Message("Bảng", "Table"),
    "page_number": Message("Số trang", "Page number"),
    "unread": Message("Chưa đọc được", "Ink that was not read"),
    "handwriting": Message("Chữ viết tay hoặc nét không đọc được", "Handwriting, or strokes that are no print"),
}
STAMP = {
    "incoming": Message("Dấu đến", "Incoming stamp"),
    "urgency": Message("Dấu độ khẩn", "Urgency stamp"),
    "secrecy": Message("Dấu độ mật", "Secrecy stamp"),
    "seal": Message("Con dấu tròn", "Seal"),
    "name": Message("Dấu tên, chức danh", "Name stamp"),
    "copy": Message("Dấu sao y", "Copy stamp"),
    "esignature": Message("Chữ ký số", "Electronic signature"),
    "unknown": Message("Dấu chưa rõ loại", "Stamp of unknown kind"),
}
STEP_NAME = {
    "cleanup": Message("Làm sạch", "cleanup"),
    "geometry": Message("Xoay, nắn thẳng", "geometry"),
    "lines": Message("Tìm dòng", "lines"),
    "stamps": Message("Tìm dấu", "stamps"),
    "recognition": Message("Nhận dạng", "recognition"),
    "reading order": Message("Thứ tự đọc", "reading order"),
    "unicode": Message("Chuẩn hoá Unicode", "unicode"),
    "correct": Message("Sửa dấu", "correct"),
    "row numbers": Message("Số thứ tự trong bảng", "row numbers"),
    "view": Message("Dựng lại trang", "view"),
    "split": Message("Tách văn bản", "split"),
    "layout": Message("Bố cục", "layout"),
    "metadata": Message("Thông tin mô tả", "metadata"),
    "tag": Message("Gắn thẻ", "tag"),
}
