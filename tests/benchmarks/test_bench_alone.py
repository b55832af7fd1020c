"""Steps left out, and workers: what the tables say of known results, and one small run of the real pool."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import ocr.read
from benchmarks import bench, processes
from benchmarks.engines import Stopwatch
from benchmarks.measures import ablation, capacity, one_file, scanned_again
from benchmarks.measures.ablation import Without
from benchmarks.measures.capacity import Capacity, Memory
from benchmarks.measures.one_file import Way
from benchmarks.pages import TruePage
from benchmarks.pool import readers
from benchmarks.tables import alone
from quality.measures import measure


def true_page(name: str, wear: str | None = None) -> TruePage:
    return TruePage(name, Path(name), "abcdefghij", 200, wear)


def cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def test_a_step_is_worth_what_its_lack_costs():
    made, real = true_page("m", "clean"), true_page("r")
    whole = {page: measure(page.text, "abcdefghij") for page in (made, real, true_page("not measured"))}
    without = [
        Without("zones", made, measure(made.text, "abcdefgh")),
        Without("zones", real, measure(real.text, "abcdefghij")),
        Without("network", made, measure(made.text, "abcdefghi")),
        Without("network", real, measure(real.text, "")),
    ]
    assert cells(alone.ablation(whole, without))[0][2:] == [
        *("made: CER % (1 pages)", "worse by"),
        *("real: CER % (1 pages)", "worse by"),
    ]
    assert [row[:1] + row[2:] for row in cells(alone.ablation(whole, without))[2:]] == [
        ["none", "0.00 (0/10)", "", "0.00 (0/10)", ""],
        ["zones", "20.00 (2/10)", "+20.00", "0.00 (0/10)", "+0.00"],
        ["network", "10.00 (1/10)", "+10.00", "100.00 (10/10)", "+100.00"],
    ]


def test_pages_scanned_again_are_added_up_by_change_and_the_worst_is_named():
    first, second = true_page("a"), true_page("b")
    change, other = list(scanned_again.CHANGES)[:2]
    right, wrong = measure(first.text, first.text), measure(first.text, "abcdefgh")
    again = [
        scanned_again.Again(change, first, wrong, right),
        scanned_again.Again(change, second, wrong, wrong),
        scanned_again.Again(other, first, right, right),
    ]
    assert cells(scanned_again.table(again))[2:] == [
        [change, "20.00 (4/20)", "10.00 (2/20)", "b: 20.00"],
        [other, "0.00 (0/10)", "0.00 (0/10)", "a: 0.00"],
        ["all", "13.33 (4/30)", "6.67 (2/30)", "b: 20.00"],
    ]


@pytest.mark.parametrize("change", scanned_again.CHANGES.values(), ids=list(scanned_again.CHANGES))
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_page_scanned_again_is_white_where_it_was_and_keeps_its_colours(change, mode):
    page = Image.new(mode, (300, 400), "white")
    page.paste("black", (100, 150, 200, 250))
    again = change(page)
    assert again.mode == mode
    assert again.resize((300, 400)).convert("L").point(lambda level: 255 * (level > 128)).getbbox() == (0, 0, 300, 400)
    grey = again.convert("L")
    assert grey.getpixel((grey.width // 2, grey.height // 2)) < 10
    assert min(grey.getpixel(corner) for corner in ((0, 0), (grey.width - 1, grey.height - 1))) > 245


def test_every_step_can_be_left_out():
    assert set(ablation.STEPS) == set(ocr.read.STEPS)
    for step in ablation.STEPS:
        assert ablation.settings(step).without == {step}


def test_a_page_is_read_without_a_step(letterhead):
    page = TruePage("head", letterhead, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 200)
    (result,) = ablation.ablate([page], ["network"])
    assert (result.step, result.page) == ("network", page)
    assert result.measures.cer.count == len(page.text)


def test_memory_is_that_of_the_largest_worker_over_a_round_of_images():
    reports = [Memory(300, 310), Memory(400, 500), Memory(290, 310), Memory(350, 500), Memory(320, 330)]
    found = Capacity(one_worker=20, two_workers=38, images=2, memory=tuple(reports))
    assert (found.resident(2), found.resident(3), found.resident(5)) == (400, 400, 350)
    assert (found.pages, found.peak, found.ratio) == (5, 500, 1.9)
    assert cells(alone.speed_of_workers(found))[2] == ["pages a minute", "20.0", "38.0", "1.90"]
    assert cells(alone.memory(found))[2] == ["resident MiB of a worker", "350", "350", "+0.0", "500"]


@pytest.mark.soak
def test_workers_of_the_real_pool_tell_their_memory(letterhead):
    seen = []
    found = capacity.measure([letterhead], 3, lambda: seen.append(1))
    assert len(seen) == 1 + 3
    assert found.pages == 3
    assert found.one_worker > 0 < found.two_workers
    assert all(50 < one.resident <= one.peak < 4000 for one in found.memory)


def test_a_page_that_cannot_be_read_is_none(letterhead, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no image")
    with readers(1, capacity.read_and_weigh) as read:
        first, second = read([broken, letterhead])
    assert first is None
    assert second
    with pytest.raises(ValueError, match="none of 1 images"):
        capacity.measure([broken], 1)


def test_the_command_names_what_differs_from_a_full_run():
    assert bench.command(36, False, ()) == "python -m benchmarks.bench"
    assert bench.command(12, True, ["tesseract"], False, 100) == (
        "python -m benchmarks.bench --quick --pages 12 --engine tesseract --no-ablation --endurance 100"
    )


def test_ways_to_read_one_file_are_told_in_the_first():
    ways = [Way("a", 9, 2.0, 1.0), Way("b", 9, 1.0, 1.0), Way("a", 9, 4.0, 3.0), Way("b", 9, 0.5, 1.0)]
    assert cells(one_file.table(ways))[2:] == [
        ["a", "3.00", "1.00", "2.00", "1.00"],
        ["b", "0.75", "0.25", "1.00", "0.50"],
    ]


@pytest.mark.soak
def test_a_file_of_pages_is_read_by_both_commands(letterhead, tmp_path):
    pages = [TruePage("head", letterhead, "", 100)] * 2
    found = list(one_file.measure(pages, tmp_path))
    assert len(found) == one_file.TURNS * one_file.WAYS
    assert all(way.pages == 2 and 0.05 < way.processor_seconds < 30 for way in found)
    with Image.open(tmp_path / "pages.tif") as file:
        assert file.n_frames == 2


def test_what_a_living_child_takes_is_counted():
    busy = "import time\nwhile time.process_time() < 0.3: pass\nprint(flush=True); input()"
    child = subprocess.Popen([sys.executable, "-c", busy], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with child, Stopwatch() as watch:
        assert child.stdout
        child.stdout.readline()
        assert child.pid in processes.children()
    assert 0.2 < watch.processor_seconds < 5
    resident, peak = processes.memory()
    assert 10 < resident <= peak
