"""What a file is, told by its content; and that a hostile one holds nobody up."""

import os
import sys
import threading
import time
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contacts.papers import pdf, picture
from uccms.web.uploads import kinds, pages
from uccms.web.uploads.pages import PagesUnreadable, picture_of_page, read_pages
from uccms.web.uploads.pictures import is_picture
from uccms.web.uploads.texts import decoded


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


@given(st.binary(max_size=200))
def test_whatever_the_bytes_are_a_kind_or_none_comes_of_them(content):
    assert kinds.kind_of_bytes(content) in (None, *kinds.KINDS.values())
    text = decoded(content)
    assert text is None or "\x00" not in text


FORMS = ("PNG", "JPEG", "GIF", "WEBP")


@pytest.mark.parametrize("form", FORMS)
def test_pictures_of_all_sorts_are_built_like_one_and_no_beginning_of_one_is(form, tmp_path):
    from PIL import Image

    for number, mode in enumerate(("RGB", "L", "P", "1", "RGBA")):
        if (form, mode) in (("JPEG", "P"), ("JPEG", "RGBA")):
            continue
        path = tmp_path / str(number)
        more = {"progressive": True, "exif": b"Exif\0\0II*\0"} if form == "JPEG" else {}
        Image.new(mode, (33, 1)).save(path, form, comment=b"A comment", **more)
        assert is_picture(path, form.lower())
    content = picture(form, pages=1 if form == "JPEG" else 3)
    assert is_picture(written(tmp_path, content), form.lower())
    assert is_picture(written(tmp_path, content + b"what a camera adds"), form.lower())
    head = {"PNG": 33, "JPEG": 20, "GIF": 13, "WEBP": 12}[form]
    for end in range(head + 1):
        assert not is_picture(written(tmp_path, content[:end]), form.lower())
        assert not is_picture(written(tmp_path, content[:end] + b"and a text " * 9), form.lower())


@given(st.sampled_from(FORMS), st.binary(max_size=300))
def test_whatever_the_bytes_are_a_picture_or_none_comes_of_them(form, content):
    with NamedTemporaryFile() as file:
        Path(file.name).write_bytes(content)
        assert is_picture(Path(file.name), form.lower()) in (True, False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_text_is_read_as_it_was_written(encoding):
    text = "Señora Núñez asks.\r\nTwice.\t£5"
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "content", [b"\x00" * 40, b"GIF\x00\x00\x01", b"a\x07b", b"\xff\xfe\x00\xd8", b"MZ\x90\x00\x03\x00"]
)
def test_what_is_no_text_is_none(content):
    assert decoded(content) is None


@pytest.mark.parametrize("name", ["a.PDF", "a.b.pdf", ".pdf", "pdf", "a.pdf.exe"])
def test_the_last_ending_counts(name):
    assert (kinds.kind_of_name(name) == kinds.PDF) == (name in ("a.PDF", "a.b.pdf"))


def test_pages_are_read_from_where_one_asks(tmp_path):
    path = written(tmp_path, pdf("One", "Two", "Three"))
    read = read_pages(path, "pdf", first=2, count=1)
    assert (read.number, read.texts, read.complete) == (3, ["Two"], False)
    assert read_pages(path, "pdf").complete


def test_a_page_beyond_the_end_and_a_broken_file_are_refused(tmp_path):
    path = written(tmp_path, pdf("One"))
    with pytest.raises(PagesUnreadable, match="broken"):
        picture_of_page(path, "pdf", 2)
    for kind in ("pdf", "tiff"):
        with pytest.raises(PagesUnreadable, match="broken"):
            read_pages(written(tmp_path, os.urandom(2000)), kind)


def test_a_picture_of_a_page_is_never_larger_than_a_screen_takes(tmp_path):
    from PIL import Image

    path = written(tmp_path, picture("TIFF", pages=2))
    shown = tmp_path / "shown.png"
    shown.write_bytes(picture_of_page(path, "tiff", 2))
    assert Image.open(shown).size == (80, 100)
    shown.write_bytes(picture_of_page(written(tmp_path, pdf("One")), "pdf", 1))
    width, height = Image.open(shown).size
    assert width <= 900 and height <= 1800


HANGS = "import time\ntime.sleep(60)"
EATS = "import sys\nsys.path.insert(0, {folder!r})\nimport page_reader\npage_reader.limit()\nb'x' * (4 << 30)"
SPINS = "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
TELLS = "import os, sys\nsys.stdout.write(repr(sorted(os.environ)))"


def run(program: str, folder: Path, monkeypatch) -> bytes:
    monkeypatch.setattr(pages, "PROGRAM", written(folder, program.encode()))
    return pages._run(Path(os.devnull), "text", "pdf", "1", "1")


def test_a_reader_that_hangs_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(PagesUnreadable, match="time"):
        run(HANGS, tmp_path, monkeypatch)
    assert time.monotonic() - began < 10


@pytest.mark.skipif(sys.platform != "linux", reason="Other systems know other limits.")
@pytest.mark.parametrize("program", [EATS, SPINS])
def test_a_reader_that_wants_too_much_ends(program, tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "SECONDS", 120)  # of a busy machine, while it has one of the processor
    program = program.format(folder=str(pages.PROGRAM.parent))
    with pytest.raises(PagesUnreadable, match="broken"):
        run(program, tmp_path, monkeypatch)


def test_a_reader_knows_nothing_of_our_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("UCCMS_SECRET_KEY", "secret")
    known = run(TELLS, tmp_path, monkeypatch).decode()
    assert "UCCMS" not in known
    assert "DATABASE_URL" not in known


def test_no_more_than_two_read_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "PATIENCE", 0.2)
    monkeypatch.setattr(pages, "SECONDS", 120)
    go_on = tmp_path / "go on"
    program = f"import os, time\nwhile not os.path.exists({str(go_on)!r}): time.sleep(0.02)"
    monkeypatch.setattr(pages, "PROGRAM", written(tmp_path, program.encode()))
    said = []

    def read() -> None:
        try:
            pages._run(Path(os.devnull))
        except PagesUnreadable as error:
            said.append(error.why)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while not said and time.monotonic() < deadline:
        time.sleep(0.02)
    go_on.touch()
    for thread in threads:
        thread.join()
    assert said == ["busy"]
