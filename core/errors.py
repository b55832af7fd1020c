"""The ways to fail: each with a code, whether trying again can help, and a Vietnamese sentence for the clerk."""

from __future__ import annotations

from typing import ClassVar


class SohoaError(Exception):
    """Root of all errors that a clerk can be told about.

    `code` is stable and machine-readable; `retry` says whether the same file may succeed later; `vi` is a Vietnamese
    sentence (a format string over the constructor's keyword arguments) that says what happened and what to do.
    """

    code: ClassVar[str] = "error"
    retry: ClassVar[bool] = False
    vi: ClassVar[str] = "Có lỗi khi xử lý tệp. Hãy báo người phụ trách kỹ thuật."

    def __init__(self, detail: str = "", **context: object) -> None:
        """`detail` is for engineers (English); `context` fills the Vietnamese sentence."""
        self.detail = detail
        self.context = context
        super().__init__(detail or self.message)

    @property
    def message(self) -> str:
        """The Vietnamese sentence for the clerk."""
        return self.vi.format(**self.context)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with detail and context, so that errors cross process borders whole."""
        return (_rebuild, (type(self), self.detail, self.context))


def _rebuild(cls: type[SohoaError], detail: str, context: dict[str, object]) -> SohoaError:
    return cls(detail, **context)


class EmptyFileError(SohoaError):
    """Zero bytes."""

    code = "empty-file"
    vi = "Tệp rỗng (0 byte). Hãy quét lại tài liệu rồi thả tệp mới vào thư mục."


class NotAScanError(SohoaError):
    """The bytes are neither PDF nor an image format that we read."""

    code = "not-a-scan"
    vi = (
        "Nội dung tệp không phải là PDF hay ảnh quét ({found}). Hãy kiểm tra lại tệp gốc; đổi đuôi tệp không giúp được."
    )


class EncryptedError(SohoaError):
    """The PDF needs a password to open."""

    code = "encrypted-pdf"
    vi = "Tệp PDF có mật khẩu. Hãy mở bằng mật khẩu, lưu lại bản không khoá rồi thả vào thư mục."


class DamagedError(SohoaError):
    """The file starts like a scan but cannot be decoded to the end."""

    code = "damaged"
    vi = "Tệp bị hỏng hoặc bị cắt cụt, không đọc được hết. Hãy chép lại tệp hoặc quét lại tài liệu."


class TooManyPagesError(SohoaError):
    """More pages than the limit."""

    code = "too-many-pages"
    vi = (
        "Tệp có {pages} trang, vượt giới hạn {limit} trang. "
        "Hãy tách thành các tệp nhỏ hơn hoặc nâng giới hạn trong cài đặt."
    )


class TooManyPixelsError(SohoaError):
    """A page larger than the limit."""

    code = "too-many-pixels"
    vi = (
        "Trang {page} quá lớn ({width} × {height} điểm ảnh, giới hạn {limit} triệu). "
        "Hãy quét lại ở độ phân giải thấp hơn."
    )


class UnreadableError(SohoaError):
    """The operating system would not let us read the file."""

    code = "unreadable"
    retry = True
    vi = "Không có quyền đọc tệp hoặc ổ đĩa báo lỗi. Hãy kiểm tra quyền của tệp rồi thả lại."


class SymlinkError(SohoaError):
    """A symbolic link instead of a file."""

    code = "symlink"
    vi = "Đây là liên kết (symlink), không phải tệp quét. Hãy chép chính tệp gốc vào thư mục."


class StillWritingError(SohoaError):
    """The file changed while we looked: a scanner or copy is still at work."""

    code = "still-writing"
    retry = True
    vi = "Tệp đang được ghi dở. Hệ thống sẽ tự thử lại khi tệp ghi xong."


class GoneError(SohoaError):
    """The file was there a moment ago: a clerk or another run took it away."""

    code = "gone"
    retry = True
    vi = "Tệp không còn ở chỗ cũ: đã được chuyển đi hoặc đổi tên trong khi xử lý."


class NoSuchFileError(GoneError):
    """There is no file or folder of this name."""

    code = "no-such-file"
    vi = "Không có tệp «{path}». Hãy kiểm tra lại tên tệp và đường dẫn."


class DuplicateError(SohoaError):
    """The same content is in the archive already."""

    code = "duplicate"
    vi = "Nội dung này đã có trong kho: {first}. Không lưu lần thứ hai."


class SecretError(SohoaError):
    """A page bears a mark of secrecy, or what may be one, and secret scans are not allowed here."""

    code = "secret"
    vi = (
        "Trang {page} {seen}. Tài liệu không được ghi vào kho, chữ đọc được đã bỏ hết. Nếu là tài liệu mật: chuyển tệp "
        "sang máy và kho được phép lưu giữ tài liệu mật. Chỉ khi người có thẩm quyền cho phép mới chạy lại với "
        "--allow-secret (hay đặt SOHOA_ALLOW_SECRET=1)."
    )


class EngineError(SohoaError):
    """The OCR engine failed or ran out of time on a page."""

    code = "engine"
    retry = True
    vi = "Bộ nhận dạng chữ gặp lỗi ở trang {page}. Hệ thống sẽ thử lại trong đêm; nếu vẫn lỗi, hãy báo kỹ thuật."


class DiskFullError(SohoaError):
    """No room left to write the archive."""

    code = "disk-full"
    retry = True
    vi = "Ổ đĩa đã đầy. Hãy giải phóng dung lượng; tài liệu vẫn nguyên ở thư mục cũ và sẽ được xử lý lại."


class StorageError(SohoaError):
    """The archive cannot be written: no permission, a read-only or failing disk."""

    code = "storage"
    retry = True
    vi = "Không ghi được vào kho lưu trữ. Hãy kiểm tra quyền ghi và ổ đĩa; tài liệu vẫn nguyên ở thư mục cũ."


class WorkerError(SohoaError):
    """The process that worked on the file died (out of memory, or a fault in a library) or hung."""

    code = "worker"
    retry = True
    vi = (
        "Tiến trình xử lý trang {page} bị dừng đột ngột hoặc quá lâu. "
        "Hệ thống sẽ thử lại; nếu vẫn lỗi, hãy báo kỹ thuật."
    )


class MissingToolError(SohoaError):
    """A program or model that we need is not installed."""

    code = "missing-tool"
    retry = True
    vi = "Thiếu thành phần {tool}. Hãy chạy «make setup» hoặc «sohoa doctor» để biết cách cài."


class AlreadyRunningError(SohoaError):
    """Another process of the same kind works on the same folders."""

    code = "already-running"
    retry = True
    vi = "«sohoa serve» đang chạy trên máy này rồi; không cần chạy thêm."


class SettingsError(SohoaError):
    """A setting cannot be."""

    code = "settings"
    vi = "Cài đặt sai ({wrong}). Hãy sửa sohoa.toml hoặc biến môi trường SOHOA_…"


class NoSuchPageError(SohoaError):
    """A page number beyond the last page."""

    code = "no-such-page"
    vi = "Tệp chỉ có {pages} trang, không có trang {page}."


class OutputError(SohoaError):
    """What a command was asked to write cannot be written there."""

    code = "output"
    vi = "Không ghi được «{path}»: {reason}. Hãy chọn nơi khác bằng --out."
