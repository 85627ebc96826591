"""The name under which a browser saves: both forms, and no trick gets through."""

import pytest

from uccms.web.downloads.names import LONGEST, content_disposition, safe_name


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("grants 2026.zip", "grants 2026.zip"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system32\\cmd.exe", "cmd.exe"),
        ('a"; filename="b.html', "a_; filename=_b.html"),
        ("a\r\nSet-Cookie: x=1.zip", "aSet-Cookie_ x=1.zip"),
        ("a\x00b.zip", "ab.zip"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        (".htaccess", "htaccess"),
        ("..", "download"),
        ("", "download"),
        ("name. . ", "name"),
        ("NUL.txt", "_NUL.txt"),
        ("com1", "_com1"),
        ("a*b?<c>|d:e.zip", "a_b__c__d_e.zip"),
        ("Cafe\u0301.zip", "Café.zip"),
    ],
)
def test_a_name_is_cleaned(name, cleaned):
    assert safe_name(name) == cleaned
    assert safe_name(cleaned) == cleaned


def test_a_long_name_keeps_its_ending():
    for letter in ("a", "名"):
        short = safe_name(letter * 500 + ".tar")
        assert short.endswith(".tar") and LONGEST - 3 <= len(short.encode()) <= LONGEST
    assert len(safe_name("x." + "y" * 500).encode()) == LONGEST


@pytest.mark.parametrize(
    ("name", "plain", "extended"),
    [
        ("grants.zip", "grants.zip", "grants.zip"),
        ("Übersicht 100 %.zip", "Ubersicht 100 _.zip", "%C3%9Cbersicht%20100%20%25.zip"),
        ("特許.zip", "download.zip", "%E7%89%B9%E8%A8%B1.zip"),
        ("特許", "download", "%E7%89%B9%E8%A8%B1"),
        ("a＂b.zip", "a_b.zip", "a%EF%BC%82b.zip"),
        ("o'neil;x.zip", "o'neil;x.zip", "o%27neil%3Bx.zip"),
    ],
)
def test_both_forms_are_sent(name, plain, extended):
    assert content_disposition(name) == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{extended}"
