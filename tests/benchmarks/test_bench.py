"""The benchmark on few pages with real engines, and what its tables say of known results."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

import synthesis
from benchmarks import bench
from benchmarks import engines as bench_engines
from benchmarks import pages as bench_pages
from benchmarks.engines import EngineFailedError, Reading, Stopwatch
from benchmarks.measures.ablation import Without
from benchmarks.measures.capacity import Capacity, Memory
from benchmarks.measures.one_file import Way
from benchmarks.pages import TruePage
from benchmarks.results import Result, run
from benchmarks.tables import engines as bench_tables
from benchmarks.tables import report as bench_report
from benchmarks.tables.report import Alone
from ocr.elements import Box, Page, Stamp, StampKind
from quality.measures import Measures, measure

NAMES = [engine.name for engine in bench_engines.ENGINES]


def page(name: str, text: str, wear: str | None = None, dpi: int = 200) -> TruePage:
    return TruePage(name, Path(name), text, dpi, wear)


class Said:
    """An engine that says what it is told to, in the seconds that it is told to have taken; None to give up."""

    command = "say"

    def __init__(self, name: str, texts: dict[str, str | None], seconds: dict[str, float] | None = None) -> None:
        self.name, self.columns = name, (name,)
        self._texts, self._seconds = texts, seconds or {}

    def version(self) -> str | None:
        return "1"

    def read(self, page: TruePage) -> Reading:
        text = self._texts[page.name]
        if text is None:
            raise EngineFailedError("out of ink")
        seconds = self._seconds.get(page.name, 1.0)
        return Reading({self.name: text}, seconds, seconds)


def cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[dict]]:
    """One made page through Tesseract and sohoa: the report, and the readings beside it."""
    folder = tmp_path_factory.mktemp("bench")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench, "BUILD", folder)
        chosen = ["--engine", "tesseract", "--engine", "sohoa, in a batch"]
        arguments = ["--pages", "1", "--real", str(folder / "none"), "--out", str(folder / "report.md"), *chosen]
        done = CliRunner().invoke(bench.main, arguments)
    assert done.exit_code == 0, done.output
    return (folder / "report.md").read_text(encoding="utf-8"), json.loads((folder / "benchmarks.json").read_bytes())


def test_a_clean_page_is_read_almost_right_by_sohoa(ran):
    report, _ = ran
    table = report.partition("| CER % |")[2].partition("\n\n")[0]
    rows = {row[0]: row[1:] for row in cells(table)}
    assert 0 <= float(rows["sohoa"][1]) < 3
    assert 0 <= float(rows["tesseract"][1]) < 50


def test_the_report_says_what_it_rests_on(ran):
    report, _ = ran
    assert (
        "`python -m benchmarks.bench --pages 1 --engine tesseract --engine 'sohoa, in a batch' --real REAL`" in report
    )
    assert "| tesseract | 5." in report
    assert "Left out: no folder of real pages" in report
    assert "| CER % | clean | all |" in report
    assert "| tesseract | " in report.partition("## Speed")[2]
    assert "sohoa --raw" in report
    assert "`OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1`" in report.partition("## Speed")[2]
    assert "{{" not in report
    assert "{%" not in report
    assert "\n\n\n" not in report


def test_the_report_shows_stamps_and_confidence_of_what_sohoa_read(ran):
    report, results = ran
    stamps, _, rest = report.partition("## Stamps on made pages")[2].partition("## Confidence")
    assert cells(stamps.partition("| stamps |")[2])[2][0] == "incoming, coloured"
    assert "| all | 1 | 1 | " in stamps
    assert "![Share of right words over their confidence](anh/reliability.svg)" in rest
    error = cells(rest.partition("| all |")[2].partition("\n")[0])[0]
    assert int(error[0]) > 200
    assert float(error[2]) < 0.1
    assert all(word not in report for word in ("## Stamps on real pages", "## What each step", "## Workers"))
    assert "truth" not in results[0]["page"]
    assert "read" not in results[1]


def test_stamps_of_real_pages_are_shown_beside_the_index(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.png").touch()
    (tmp_path / "INDEX.tsv").write_text("file\tstamps_seals_handwriting\na.png\tred seal\n", encoding="utf-8")
    image = tmp_path / "pages" / "a.png"
    read = Page(1, 10, 10, 100, stamps=(Stamp(StampKind.SEAL, Box(0, 0, 9, 9)),))
    result = Result(TruePage("a", image, "", 100), "sohoa, in a batch", (), 1.0, 1.0, read=read)
    (found,) = bench.stamps_of(tmp_path, [result], only_read=False)
    assert (found.name, found.found, found.indexed.said) == ("a", read.stamps, "red seal")
    report = bench_report.report([result], [], "python -m benchmarks.bench", Alone(real_stamps=(found,)))
    assert "| a | red seal | seal | seal | – | seal |" in report
    assert list(bench.stamps_of(tmp_path, [], only_read=False)) == []


def test_the_report_shows_steps_and_workers_that_were_measured():
    (result,) = run([page("p", "abcdefghij", "clean")], [Said("sohoa --raw", {"p": "abcdefghij"})])
    without = Without("zones", result.page, measure("abcdefghij", "abcdefghi"))
    workers = Capacity(20.0, 38.0, 1, (Memory(400.0, 500.0),))
    alone = Alone(ablation=(without,), capacity=workers, one_file=(Way("sohoa read, one file", 24, 1.5, 1.4),))
    report = bench_report.report([result], [], "python -m benchmarks.bench", alone, load=0.25)
    assert "load average before the run: 0.2." in report
    assert "| sohoa read, one file | 1.50 | 1.00 | 1.40 | 1.00 |" in report
    assert "| zones | plain order from top to bottom | 10.00 (1/10) | +10.00 |" in report
    assert "| pages a minute | 20.0 | 38.0 | 1.90 |" in report
    assert "| resident MiB of a worker | 400 | 400 | +0.0 | 500 |" in report
    assert "\n\n\n" not in report


def test_readings_are_kept_beside_the_report(ran):
    _, results = ran
    assert [one["engine"] for one in results] == ["tesseract", "sohoa, in a batch"]
    assert all(one["seconds"] > 0 and one["failure"] is None for one in results)
    assert [column["column"] for column in results[1]["columns"]] == ["sohoa --raw", "sohoa"]
    assert "CỘNG" in results[1]["columns"][1]["text"]


def test_made_pages_take_turns_in_wear_and_resolution(tmp_path, monkeypatch):
    monkeypatch.setattr(bench_pages, "RESOLUTIONS", (50, 60))  # small ones are made sooner
    pages = list(bench_pages.made(7, tmp_path))
    assert [one.wear for one in pages] == [*synthesis.WEARS, synthesis.WEARS[0]]
    assert {one.text for one in pages[:6]} == {pages[0].text}
    assert pages[6].text != pages[0].text
    assert [one.dpi for one in pages[:2]] == list(bench_pages.RESOLUTIONS)
    assert pages[6].dpi != pages[0].dpi
    with Image.open(pages[0].image) as image:
        assert round(image.info["dpi"][0]) == pages[0].dpi


def test_real_pages_are_images_with_a_truth(tmp_path):
    for folder in ("pages", "gt"):
        (tmp_path / folder).mkdir()
    Image.new("L", (827, 1169), 255).save(tmp_path / "pages" / "b1.png")
    Image.new("L", (1240, 1754), 255).save(tmp_path / "pages" / "a2.jpg", dpi=(150, 150))
    Image.new("L", (10, 10), 255).save(tmp_path / "pages" / "c3.png")
    for name in ("b1", "a2", "a2.stamp", "missing"):
        (tmp_path / "gt" / f"{name}.txt").write_text(f"chữ của {name}", encoding="utf-8")
    pages = bench_pages.real(tmp_path)
    assert [(one.name, one.text, one.dpi) for one in pages] == [("a2", "chữ của a2", 150), ("b1", "chữ của b1", 100)]
    assert bench_pages.real(tmp_path / "none") == []


def test_tables_pool_the_counts_of_pages():
    pages = [page("p", "một hai", "clean", 150), page("q", "abcdefghijklm", "fax", 300), page("r", "ba", "clean", 300)]
    engine = Said("tesseract", {"p": "một hải", "q": "abcdefghijklm", "r": "bb"})
    results = list(run(pages, [engine]))
    assert cells(bench_tables.by_group(results, lambda one: one.wear)) == [
        ["CER %", "clean", "fax", "all"],
        ["---", "---:", "---:", "---:"],
        ["tesseract", "22.22", "0.00", "9.09"],
    ]
    assert [row[1] for row in cells(bench_tables.by_page(results))[2:]] == ["14.29", "0.00", "50.00", "9.09"]
    row = cells(bench_tables.overall(results))[2]
    assert row == ["tesseract", "9.09 (2/22)", "50.00 (2/4)", "33.33 (1/3)", "50.00"]


def test_speed_is_the_median_of_ratios_on_the_same_page():
    names = ("p", "q", "r")
    pages, texts = [page(name, "a") for name in names], dict.fromkeys(names, "a")
    slow = Said("slow", texts, {"p": 2.0, "q": 30.0, "r": 9.0})
    results = list(run(pages, [Said("tesseract", texts, {"p": 1.0, "q": 10.0, "r": 1.0}), slow]))
    rows = {row[0]: row[1:] for row in cells(bench_tables.speed(results))}
    assert rows["slow"] == ["9.00", "3.00", "9.00", "3.00"]
    assert rows["tesseract"] == ["1.00", "1.00", "1.00", "1.00"]
    alone = cells(bench_tables.speed([one for one in results if one.engine == "slow"]))
    assert alone[2] == ["slow", "9.00", "–", "9.00", "–"]


def test_an_engine_that_gives_up_pays_for_it():
    pages = [page("p", "abcd"), page("q", "abcd")]
    results = list(run(pages, [Said("tesseract", {"p": "abcd", "q": "abcd"}), Said("frail", {"p": "abcd", "q": None})]))
    assert bench_tables.failures(results) == ["frail gave up on q: out of ink"]
    assert cells(bench_tables.by_page(results))[-1] == ["all", "0.00", "50.00"]
    assert cells(bench_tables.speed(results))[-1][:2] == ["frail", "1.00"]
    assert "frail gave up on q" in bench_report.report(results, [], "python -m benchmarks.bench")


def test_an_engine_that_is_not_installed_is_named_and_left_out(monkeypatch):
    monkeypatch.setattr(bench_engines, "_find", lambda program: None)
    missing = {engine.name: engine.version() for engine in bench_engines.ENGINES}
    assert missing["tesseract"] is missing["OCRmyPDF"] is missing["sohoa read"] is None
    results = list(run([page("p", "a", "clean")], [Said("other", {"p": "a"})]))
    report = bench_report.report(results, [(bench_engines.Tesseract(), None)], "python -m benchmarks.bench")
    assert "| tesseract | not installed: left out |" in report


def test_a_program_that_fails_says_why():
    with pytest.raises(EngineFailedError, match="exit status 3: no ink"):
        bench_engines._run([sys.executable, "-c", "import sys; print('no ink', file=sys.stderr); sys.exit(3)"])
    with pytest.raises(EngineFailedError):
        bench_engines._run(["/nowhere/at/all"])


def test_the_stopwatch_counts_the_processor_time_of_programs():
    with Stopwatch() as watch:
        bench_engines._run([sys.executable, "-c", "sum(range(5_000_000))"])
    assert 0.02 < watch.processor_seconds <= watch.seconds + 0.1


def test_engines_run_on_one_core_and_the_machine_is_given_back():
    before = os.sched_getaffinity(0)
    with bench_engines.one_core():
        assert len(os.sched_getaffinity(0)) == 1
        assert os.environ["OMP_THREAD_LIMIT"] == "1"
    assert os.sched_getaffinity(0) == before


def test_a_result_without_readings_counts_for_speed_alone():
    result = Result(page("p", "a"), "sohoa read", (), 2.0, 1.0)
    assert bench_tables.columns([result]) == []
    assert cells(bench_tables.speed([result]))[2] == ["sohoa read", "2.00", "–", "1.00", "–"]
    assert bench_tables._total([result], "sohoa") == Measures()


def test_wrong_options_are_told():
    unknown = CliRunner().invoke(bench.main, ["--engine", "abbyy"], env={"COLUMNS": "200"})
    assert unknown.exit_code == 2
    assert all(name in unknown.output for name in NAMES)
    nothing = CliRunner().invoke(bench.main, ["--pages", "0", "--real", "/nowhere"])
    assert nothing.exit_code == 2
