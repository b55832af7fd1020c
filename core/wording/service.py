"""What `sohoa serve` tells, and what its runs are called on Prefect's dashboard."""

from __future__ import annotations

from core.wording import Counted, Message

WATCHING = Message(
    "Canh thư mục {folder}, {seconds} giây một lần; việc đêm lúc {time} ({zone}). Dừng: Ctrl-C.",
    "Watching {folder} every {seconds} seconds; night run at {time} ({zone}). Stop: Ctrl-C.",
)
STOPPED = Message("Đã dừng.", "Stopped.")
DASHBOARD = Message("Bảng điều khiển: {url}", "Dashboard: {url}")

SWEEP = Message("Quét thư mục nhận tài liệu", "Sweep of the hot folder")
NIGHTLY = Message("Việc ban đêm: quét nốt, thử lại, báo cáo", "Night run: sweep, try again, report")
PROGRESS = Message("Tiến độ số hoá (trang)", "Progress (pages)")
DOCUMENT_DONE = Counted(
    "{status}: {count} trang, {seconds:.1f} giây. {reason}",
    "{status}: {count} page, {seconds:.1f} seconds. {reason}",
    "{status}: {count} pages, {seconds:.1f} seconds. {reason}",
)
NIGHT_DONE = Message("{swept} Báo cáo: {report}", "{swept} Report: {report}")
QUALITY_REPORT = Message("Báo cáo chất lượng", "Quality report")
