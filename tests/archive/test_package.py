"""Packages: whole or absent, found by content, checked by sha256sum, safe under concurrent writers."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import textwrap
import threading
import unicodedata
from pathlib import Path

import pytest

from archive.layout import package_name, slug
from archive.manifest import format_manifest, identity, parse_manifest
from archive.markdown import to_markdown
from archive.package import Archive, Package
from archive.record import (
    SCHEMA_VERSION,
    OriginalFile,
    SourceRecord,
    estimate_quality,
    from_json,
    record_of,
    to_json,
)
from archive.storage import writing
from core.errors import DiskFullError, StillWritingError, StorageError, UnreadableError
from ocr.elements import Alternative, Box, Line, Page, ProcessingStep, Region, RegionKind, Stamp, StampKind, Word
from postprocess.elements import Block, BlockKind, Correction, Document, Field, Metadata

BOX = Box(10, 20, 110, 50)


def a_page(number: int = 1, text: str = "Số 12-NQ/TU, ngày 03/02/2026", confidence: float = 0.9) -> Page:
    words = tuple(Word(word, BOX, confidence, (Alternative("Sô", 0.3, "trueocr"),)) for word in text.split())
    line = Line(BOX, words)
    return Page(
        number,
        800,
        1100,
        100,
        (Region(RegionKind.TEXT, BOX, (line,)),),
        (Stamp(StampKind.INCOMING, BOX, (line,), 0.8),),
        (ProcessingStep("cleanup", 0.25, {"scale": 2}),),
        findings=("Trang mờ",),
    )


def a_document() -> Document:
    field = Field("Nghị quyết", "NQ", 0.97, 1, BOX, "dòng tên loại")
    return Document(
        (a_page(1), a_page(2, "Điều 1. Thông qua", 0.5), Page(3, 800, 1100, 100, blank=True)),
        (Block(BlockKind.PARAGRAPH, "Điều 1. Thông qua", 2, BOX),),
        Metadata(doc_type=field, signers=(field,)),
        (Correction(1, BOX, "Sô", "Số", "correct", "dấu", 0.1, 0.9),),
        (ProcessingStep("layout", 0.01),),
    )


def source_of(files: tuple[OriginalFile, ...], folder: bool = False, name: str = "a.pdf") -> SourceRecord:
    size = sum(file.size for file in files)
    return SourceRecord(name, f"/scan/{name}", identity(files, folder), size, "application/pdf", 3, files)


def file_of(path: Path) -> OriginalFile:
    data = path.read_bytes()
    return OriginalFile(path.name, len(data), hashlib.sha256(data).hexdigest())


def add(archive: Archive, path: Path, name: str | None = None) -> Package:
    """Put the file at `path` into the archive."""
    file = file_of(path)
    with archive.claim(file.sha256) as draft:
        copy = draft.take_in(path.name, [(path, file)], folder=False)
        assert copy.read_bytes() == path.read_bytes()
        document = a_document()
        record = record_of(source_of((file,), name=path.name), document, {"sohoa": "0.1.0"}, {"reader.onnx": "0" * 64})
        return Package(draft.commit(name or path.stem, record, document.text))


def visible(root: Path) -> list[str]:
    return sorted(entry.name for entry in root.iterdir() if not entry.name.startswith("."))


@pytest.fixture
def scan(tmp_path):
    path = tmp_path / "Nghị quyết số 35 (bản ký).pdf"
    path.write_bytes(b"%PDF-1.4 " + os.urandom(3000))
    return path


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "clean")


def test_a_package_holds_all_it_should(archive, scan):
    package = add(archive, scan)
    sha256 = hashlib.sha256(scan.read_bytes()).hexdigest()
    assert package.name == f"nghi-quyet-so-35-ban-ky-{sha256[:12]}"
    assert sorted(path.relative_to(package.path).as_posix() for path in package.path.rglob("*") if path.is_file()) == [
        "document.json",
        "document.md",
        "manifest-sha256.txt",
        f"original/{scan.name}",
        "text.txt",
    ]
    (original,) = package.originals
    assert original.read_bytes() == scan.read_bytes()
    assert original.stat().st_mtime_ns == scan.stat().st_mtime_ns
    assert package.sha256 == sha256
    assert package.text() == a_document().text
    assert package.text().count("\f") == 2
    assert (package.path / "document.md").read_text("utf-8") == to_markdown(a_document())
    assert package.head().source.path == f"/scan/{scan.name}"
    assert package.head().metadata == package.record().metadata
    assert package.record().metadata.doc_type.value == "Nghị quyết"
    assert package.damage() == []
    assert package.holds(sha256)
    assert visible(archive.root) == [package.name]
    assert list((archive.root / ".work").iterdir()) == []


def test_sha256sum_agrees(archive, scan):
    odd = scan.with_name("tên\\lạ\nxuống dòng.pdf")
    scan.rename(odd)
    package = add(archive, odd)
    run = subprocess.run(
        ["sha256sum", "--check", "--strict", "manifest-sha256.txt"], cwd=package.path, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.count(": OK") == 4
    assert package.damage() == []
    assert package.sha256 == hashlib.sha256(odd.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["a", "a\\b", "a\nb", "a\\nb", "\\\\n\r", "Đảng uỷ.pdf", "\udcff.pdf"])
def test_manifests_come_back(name):
    checksums = {name: "0" * 64, "z": "f" * 64}
    assert parse_manifest(format_manifest(checksums)) == checksums


def test_a_manifest_of_nonsense_is_refused():
    with pytest.raises(ValueError, match="not a line"):
        parse_manifest(b"hello\n")


def test_damage_is_told(archive, scan):
    package = add(archive, scan)
    (package.path / "text.txt").write_text("khác")
    (package.path / "document.json").unlink()
    (package.path / "moi.txt").touch()
    assert package.damage() == ["document.json: missing", "moi.txt: unlisted", "text.txt: changed"]
    assert package.holds(package.sha256)
    (original,) = package.originals
    original.chmod(0o644)
    original.write_bytes(b"x")
    assert not package.holds(hashlib.sha256(scan.read_bytes()).hexdigest())
    (package.path / "manifest-sha256.txt").unlink()
    assert len(package.damage()) == 1


def test_a_package_from_before_document_md_is_whole(archive, scan):
    package = add(archive, scan)
    (package.path / "document.md").unlink()
    kept = {name: checksum for name, checksum in package.checksums().items() if name != "document.md"}
    (package.path / "manifest-sha256.txt").write_bytes(format_manifest(kept))
    assert package.damage() == []
    assert package.holds(package.sha256)
    assert archive.find(package.sha256) == package


def test_find_goes_by_content(archive, scan, tmp_path):
    assert archive.find("0" * 64) is None
    assert list(archive.packages()) == []
    package = add(archive, scan)
    assert archive.find(package.sha256) == package
    # Another process adds one behind our back; names may be changed by hand.
    other = tmp_path / "b.pdf"
    other.write_bytes(b"other")
    added = add(Archive(archive.root), other)
    assert archive.find(added.sha256) == added
    sha256 = added.sha256
    renamed = added.path.rename(archive.root / f"doi-ten-{sha256[:12]}")
    assert archive.find(sha256).path == renamed
    # The first digits alone are no proof.
    assert archive.find(sha256[:12] + "0" * 52) is None
    shutil.rmtree(renamed)
    assert archive.find(sha256) is None
    assert [found.name for found in archive.packages()] == [package.name]


def test_a_folder_is_identified_by_its_files(archive, tmp_path):
    folder = tmp_path / "Hồ sơ"
    folder.mkdir()
    for name in ("1.png", "2.png"):
        (folder / name).write_bytes(name.encode())
    files = tuple(file_of(folder / name) for name in ("1.png", "2.png"))
    sha256 = identity(files, folder=True)
    assert sha256 not in {file.sha256 for file in files}
    assert identity(tuple(reversed(files)), folder=True) == sha256
    with archive.claim(sha256) as draft:
        copy = draft.take_in("Hồ sơ", [(folder / file.name, file) for file in files], folder=True)
        assert sorted(path.name for path in copy.iterdir()) == ["1.png", "2.png"]
        record = record_of(source_of(files, folder=True, name="Hồ sơ"), a_document(), {}, {})
        package = Package(draft.commit("Hồ sơ", record, "chữ"))
    assert package.sha256 == sha256
    assert archive.find(sha256) == package
    assert [path.relative_to(package.path).as_posix() for path in package.originals] == [
        "original/Hồ sơ/1.png",
        "original/Hồ sơ/2.png",
    ]


def test_what_is_not_committed_leaves_nothing(archive, scan):
    file = file_of(scan)
    with pytest.raises(RuntimeError), archive.claim(file.sha256) as draft:
        draft.take_in(scan.name, [(scan, file)], folder=False)
        assert visible(archive.root) == []
        raise RuntimeError
    assert visible(archive.root) == []
    assert list((archive.root / ".work").iterdir()) == []
    assert scan.exists()


def test_a_file_that_changed_since_is_not_taken_in(archive, scan):
    file = file_of(scan)
    scan.write_bytes(b"more")
    with pytest.raises(StillWritingError), archive.claim(file.sha256) as draft:
        draft.take_in(scan.name, [(scan, file)], folder=False)
    scan.unlink()
    with pytest.raises(UnreadableError), archive.claim(file.sha256) as draft:
        draft.take_in(scan.name, [(scan, file)], folder=False)


def test_a_draft_that_was_tampered_with_is_not_committed(archive, scan):
    file = file_of(scan)
    record = record_of(source_of((file,)), a_document(), {}, {})
    with pytest.raises(StorageError), archive.claim(file.sha256) as draft:
        copy = draft.take_in(scan.name, [(scan, file)], folder=False)
        copy.chmod(0o644)
        copy.write_bytes(b"bit rot")
        draft.commit("a", record, "")
    with pytest.raises(StorageError), archive.claim(file.sha256) as draft:
        copy = draft.take_in(scan.name, [(scan, file)], folder=False)
        (copy.parent / "temporary").touch()
        draft.commit("a", record, "")
    assert visible(archive.root) == []


def test_other_content_under_the_short_name_is_not_replaced(archive, scan):
    sha256 = file_of(scan).sha256
    there = archive.root / package_name(scan.stem, sha256)
    there.mkdir(parents=True)
    (there / "x").touch()
    package = add(archive, scan)
    assert package.name.endswith(sha256)
    assert (there / "x").exists()
    assert archive.find(sha256) == package


def test_refusals_to_write_are_told_apart(archive):
    with pytest.raises(DiskFullError), writing(), Path("/dev/full").open("wb") as full:
        full.write(b"x" * 100_000)
    archive.root.mkdir()
    (archive.root / ".work").touch()  # a file where the drafts should go
    with pytest.raises(StorageError), archive.claim("0" * 64):
        pass


def test_threads_that_add_the_same_content_make_one_package(archive, scan):
    made: list[str] = []
    sha256 = file_of(scan).sha256

    def work() -> None:
        with archive.claim(sha256) as draft:
            if archive.find(sha256) is None:
                draft.take_in(scan.name, [(scan, file_of(scan))], folder=False)
                record = record_of(source_of((file_of(scan),)), a_document(), {}, {})
                made.append(draft.commit("a", record, "").name)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert visible(archive.root) == made


def test_leftovers_of_the_dead_go_and_those_of_the_living_stay(archive, scan):
    script = """
        import sys, time
        from pathlib import Path
        from archive.package import Archive
        with Archive(Path(sys.argv[1])).claim(sys.argv[2]) as draft:
            draft.path.mkdir(parents=True)
            (draft.path / "half").write_text("written")
            print("ready", flush=True)
            time.sleep(60)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(archive.root)]
    processes = {}
    for sha256 in ("a" * 64, "b" * 64):
        process = subprocess.Popen([*command, sha256], stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline() == "ready\n"
        processes[sha256] = process
    processes["a" * 64].kill()
    processes["a" * 64].wait()
    try:
        assert archive.recover() == ["a" * 64]
        assert {entry.name for entry in (archive.root / ".work").iterdir()} == {"b" * 64, "b" * 64 + ".lock"}
        with archive.claim("a" * 64):  # the lock of the dead is free
            pass
    finally:
        processes["b" * 64].kill()
        processes["b" * 64].wait()
    assert archive.recover() == ["b" * 64]
    assert archive.recover() == []
    assert Archive(archive.root / "none").recover() == []


def test_names_are_readable_ascii():
    assert slug("Đảng uỷ xã Hoà Bình_số 05-NQ/ĐU") == "dang-uy-xa-hoa-binh-so-05-nq-du"
    assert slug(unicodedata.normalize("NFD", "Nghị quyết")) == "nghi-quyet"
    assert slug("...") == "tai-lieu"
    assert slug("文书") == "tai-lieu"
    assert len(slug("rất dài " * 40)) <= 60
    assert not slug("a" * 59 + " b").endswith("-")


def test_records_come_back_from_json():
    record = record_of(
        source_of((OriginalFile("a.pdf", 5, "0" * 64),)), a_document(), {"sohoa": "0.1.0"}, {"reader.onnx": "0" * 64}
    )
    assert from_json(to_json(record)) == record
    data = json.loads(to_json(record))
    assert data["schema_version"] == SCHEMA_VERSION
    assert data["created"].endswith("+07:00")
    assert data["pages"][0]["regions"][0]["kind"] == "text"
    assert data["pages"][0]["regions"][0]["lines"][0]["words"][0]["box"] == {
        "left": 10,
        "top": 20,
        "right": 110,
        "bottom": 50,
    }
    assert data["metadata"]["doc_type"]["value"] == "Nghị quyết"
    only_read = record_of(record.source, [a_page()], {}, {})
    assert only_read.metadata is None
    assert from_json(to_json(only_read)) == only_read


def test_quality_counts_printed_words():
    quality = estimate_quality(a_document().pages)
    assert (quality.words, quality.blank_pages) == (8, 1)
    assert quality.confidence == pytest.approx((4 * 0.9 + 4 * 0.5) / 8)
    assert quality.low_share == 0.5
    assert quality.expected_errors == pytest.approx(4 * 0.1 + 4 * 0.5)
    empty = estimate_quality([])
    assert (empty.words, empty.confidence, empty.low_share, empty.expected_errors) == (0, None, 0.0, 0.0)
