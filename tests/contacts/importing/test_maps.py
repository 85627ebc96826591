"""A map is good for its publication, and a bad one is refused with the key that is wrong."""

import pytest

from contacts.demonstration import FOLDER
from contacts.importing.errors import MapError
from contacts.importing.maps import read_map

CARRIED = (FOLDER / "complaints.toml").read_text(encoding="utf-8")


def test_the_carried_map_is_good():
    import_map = read_map(FOLDER / "complaints.toml")
    assert import_map.source == "cfpb"
    assert import_map.channels["postalmail"] == "postal"
    assert import_map.areas["imported-examples"].marked == "imported"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('source = "cfpb"', "", "source"),
        ('source = "cfpb"', 'source = "C F P B"', "source"),
        ('source = "cfpb"', 'source = "cfpb"\ncolour = 1', "colour"),
        ('"Phone" = "phone"', '"Phone" = "telegraph"', 'channels."Phone"'),
        ('"Phone" = "phone"', '"Phone" = 7', 'channels."Phone"'),
        ('id = ["Complaint ID"]', "", "columns.id"),
        ('id = ["Complaint ID"]', "id = []", "columns.id"),
        ('id = ["Complaint ID"]', 'id = ["Complaint ID"]\nshoe = ["Size"]', "columns.shoe"),
        ('"%Y-%m-%d", ', '"%Y-%m", ', "dates.formats"),
        ('"%Y-%m-%d", ', '"%Q", ', "dates.formats"),
        ('"Closed" = "resolved"', '"Closed" = "waiting"', 'states."Closed"'),
        ('"Closed" = "no-answer-needed"', "", 'resolutions."Closed"'),
        ('"Closed" = "no-answer-needed"', '"Closed" = "unknown"', 'resolutions."Closed"'),
        ('area = "imported-examples"', 'area = "elsewhere"', "topics.area"),
        ('parent = "Imported examples"', "", "topics.parent"),
        ('marked = "imported"', 'marked = ""', "areas.imported-examples.marked"),
        ("[channels]", "[canals]", "canals"),
    ],
)
def test_a_bad_map_names_the_key(tmp_path, old, new, key):
    path = tmp_path / "bad.toml"
    assert old in CARRIED
    path.write_text(CARRIED.replace(old, new), encoding="utf-8")
    with pytest.raises(MapError) as refused:
        read_map(path)
    assert key in str(refused.value) and "bad.toml" in str(refused.value)


@pytest.mark.parametrize("content", [b"source = ", b"\xff\xfe\x00", b'"'])
def test_what_is_no_toml_is_refused(tmp_path, content):
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises(MapError, match=r"bad\.toml"):
        read_map(path)


def test_a_missing_map_is_refused(tmp_path):
    with pytest.raises(MapError, match="No such file"):
        read_map(tmp_path / "none.toml")
