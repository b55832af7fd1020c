"""Click's own words, in Vietnamese beside the English by which Click asks for them."""

from __future__ import annotations

from core.wording import Message

WORDS = (
    # Help.
    Message("Cách dùng:", "Usage:"),
    Message("Tham số", "Positional arguments"),
    Message("Tuỳ chọn", "Options"),
    Message("Các lệnh", "Commands"),
    Message("In trợ giúp này rồi thôi.", "Show this message and exit."),
    Message("mặc định: {default}", "default: {default}"),
    # Wrong usage.
    Message("Lỗi: {message}", "Error: {message}"),
    Message("Xem trợ giúp: {command} {option}", "Try '{command} {option}' for help."),
    Message("Thiếu lệnh.", "Missing command."),
    Message("Thiếu tham số", "Missing argument"),
    Message("Thiếu tuỳ chọn", "Missing option"),
    Message("Không có lệnh {name!r}.", "No such command {name!r}."),
    Message("Không có tuỳ chọn {name!r}.", "No such option {name!r}."),
    Message("Ý bạn là {possibility}?", "Did you mean {possibility}?"),
    Message("(Ý bạn là một trong: {possibilities}?)", "(Did you mean one of: {possibilities}?)"),
    Message("Thừa tham số ({args})", "Got unexpected extra argument ({args})"),
    Message("Thừa tham số ({args})", "Got unexpected extra arguments ({args})"),
    Message("Tuỳ chọn {name!r} cần một giá trị.", "Option {name!r} requires an argument."),
    Message("Tuỳ chọn {name!r} không nhận giá trị.", "Option {name!r} does not take a value."),
    Message("Giá trị sai: {message}", "Invalid value: {message}"),
    Message("Giá trị sai cho {param_hint}: {message}", "Invalid value for {param_hint}: {message}"),
    Message("{value!r} không phải là một trong {choices}.", "{value!r} is not one of {choices}."),
    Message("{value!r} không phải là {number_type}.", "{value!r} is not a valid {number_type}."),
    Message("{value} không nằm trong khoảng {range}.", "{value} is not in the range {range}."),
    Message("Đã dừng!", "Aborted!"),
)

# What Click asks nobody about.
INTEGER = Message("số nguyên", "integer")
OPTIONS = Message("[TUỲ-CHỌN]", "[OPTIONS]")
COMMAND = Message("LỆNH [THAM-SỐ]...", "COMMAND [ARGS]...")
