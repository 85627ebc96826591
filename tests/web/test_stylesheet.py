"""One style sheet is served, joined from the files that the index names, each in its layer."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from uccms.web.stylesheet import NAME, StyleSheetFinder, UnknownStatement, joined

STATIC = settings.BASE_DIR / "static"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "css" / "components").mkdir(parents=True)
    (tmp_path / "css" / "tokens.css").write_text(":root { --ink: #000; }\n")
    (tmp_path / "css" / "components" / "bar.css").write_text('.bar { background: url("../../bar.svg"); }\n')
    (tmp_path / "css" / "index.css").write_text(
        '@layer tokens, components;\n@import "tokens.css" layer(tokens);\n'
        '@import "components/bar.css" layer(components);\n'
    )
    return tmp_path


def test_each_file_stands_in_its_layer_and_in_order(folder):
    assert joined(folder) == (
        "@layer tokens, components;\n"
        "@layer tokens {\n:root { --ink: #000; }\n}\n"
        '@layer components {\n.bar { background: url("../bar.svg"); }\n}\n'
    )


def test_what_is_not_understood_stops_the_start(folder):
    index = folder / "css" / "index.css"
    index.write_text(index.read_text() + '@import "print.css" print;\n')
    with pytest.raises(UnknownStatement, match=r"print\.css"):
        joined(folder)


def test_every_file_is_named_in_the_index():
    index = (STATIC / "css" / "index.css").read_text(encoding="utf-8")
    named = set(re.findall(r'@import "([^"]+)"', index))
    there = {path.relative_to(STATIC / "css").as_posix() for path in (STATIC / "css").rglob("*.css")}
    assert there - {"index.css"} == named


def test_every_address_in_it_leads_to_a_file():
    text = joined(STATIC)
    addresses = re.findall(r'url\("([^"]+)"\)', text)
    assert addresses
    for address in addresses:
        assert (STATIC / "css" / address).resolve().is_file(), address


def test_it_is_found_as_every_static_file_is():
    found = Path(finders.find(NAME))
    assert found.read_text(encoding="utf-8") == joined(STATIC)
    assert finders.find(NAME, find_all=True) == [str(found)]


def test_a_changed_file_is_joined_anew(folder, settings):
    settings.BASE_DIR = folder
    (folder / "static").mkdir()
    (folder / "css").rename(folder / "static" / "css")
    finder = StyleSheetFinder()
    first = finder.find(NAME)
    (folder / "static" / "css" / "tokens.css").write_text(":root { --ink: #fff; }\n")
    assert "#fff" in Path(finder.find(NAME)).read_text()
    assert [path.name for path in Path(first).parent.iterdir()] == ["staff.css"]


def test_no_other_file_is_its_own():
    assert StyleSheetFinder().find("css/index.css") == []
