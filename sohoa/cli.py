"""The command `sohoa`. Each command imports what it needs when it runs: none waits for the libraries of others.

Written with click itself: what typer loads beyond it takes as long as a tenth of a page's reading.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from core.errors import SohoaError
from core.wording import t

FAILURE = 1

FORMATS = ("text", "md", "json")
"""How `read` writes."""


class _AsWritten(click.Group):
    """Commands in the order of use, as they stand here."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return their names."""
        return list(self.commands)


@click.group(
    name="sohoa",
    cls=_AsWritten,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=t(
        "Số hoá văn bản quét: từ thư mục ảnh quét đến kho lưu trữ có chữ, có thông tin mô tả.",
        "Digitize scanned documents: from a folder of scans to an archive with text and metadata.",
    ),
    epilog=t("Help in English: SOHOA_LANG=en sohoa --help", "Trợ giúp tiếng Việt: SOHOA_LANG=vi sohoa --help"),
)
def app() -> None:
    """Lead to the commands."""


_PATH = click.Path(path_type=Path)


def _page(help_text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option("--page", type=click.IntRange(min=1), metavar="N", help=help_text)


_ALLOW_SECRET = click.option(
    "--allow-secret",
    is_flag=True,
    help=t(
        "Nhận cả tài liệu đóng dấu MẬT, TỐI MẬT, TUYỆT MẬT. Chỉ dùng khi được phép.",
        "Take documents marked MẬT, TỐI MẬT or TUYỆT MẬT as well. Only with permission.",
    ),
)


@app.command(
    short_help=t("Số hoá các tệp quét vào kho, một lần.", "Digitize scans into the archive, once."),
    help=t(
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
    ),
)
@click.argument(
    "paths",
    metavar="[PATH]...",
    nargs=-1,
    type=_PATH,
    help=t("Tệp hoặc thư mục cần số hoá.  [mặc định: data/raw]", "Files or folders.  [default: data/raw]"),
)
@click.option(
    "--out",
    type=_PATH,
    metavar="DIR",
    help=t("Kho lưu trữ.  [mặc định: data/clean]", "Archive.  [default: data/clean]"),
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help=t("Số trang đọc cùng lúc.  [mặc định: số nhân CPU]", "Pages read at a time.  [default: CPU cores]"),
)
@click.option(
    "--json", "as_json", is_flag=True, help=t("In mỗi tài liệu một dòng JSON.", "Print one line of JSON a document.")
)
@_ALLOW_SECRET
def digitize(paths: tuple[Path, ...], out: Path | None, workers: int | None, as_json: bool, allow_secret: bool) -> None:
    """Run the main job once."""
    from sohoa import cli_digitize

    sys.exit(cli_digitize.run(paths, out, workers, as_json, allow_secret))


@app.command(
    short_help=t("Đọc một tệp, in chữ ra màn hình.", "Read one file to standard output."),
    help=t(
        "Đọc một tệp (PDF, ảnh, hoặc thư mục ảnh) và in ra màn hình, không lưu gì. Chữ xếp theo thứ tự đọc, không lẫn "
        "chữ trong con dấu; giữa hai trang là ký tự sang trang.",
        "Read one file (PDF, image, or folder of images) to standard output; nothing is archived. Text comes in "
        "reading order without stamps, a form feed between pages.",
    ),
)
@click.argument("file", metavar="FILE", type=_PATH, help=t("Tệp cần đọc.", "The file to read."))
@_page(t("Chỉ đọc trang N (từ 1).", "Read page N only (from 1)."))
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help=t(
        "text: chỉ chữ; md: chữ trình bày theo thể thức (Markdown); json: trang, vùng, dòng, từ với khung và "
        "độ tin cậy, dấu, các bước xử lý, theo archive/document.schema.json.",
        "text: the text alone; md: the text in its form (Markdown); json: pages, regions, lines, words with "
        "boxes and confidences, stamps, steps, as archive/document.schema.json tells.",
    ),
)
@click.option("--raw", is_flag=True, help=t("Không sửa lỗi nhận dạng.", "Leave out the correction of reading errors."))
@_ALLOW_SECRET
def read(file: Path, page: int | None, form: str, raw: bool, allow_secret: bool) -> None:
    """Read one file to standard output."""
    from sohoa import cli_read

    output = cli_read.run(file, page, raw, form, allow_secret)
    sys.stdout.buffer.write(output)


@app.command(
    short_help=t("Xem máy đã đọc từng trang ra sao.", "See how pages were read."),
    help=t(
        "Đọc một tệp rồi ghi một trang HTML (mọi thứ nằm trong đó) cho kỹ thuật viên xem máy đã đọc ra sao: ảnh quét, "
        "ảnh đã làm sạch, khung vùng, dòng, từ tô màu theo độ tin cậy, các cách đọc khác, con dấu, các bước xử lý. "
        "Không lưu gì vào kho. In ra đường dẫn của tệp HTML.",
        "Read one file and write one self-contained HTML page that shows a technician how it was read: the scan and "
        "the cleaned page, boxes of regions, lines and words by confidence, other readings, stamps, steps. Nothing is "
        "archived. Prints the path of the HTML file.",
    ),
)
@click.argument("file", metavar="FILE", type=_PATH, help=t("Tệp cần xem.", "The file to look into."))
@_page(t("Chỉ xem trang N (từ 1).", "Page N only (from 1)."))
@click.option(
    "--out",
    type=_PATH,
    metavar="PATH",
    help=t(
        "Tệp HTML, hoặc thư mục để ghi vào.  [mặc định: TÊN-TỆP.inspect.html ở thư mục đang đứng]",
        "The HTML file, or a folder for it.  [default: FILE-NAME.inspect.html in the working directory]",
    ),
)
@_ALLOW_SECRET
def inspect(file: Path, page: int | None, out: Path | None, allow_secret: bool) -> None:
    """Write the inspection page of one file."""
    from core.wording import near
    from sohoa import cli_inspect

    click.echo(near(cli_inspect.run(file, page, out, allow_secret)))


@app.command(
    short_help=t("Canh thư mục nhận, chạy liên tục.", "Watch the hot folder until stopped."),
    help=t(
        "Chạy liên tục đến khi bị dừng: cứ mỗi phút quét thư mục nhận một lần, tài liệu đã vào kho an toàn thì rời thư "
        "mục; ban đêm quét nốt, thử lại tệp lỗi và lập báo cáo. Giờ giấc đặt trong sohoa.toml.",
        "Run until stopped: sweep the hot folder every minute (a scan safely in the archive leaves the folder), and at "
        "night sweep, retry and report. Times are set in sohoa.toml.",
    ),
)
def serve() -> None:
    """Sweep by day, work by night, until stopped."""
    from sohoa import cli_serve

    cli_serve.run()


@app.command(
    short_help=t("Lập báo cáo chất lượng của kho.", "Write the quality report."),
    help=t(
        "Lập báo cáo chất lượng của kho (tệp HTML) và in tóm tắt.",
        "Write the quality report of the archive (an HTML file) and print its summary.",
    ),
)
def report() -> None:
    """Write the quality report."""
    from core.settings import load_settings
    from core.wording import near
    from quality import report as quality_report

    settings = load_settings()
    findings = quality_report.survey(settings.clean, settings.aside)
    path = quality_report.write(findings, settings.clean.parent / quality_report.FOLDER)
    click.echo("\n".join((*quality_report.summary(findings), t(f"Báo cáo: {near(path)}", f"Report: {near(path)}"))))


@app.command(
    short_help=t("Kiểm tra máy, chỉ cách sửa.", "Check the machine."),
    help=t(
        "Kiểm tra máy có đủ thành phần không và chỉ cách sửa. Mã kết thúc 1 nếu có chỗ hỏng.",
        "Check that all parts are there, and say what to do. Exit status 1 if something is broken.",
    ),
)
def doctor() -> None:
    """Check the machine."""
    from core.settings import load_settings
    from sohoa.doctor import Verdict, examine

    marks = {Verdict.OK: "green", Verdict.NOTE: "yellow", Verdict.PROBLEM: "red"}
    broken = 0
    for finding in examine(load_settings()):
        verdict = click.style(f"{finding.verdict:<6}", fg=marks[finding.verdict])
        click.echo(f"{verdict}  {finding.name}: {finding.seen}")
        if finding.advice:
            click.echo(f"        → {finding.advice}")
        broken += finding.verdict is Verdict.PROBLEM
    click.echo(f"\nCó {broken} chỗ cần sửa trước khi chạy." if broken else "\nMáy sẵn sàng.")
    sys.exit(FAILURE if broken else 0)


def main() -> None:
    """Run the command; tell what went wrong in one Vietnamese sentence."""
    try:
        app(prog_name="sohoa")
    except SohoaError as error:
        click.echo(f"sohoa: {error.message} [{error.code}]", err=True)
        sys.exit(FAILURE)


if __name__ == "__main__":
    main()
