"""What `sohoa doctor` looks at, sees and advises."""

from __future__ import annotations

from core.wording import Counted, Message

OK = Message("tốt", "ok")
NOTE = Message("lưu ý", "note")
PROBLEM = Message("hỏng", "broken")

READY = Message("Máy sẵn sàng.", "The machine is ready.")
NOT_READY = Counted(
    "Có {count} chỗ cần sửa trước khi chạy.",
    "There is {count} thing to put right first.",
    "There are {count} things to put right first.",
)
NO_START = Message("không chạy được ({error})", "does not run ({error})")
SETUP_AGAIN = Message("Chạy lại «make setup».", "Run “make setup” again.")

PYTHON_ADVICE = Message("Cài Python 3.11 trở lên.", "Install Python 3.11 or newer.")

ENCODING = Message("Bảng mã", "Encoding")
ENCODING_SEEN = Message("{locale}, tên tệp {names}", "{locale}, file names {names}")
ENCODING_ADVICE = Message(
    "Đặt «export LANG=C.UTF-8» (hoặc vi_VN.UTF-8) để tên tệp tiếng Việt không bị sai dấu.",
    "Set “export LANG=C.UTF-8” (or vi_VN.UTF-8), so that Vietnamese file names keep their letters.",
)

TESSERACT_ADVICE = Message(
    "Chạy «sudo apt-get install tesseract-ocr tesseract-ocr-vie».",
    "Run “sudo apt-get install tesseract-ocr tesseract-ocr-vie”.",
)
TESSERACT_VIETNAMESE = Message("Tesseract tiếng Việt", "Tesseract's Vietnamese")
HAS_VIE = Message("có vie", "vie is there")
LACKS_VIE = Message("thiếu vie", "vie is missing")

POPPLER_SEEN = Message("có", "is there")
POPPLER_ADVICE = Message(
    "Chạy «sudo apt-get install poppler-utils»; thiếu nó thì không mở được PDF.",
    "Run “sudo apt-get install poppler-utils”; without it no PDF can be opened.",
)

MODELS = Message("Mô hình nhận dạng", "Models")
MODELS_SEEN = Message("đọc thử một trang hết {seconds} giây", "a trial page took {seconds} seconds")

RAW = Message("Thư mục nhận", "Hot folder")
CLEAN = Message("Kho", "Archive")
ASIDE = Message("Thư mục để riêng", "Folder of files set aside")
STATE = Message("Thư mục làm việc", "Working folder")
FOLDER_SHUT = Message("{folder}: không ghi được ({error})", "{folder}: cannot be written ({error})")
FOLDER_ADVICE = Message(
    "Cho người dùng này quyền ghi vào {folder}, hoặc đặt thư mục khác trong sohoa.toml.",
    "Give this user the right to write into {folder}, or set another folder in sohoa.toml.",
)

DISK = Message("Ổ đĩa của kho", "Disk of the archive")
DISK_SEEN = Message("còn trống {free} GB", "{free} GB free")
DISK_ADVICE = Message(
    "Giải phóng dung lượng hoặc chuyển kho sang ổ lớn hơn.", "Make room, or move the archive to a larger disk."
)

PREFECT_SEEN = Message(
    "{version}, máy chủ {url} trả lời sau {seconds:.0f} giây", "{version}, server {url} answered after {seconds:.0f} s"
)
PREFECT_SILENT = Message("không trả lời ({error})", "does not answer ({error})")
PREFECT_ADVICE = Message(
    "Chạy lại «make setup»; nếu có đặt PREFECT_API_URL, kiểm tra máy chủ ở địa chỉ đó.",
    "Run “make setup” again; if PREFECT_API_URL is set, check the server at that address.",
)
