"""A broken record is rejected with its line, and the records around it are read."""

import io

import pytest

from contacts.importing.encodings import open_text
from contacts.importing.errors import FileError
from contacts.importing.reading import LONGEST_CELL, open_records


def read(text: str) -> list[tuple[int, list[str] | None, str]]:
    header, records = open_records(io.StringIO(text, newline=""))
    assert header == ["a", "b", "c"]
    return [tuple(record) for record in records]


def good_lines(text: str) -> list[int]:
    return [line for line, _, problem in read(text) if not problem]


def test_line_breaks_in_quotes_belong_to_the_cell():
    assert read('a,b,c\r\n1,"x\r\ny",2\r\n3,4,5\r\n') == [
        (2, ["1", "x\r\ny", "2"], ""),
        (4, ["3", "4", "5"], ""),
    ]


def test_empty_lines_are_no_records():
    assert good_lines("\na,b,c\n\n1,2,3\n\n\n4,5,6") == [4, 7]


def test_a_mark_that_is_not_doubled_spoils_its_record_only():
    records = read('a,b,c\n1,"x"y,2\n3,4,5\n')
    assert [(line, bool(problem)) for line, _, problem in records] == [(2, True), (3, False)]
    assert "not doubled" in records[0][2]


def test_a_mark_that_is_never_closed_swallows_nothing():
    text = 'a,b,c\n1,2,3\n4,"x,5\n6,7,8\n9,10,"y\n z",\n' + "1,2,3\n" * 50
    records = read(text)
    assert [line for line, _, problem in records if problem] == [3, 5]
    assert records[1][2] == "a quotation mark inside a quoted cell is not doubled"
    assert len(records) == 4 + 50


def test_a_mark_open_at_the_end_of_the_file_gives_the_last_records_back():
    records = read('a,b,c\n1,"never closed,3\n4,5,6\n7,8,9\n')
    assert [(line, problem) for line, _, problem in records] == [
        (2, "a quotation mark is opened and never closed"),
        (3, ""),
        (4, ""),
    ]


def test_a_closed_mark_that_swallowed_records_gives_them_back():
    # Line 2 opens a mark that line 4 closes in the right form: only the number of cells betrays it.
    records = read('a,b,c\n1,2,"x\n4,5,6\n7,",8,9,\n1,2,3\n')
    assert [(line, bool(problem)) for line, _, problem in records][:2] == [(2, True), (3, False)]
    assert (5, ["1", "2", "3"], "") in records


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,2", "2 cells instead of 3"),
        ("1,2,3,4", "4 cells instead of 3"),
        ("1,2\0,3", "a NUL byte"),
        ("1,caf\udce9,3", "bytes that are no letters in the file's encoding"),
        ("1," + "x" * (LONGEST_CELL + 1) + ",3", "a cell of more than 100,000 letters"),
        ('1,"' + "word " * 2_000_000 + '",3', "a cell of more than 100,000 letters"),
        ('1,"' + "line of text\n" * 800_000 + '",3', "a cell of more than 100,000 letters"),
    ],
    ids=["few", "many", "nul", "undecoded", "long", "10 MB", "10 MB of lines"],
)
def test_a_bad_record_has_its_reason(line, reason):
    records = read(f"a,b,c\n{line}\n7,8,9\n")
    assert [(record[0], record[2]) for record in records] == [(2, reason), (records[-1][0], "")]
    assert records[-1][1] == ["7", "8", "9"]


def opened(tmp_path, content: bytes):
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    return open_text(path)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-32", "utf-32"),
        ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"), ("cp1252", "cp1252"),
    ],
)  # fmt: skip
def test_the_encoding_is_recognized(tmp_path, encoding, found):
    file, name = opened(tmp_path, "a,b,c\ncafé,“x”,3\n".encode(encoding))
    with file:
        assert name == found
        assert [record.cells for record in open_records(file)[1]] == [["café", "“x”", "3"]]


@pytest.mark.parametrize(
    "content",
    [
        "a,b,c\nné,é,3\n".encode() + b"bad\xe9,b,c\n" + b"4,5,6\n",
        "a,b,c\nné,é,3\n".encode("cp1252") + b"bad\x81,b,c\n" + b"4,5,6\n",
        "a,b,c\nné,é,3\n".encode("utf-16")
        + b"\x00\xd8,\x00b\x00,\x00c\x00\n\x00"
        + "4,5,6\n".encode("utf-16-le"),
    ],
    ids=["utf-8", "cp1252", "utf-16"],
)
def test_wrong_bytes_spoil_their_record_only(tmp_path, content):
    file, _ = opened(tmp_path, content)
    with file:
        problems = [record.problem for record in open_records(file)[1]]
    assert problems == ["", "bytes that are no letters in the file's encoding", ""]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x1f\x8brest", "gzip"),
        (b'a,"b\n', "cannot be read"),
        (b"a,b\0,c\n", "NUL"),
    ],
)
def test_what_has_no_columns_is_refused(tmp_path, content, sentence):
    with pytest.raises(FileError, match=sentence):
        file, _ = opened(tmp_path, content)
        with file:
            open_records(file)


@pytest.mark.parametrize("name", ["none.csv", "."])
def test_what_is_no_file_is_refused(tmp_path, name):
    with pytest.raises(FileError, match="There is no file"):
        open_text(tmp_path / name)
