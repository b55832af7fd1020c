"""What stands in the quality report, on its page and in its summary."""

from __future__ import annotations

from core.wording import Counted, Message

# --- the summary on the command line

IN_ARCHIVE = Message("Trong kho: {documents}, {pages}, {words}.", "In the archive: {documents}, {pages}, {words}.")
WORDS = Counted("{count} từ", "{count} word", "{count} words")
CONFIDENCE = Message(
    "Độ tin cậy trung bình: {mean}; từ ngờ sai (dưới {edge}): {doubtful}; {wrong}.",
    "Mean confidence: {mean}; doubtful words (below {edge}): {doubtful}; {wrong}.",
)
BY_CLASS = Message("Theo mức: {classes}.", "By class: {classes}.")
EMPTY = Message("Kho chưa có tài liệu nào.", "There are no documents in the archive yet.")
TO_LOOK_AT = Message("Cần người xem: {documents}.", "To be looked at: {documents}.")
SET_ASIDE = Message("Để riêng: {files}{reasons}.", "Set aside: {files}{reasons}.")
FILES = Counted("{count} tệp", "{count} file", "{count} files")
BROKEN = Message("Hồ sơ không đọc được: {packages}.", "Records that cannot be read: {packages}.")
WRITTEN = Message("Báo cáo: {path}", "Report: {path}")

# --- classes of confidence, by lower edge and upper edge

CLASS_BEST = Message("Từ {low} %", "From {low}%")
CLASS = Message("{low}–{high} %", "{low}–{high}%")
CLASS_WORST = Message("Dưới {high} %", "Below {high}%")
NO_WORDS = Message("Không có chữ", "Without text")

# --- a document

TITLE_NUMBER = Message("số {number}", "no. {number}")
SEVERAL = Message("Có vẻ gồm {parts} văn bản: trang {ranges}.", "Seems to hold {parts} documents: pages {ranges}.")
SEPARATORS = Message(
    "Tờ ngăn, không đưa vào văn bản: trang {pages}.", "Separator sheets, left out of the text: pages {pages}."
)
ON_PAGE = Message("Trang {page}: {note}", "Page {page}: {note}")

# --- the page

HEADING = Message("Báo cáo chất lượng số hoá", "Quality report of the digitization")
DATE = Message("%d/%m/%Y", "%Y-%m-%d")
"""A format of `strftime`, as the two below."""
TIME = Message("%H:%M ngày %d/%m/%Y", "%Y-%m-%d %H:%M")
TIME_ASIDE = Message("%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M")
MADE = Message("Lập lúc {time} · kho {archive}", "Made {time} · archive {archive}")

DOCUMENTS_FIGURE = Counted("tài liệu", "document", "documents")
PAGES_FIGURE = Counted("trang", "page", "pages")
CONFIDENCE_FIGURE = Message("độ tin cậy trung bình", "mean confidence")
DOUBTFUL_FIGURE = Counted("từ ngờ sai trên {words}", "doubtful word of {words}", "doubtful words of {words}")
WRONG_FIGURE = Counted("ước có {count} từ sai", "about {count} word is wrong", "about {count} words are wrong")
LOOK_FIGURE = Counted("tài liệu cần người xem", "document to be looked at", "documents to be looked at")
ASIDE_FIGURE = Counted("tệp để riêng", "file set aside", "files set aside")
ESTIMATE = Message(
    "Các con số dưới đây là ước lượng theo độ tin cậy mà máy tự cho từng từ, chưa đối chiếu với bản gốc.",
    "The figures below are estimates from the confidence that the machine itself gives each word; nothing was compared "
    "with the originals.",
)
DOUBTFUL_MEANS = Message(
    "Từ “ngờ sai” là từ có độ tin cậy dưới {edge}: trong 10 từ như vậy có ít nhất {wrong} từ sai.",
    "A word is “doubtful” where its confidence is below {edge}: of 10 such words {wrong} or more are wrong.",
)
WRONG_MEANS = Message(
    "Số từ sai ước tính cộng khả năng sai của mọi từ, cả từ không ngờ.",
    "The estimate of wrong words adds up the chances of all words, those that are not doubtful too.",
)

BROKEN_HEADING = Message("Hồ sơ không đọc được", "Records that cannot be read")
BROKEN_ADVICE = Message(
    "Các gói sau có tệp {file} hỏng hoặc thiếu; hãy báo người phụ trách kỹ thuật.",
    "In these packages {file} is damaged or missing; please tell the technicians.",
)

QUALITY = Message("Chất lượng ước tính", "Estimated quality")
CLASS_COLUMN = Message("Độ tin cậy của tài liệu", "Confidence of the document")
COUNT_COLUMN = Message("Số tài liệu", "Documents")

FIRST = Message("Tài liệu cần xem trước", "Documents to look at first")
FIRST_ORDER = Message(
    "Xếp theo số từ ngờ sai, trường thiếu hoặc chưa chắc, và ghi chú trên trang; nặng nhất ở đầu.",
    "Ordered by doubtful words, missing or unsure fields, and notes on pages; the gravest first.",
)
DOCUMENT = Message("Tài liệu", "Document")
PAGES_COLUMN = Message("Trang", "Pages")
CONFIDENCE_COLUMN = Message("Tin cậy", "Confidence")
DOUBTFUL_COLUMN = Message("Từ ngờ sai", "Doubtful")
WHY = Message("Vì sao", "Why")
NO_TEXT = Message("Không có chữ.", "No text.")
BLANK_PAGES = Counted("{count} trang trắng.", "{count} blank page.", "{count} blank pages.")
MISSING = Message("Thiếu: {fields}.", "Missing: {fields}.")
UNSURE = Message("Chưa chắc: {fields}.", "Unsure: {fields}.")
MORE_DOCUMENTS = Counted("… và {count} tài liệu khác.", "… and {count} document more.", "… and {count} documents more.")
NONE = Message("Không có.", "None.")

FIELDS = Message("Thông tin mô tả còn thiếu", "Metadata that is missing")
FIELD = Message("Trường", "Field")
MISSING_COLUMN = Message("Thiếu", "Missing")
UNSURE_COLUMN = Message("Chưa chắc", "Unsure")

DOUBTS = Message("Từ ngờ sai hay gặp", "Frequent doubtful words")
READ_AS = Message("Máy đọc là", "Read as")
TIMES = Message("Số lần", "Times")
EXAMPLE = Message("Ví dụ", "Example")
EXAMPLE_PAGE = Message("trang {page}", "page {page}")

ASIDE = Message("Tệp để riêng", "Files set aside")
MORE_FILES = Counted("… và {count} tệp khác.", "… and {count} file more.", "… and {count} files more.")
