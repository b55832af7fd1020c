"""The ways to fail: each with a code, whether trying again can help, and a sentence for the clerk in both languages."""

from __future__ import annotations

from typing import ClassVar

from core.wording import Message


class SohoaError(Exception):
    """Root of all errors that a clerk can be told about.

    `code` is stable and machine-readable; `retry` says whether the same file may succeed later; `says` is a sentence
    (its places are filled by the constructor's keyword arguments) that says what happened and what to do.
    """

    code: ClassVar[str] = "error"
    retry: ClassVar[bool] = False
    says: ClassVar[Message] = Message(
        "Có lỗi khi xử lý tệp. Hãy báo người phụ trách kỹ thuật.",
        "Something went wrong with the file. Please tell whoever looks after the system.",
    )

    def __init__(self, detail: str = "", **context: object) -> None:
        """`detail` is for engineers (English); `context` fills the sentence, with messages where it is words."""
        self.detail = detail
        self.context = context
        super().__init__(detail or self.message)

    @property
    def sentence(self) -> Message:
        """The sentence for the clerk, filled in; files keep its Vietnamese."""
        return self.says.filled(**self.context)

    @property
    def message(self) -> str:
        """The sentence for the clerk, in the language that the environment asks for."""
        return str(self.sentence)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with detail and context, so that errors cross process borders whole."""
        return (_rebuild, (type(self), self.detail, self.context))


def _rebuild(cls: type[SohoaError], detail: str, context: dict[str, object]) -> SohoaError:
    return cls(detail, **context)


class EmptyFileError(SohoaError):
    """Zero bytes."""

    code = "empty-file"
    says = Message(
        "Tệp rỗng (0 byte). Hãy quét lại tài liệu rồi thả tệp mới vào thư mục.",
        "The file is empty (0 bytes). Scan the document again and drop the new file into the folder.",
    )


class NotAScanError(SohoaError):
    """The bytes are neither PDF nor an image format that we read."""

    code = "not-a-scan"
    says = Message(
        "Nội dung tệp không phải là PDF hay ảnh quét ({found}). Hãy kiểm tra lại tệp gốc; đổi đuôi tệp không giúp "
        "được.",
        "The file holds neither a PDF nor a scanned image ({found}). Check the original; another file extension does "
        "not help.",
    )


class EncryptedError(SohoaError):
    """The PDF needs a password to open."""

    code = "encrypted-pdf"
    says = Message(
        "Tệp PDF có mật khẩu. Hãy mở bằng mật khẩu, lưu lại bản không khoá rồi thả vào thư mục.",
        "The PDF has a password. Open it with the password, save an unlocked copy and drop that into the folder.",
    )


class DamagedError(SohoaError):
    """The file starts like a scan but cannot be decoded to the end."""

    code = "damaged"
    says = Message(
        "Tệp bị hỏng hoặc bị cắt cụt, không đọc được hết. Hãy chép lại tệp hoặc quét lại tài liệu.",
        "The file is damaged or cut short and cannot be read to its end. Copy it again, or scan the document again.",
    )


class TooManyPagesError(SohoaError):
    """More pages than the limit."""

    code = "too-many-pages"
    says = Message(
        "Tệp có {pages} trang, vượt giới hạn {limit} trang. Hãy tách thành các tệp nhỏ hơn hoặc nâng giới hạn trong "
        "cài đặt.",
        "The file has {pages} pages, more than the limit of {limit}. Split it into smaller files, or raise the limit "
        "in the settings.",
    )


class TooManyPixelsError(SohoaError):
    """A page larger than the limit."""

    code = "too-many-pixels"
    says = Message(
        "Trang {page} quá lớn ({width} × {height} điểm ảnh, giới hạn {limit} triệu). Hãy quét lại ở độ phân giải "
        "thấp hơn.",
        "Page {page} is too large ({width} × {height} pixels; the limit is {limit} million). Scan it again at a "
        "lower resolution.",
    )


class UnreadableError(SohoaError):
    """The operating system would not let us read the file."""

    code = "unreadable"
    retry = True
    says = Message(
        "Không có quyền đọc tệp hoặc ổ đĩa báo lỗi. Hãy kiểm tra quyền của tệp rồi thả lại.",
        "There is no permission to read the file, or the disk reports an error. Check the file's permissions and "
        "drop it in again.",
    )


class SymlinkError(SohoaError):
    """A symbolic link instead of a file."""

    code = "symlink"
    says = Message(
        "Đây là liên kết (symlink), không phải tệp quét. Hãy chép chính tệp gốc vào thư mục.",
        "This is a symbolic link, not a scan. Copy the file itself into the folder.",
    )


class StillWritingError(SohoaError):
    """The file changed while we looked: a scanner or copy is still at work."""

    code = "still-writing"
    retry = True
    says = Message(
        "Tệp đang được ghi dở. Hệ thống sẽ tự thử lại khi tệp ghi xong.",
        "The file is still being written. It will be tried again when that is done.",
    )


class GoneError(SohoaError):
    """The file was there a moment ago: a clerk or another run took it away."""

    code = "gone"
    retry = True
    says = Message(
        "Tệp không còn ở chỗ cũ: đã được chuyển đi hoặc đổi tên trong khi xử lý.",
        "The file is not in its place any more: it was moved or renamed in the meantime.",
    )


class NoSuchFileError(GoneError):
    """There is no file or folder of this name."""

    code = "no-such-file"
    says = Message(
        "Không có tệp «{path}». Hãy kiểm tra lại tên tệp và đường dẫn.",
        "There is no file “{path}”. Check its name and path.",
    )


class DuplicateError(SohoaError):
    """The same content is in the archive already."""

    code = "duplicate"
    says = Message(
        "Nội dung này đã có trong kho: {first}. Không lưu lần thứ hai.",
        "This content is in the archive already: {first}. It is not stored twice.",
    )


class SecretError(SohoaError):
    """A page bears a mark of secrecy, or what may be one, and secret scans are not allowed here."""

    code = "secret"
    says = Message(
        "Trang {page} {seen}. Tài liệu không được ghi vào kho, chữ đọc được đã bỏ hết. Nếu là tài liệu mật: chuyển "
        "tệp sang máy và kho được phép lưu giữ tài liệu mật. Chỉ khi người có thẩm quyền cho phép mới chạy lại với "
        "--allow-secret (hay đặt SOHOA_ALLOW_SECRET=1).",
        "Page {page} {seen}. The document is not in the archive, and what was read of it is thrown away. If it is "
        "secret: move the file to a machine and an archive that may hold secrets. Only with permission from a person "
        "of authority run it again with --allow-secret (or set SOHOA_ALLOW_SECRET=1).",
    )


class EngineError(SohoaError):
    """The OCR engine failed or ran out of time on a page."""

    code = "engine"
    retry = True
    says = Message(
        "Bộ nhận dạng chữ gặp lỗi ở trang {page}. Hệ thống sẽ thử lại trong đêm; nếu vẫn lỗi, hãy báo kỹ thuật.",
        "The OCR engine failed on page {page}. It will be tried again at night; if it fails again, please tell the "
        "technicians.",
    )


class DiskFullError(SohoaError):
    """No room left to write the archive."""

    code = "disk-full"
    retry = True
    says = Message(
        "Ổ đĩa đã đầy. Hãy giải phóng dung lượng; tài liệu vẫn nguyên ở thư mục cũ và sẽ được xử lý lại.",
        "The disk is full. Make room; the document is untouched in its old place and will be worked on again.",
    )


class StorageError(SohoaError):
    """The archive cannot be written: no permission, a read-only or failing disk."""

    code = "storage"
    retry = True
    says = Message(
        "Không ghi được vào kho lưu trữ. Hãy kiểm tra quyền ghi và ổ đĩa; tài liệu vẫn nguyên ở thư mục cũ.",
        "The archive cannot be written. Check the write permission and the disk; the document is untouched in its "
        "old place.",
    )


class WorkerError(SohoaError):
    """The process that worked on the file died (out of memory, or a fault in a library) or hung."""

    code = "worker"
    retry = True
    says = Message(
        "Tiến trình xử lý trang {page} bị dừng đột ngột hoặc quá lâu. Hệ thống sẽ thử lại; nếu vẫn lỗi, hãy báo kỹ "
        "thuật.",
        "The process that worked on page {page} died or took too long. It will be tried again; if it fails again, "
        "please tell the technicians.",
    )


class MissingToolError(SohoaError):
    """A program or model that we need is not installed."""

    code = "missing-tool"
    retry = True
    says = Message(
        "Thiếu thành phần {tool}. Hãy chạy «make setup» hoặc «sohoa doctor» để biết cách cài.",
        "{tool} is missing. Run “make setup”, or “sohoa doctor” to see how to install it.",
    )


class AlreadyRunningError(SohoaError):
    """Another process of the same kind works on the same folders."""

    code = "already-running"
    retry = True
    says = Message(
        "«sohoa serve» đang chạy trên máy này rồi; không cần chạy thêm.",
        "“sohoa serve” runs on this machine already; there is no need for another.",
    )


class SettingsError(SohoaError):
    """A setting cannot be."""

    code = "settings"
    says = Message(
        "Cài đặt sai ({wrong}). Hãy sửa sohoa.toml hoặc biến môi trường SOHOA_…",
        "A setting is wrong ({wrong}). Correct sohoa.toml or the environment variable SOHOA_…",
    )


class NoSuchPageError(SohoaError):
    """A page number beyond the last page."""

    code = "no-such-page"
    says = Message(
        "Tệp chỉ có {pages} trang, không có trang {page}.",
        "There is no page {page}: the last page of the file is {pages}.",
    )


class OutputError(SohoaError):
    """What a command was asked to write cannot be written there."""

    code = "output"
    says = Message(
        "Không ghi được «{path}»: {reason}. Hãy chọn nơi khác bằng --out.",
        "“{path}” cannot be written: {reason}. Choose another place with --out.",
    )


def kinds(root: type[SohoaError] = SohoaError) -> list[type[SohoaError]]:
    """Return all ways to fail, `root` first."""
    return [root, *(kind for below in root.__subclasses__() for kind in kinds(below))]
