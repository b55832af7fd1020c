"""What `sohoa --help` and the commands themselves tell."""

from __future__ import annotations

from core.wording import Message

# --- sohoa

SOHOA = Message(
    "Số hoá văn bản quét: từ thư mục ảnh quét đến kho lưu trữ có chữ, có thông tin mô tả.",
    "Digitize scanned documents: from a folder of scans to an archive with text and metadata.",
)
OTHER_LANGUAGE = Message(
    "Help in English: SOHOA_LANG=en sohoa --help", "Trợ giúp tiếng Việt: SOHOA_LANG=vi sohoa --help"
)
ALLOW_SECRET = Message(
    "Nhận cả tài liệu đóng dấu MẬT, TỐI MẬT, TUYỆT MẬT. Chỉ dùng khi được phép.",
    "Take documents marked MẬT, TỐI MẬT or TUYỆT MẬT as well. Only with permission.",
)

# What stands for a value in usage lines.
FILE = Message("TỆP", "FILE")
PATH = Message("ĐƯỜNG-DẪN", "PATH")
PATHS = Message("[ĐƯỜNG-DẪN]...", "[PATH]...")
FOLDER = Message("THƯ-MỤC", "DIR")

# Progress: a line of its own, or around a bar.
PAGE_READ = Message("trang {page}", "page {page}")
BAR_PAGES = Message("trang,", "pages,")
BAR_LEFT = Message("còn", "left")
BAR_DOCUMENT = Message("tài liệu {done}/{total} · {name}", "document {done}/{total} · {name}")

# --- sohoa digitize

DIGITIZE_SHORT = Message("Số hoá các tệp quét vào kho, một lần.", "Digitize scans into the archive, once.")
DIGITIZE = Message(
    "Số hoá một lần: đọc các tệp quét rồi xếp vào kho. Tệp quét vẫn nằm nguyên chỗ cũ; tài liệu đã có trong kho "
    "thì bỏ qua; tệp hỏng, và tài liệu mật khi chưa được phép nhận, được để riêng kèm lý do.\n\n"
    "\b\nMã kết thúc:\n"
    "  0  mọi tài liệu đều đã ở trong kho\n"
    "  1  lệnh không chạy được    2  gõ sai lệnh\n"
    "  3  có tệp bị để riêng\n"
    "  4  có tệp chưa xong (lỗi tạm thời, hoặc đang ghi dở): hãy chạy lại sau",
    "Digitize once: read the scans and put them into the archive. The scans stay where they are; what is archived "
    "already is skipped; bad files, and secret ones unless they are allowed, are set aside with the reason.\n\n"
    "\b\nExit status:\n"
    "  0  every document is in the archive\n"
    "  1  the command could not run    2  wrong usage\n"
    "  3  something was set aside\n"
    "  4  something is not done yet (a passing failure, or a file still being written): run again later",
)
DIGITIZE_PATHS = Message("Tệp hoặc thư mục cần số hoá.  [mặc định: data/raw]", "Files or folders.  [default: data/raw]")
DIGITIZE_OUT = Message("Kho lưu trữ.  [mặc định: data/clean]", "Archive.  [default: data/clean]")
DIGITIZE_WORKERS = Message(
    "Số trang đọc cùng lúc.  [mặc định: số nhân CPU]", "Pages read at a time.  [default: CPU cores]"
)
DIGITIZE_JSON = Message("In mỗi tài liệu một dòng JSON.", "Print one line of JSON a document.")
NO_SUCH_PATH = Message("không có «{path}»", "there is no “{path}”")

UNRECORDED = Message(
    "Prefect không ghi lại được lần chạy này: {trouble}", "Prefect has no record of this run: {trouble}"
)

# --- sohoa read

READ_SHORT = Message("Đọc một tệp, in chữ ra màn hình.", "Read one file to standard output.")
READ = Message(
    "Đọc một tệp (PDF, ảnh, hoặc thư mục ảnh) và in ra màn hình, không lưu gì. Chữ xếp theo thứ tự đọc, không lẫn "
    "chữ trong con dấu; giữa hai trang là ký tự sang trang.",
    "Read one file (PDF, image, or folder of images) to standard output; nothing is archived. Text comes in "
    "reading order without stamps, a form feed between pages.",
)
READ_FILE = Message("Tệp cần đọc.", "The file to read.")
READ_PAGE = Message("Chỉ đọc trang N (từ 1).", "Read page N only (from 1).")
READ_FORMAT = Message(
    "text: chỉ chữ; md: chữ trình bày theo thể thức (Markdown); json: trang, vùng, dòng, từ với khung và "
    "độ tin cậy, dấu, các bước xử lý, theo archive/document.schema.json.",
    "text: the text alone; md: the text in its form (Markdown); json: pages, regions, lines, words with "
    "boxes and confidences, stamps, steps, as archive/document.schema.json tells.",
)
READ_RAW = Message("Không sửa lỗi nhận dạng.", "Leave out the correction of reading errors.")

# --- sohoa inspect

INSPECT_SHORT = Message("Xem máy đã đọc từng trang ra sao.", "See how pages were read.")
INSPECT = Message(
    "Đọc một tệp rồi ghi một trang HTML (mọi thứ nằm trong đó) cho kỹ thuật viên xem máy đã đọc ra sao: ảnh quét, "
    "ảnh đã làm sạch, khung vùng, dòng, từ tô màu theo độ tin cậy, các cách đọc khác, con dấu, các bước xử lý. "
    "Không lưu gì vào kho. In ra đường dẫn của tệp HTML.",
    "Read one file and write one self-contained HTML page that shows a technician how it was read: the scan and "
    "the cleaned page, boxes of regions, lines and words by confidence, other readings, stamps, steps. Nothing is "
    "archived. Prints the path of the HTML file.",
)
INSPECT_FILE = Message("Tệp cần xem.", "The file to look into.")
INSPECT_PAGE = Message("Chỉ xem trang N (từ 1).", "Page N only (from 1).")
INSPECT_OUT = Message(
    "Tệp HTML, hoặc thư mục để ghi vào.  [mặc định: TÊN-TỆP.inspect.html ở thư mục đang đứng]",
    "The HTML file, or a folder for it.  [default: FILE-NAME.inspect.html in the working directory]",
)

# --- sohoa serve

SERVE_SHORT = Message("Canh thư mục nhận, chạy liên tục.", "Watch the hot folder until stopped.")
SERVE = Message(
    "Chạy liên tục đến khi bị dừng: cứ mỗi phút quét thư mục nhận một lần, tài liệu đã vào kho an toàn thì rời thư "
    "mục; ban đêm quét nốt, thử lại tệp lỗi và lập báo cáo. Giờ giấc đặt trong sohoa.toml.",
    "Run until stopped: sweep the hot folder every minute (a scan safely in the archive leaves the folder), and at "
    "night sweep, retry and report. Times are set in sohoa.toml.",
)

# --- sohoa report

REPORT_SHORT = Message("Lập báo cáo chất lượng của kho.", "Write the quality report.")
REPORT = Message(
    "Lập báo cáo chất lượng của kho (tệp HTML) và in tóm tắt.",
    "Write the quality report of the archive (an HTML file) and print its summary.",
)

# --- sohoa doctor

DOCTOR_SHORT = Message("Kiểm tra máy, chỉ cách sửa.", "Check the machine.")
DOCTOR = Message(
    "Kiểm tra máy có đủ thành phần không và chỉ cách sửa. Mã kết thúc 1 nếu có chỗ hỏng.",
    "Check that all parts are there, and say what to do. Exit status 1 if something is broken.",
)
