"""What programs read of the catalogue is what the standards say: DCAT-US 1.1, and schema.org."""

import json
import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry, Resource

from sales_orders.models import Product
from tests.eipd_portal.files import WEEK_46, publish, storage
from tests.sales_orders import office as offices

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]
__all__ = ["storage"]
VOCABULARIES = Path(__file__).with_name("vocabularies")
PAGES = ("/eipd/EIP-5350P-OL/", "/eipd/EIP-5350P-OL/2026-11-24/")


@pytest.fixture
def office(tmp_path) -> offices.Office:
    opened = offices.open_office(copies=0)
    publish(tmp_path, opened.download, WEEK_46)
    publish(tmp_path, opened.download, contents={"ipg261124__zip": b"g", "list__txt": b"L"})
    return opened


def official(name: str) -> dict:
    """One of the official JSON schemas of DCAT-US 1.1."""
    return json.loads((VOCABULARIES / "dcat-us-1.1" / name).read_text())


def is_address(said: object) -> bool:
    parts = urlsplit(said) if isinstance(said, str) else None
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.netloc)


def wrong_in(catalog: dict) -> list[str]:
    """Where a catalogue is not as the schema has it."""
    resources = [(official(name)["id"], Resource.from_contents(official(name))) for name in SCHEMAS]
    formats = FormatChecker(formats=())
    formats.checks("uri")(is_address)
    validator = Draft4Validator(
        official("catalog.json"), registry=Registry().with_resources(resources), format_checker=formats
    )
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(catalog)]


SCHEMAS = ("catalog.json", "dataset.json")


def test_data_json_is_dcat_us_by_the_official_schema(office, tmp_path):
    priced = offices.product("EIP-5351P-OL", "X", medium="online", kind="online_access", cycle="once")
    unsaid = Product.objects.create(
        code="EIP-5352T-OL", title="Y", title_folded="y", medium="online", kind="online_access", cycle="daily"
    )
    publish(tmp_path, priced, contents={"x__tar": b"x"})
    publish(tmp_path, unsaid, contents={"no ending é": b"y"})
    catalog = Client().get("/data.json").json()
    assert wrong_in(catalog) == []
    assert len(catalog["dataset"]) == 3
    known = official("dataset.json")["properties"]
    for dataset in catalog["dataset"]:
        assert set(dataset) <= set(known), "the schema lets unknown fields pass"
        assert len({json.dumps(each) for each in dataset["distribution"]}) == len(dataset["distribution"])
    identifiers = [each["identifier"] for each in catalog["dataset"]]
    assert len(identifiers) == len(set(identifiers))
    levels = {each["title"]: each["accessLevel"] for each in catalog["dataset"]}
    assert levels == {"Patent Grant Full Text": "public", "X": "restricted public", "Y": "restricted public"}


@pytest.mark.parametrize("cycle", [each.value for each in Product.Cycle])
def test_every_cycle_has_a_name_in_dcat_us(office, cycle):
    Product.objects.update(cycle=cycle)
    assert wrong_in(Client().get("/data.json").json()) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("modified", "last week"),
        ("bureauCode", ["6:51"]),
        ("accessLevel", "free"),
        ("keyword", []),
        ("contactPoint", {"fn": "EIPD", "hasEmail": "eipd@example.gov"}),
        ("accrualPeriodicity", "weekly"),
        ("landingPage", "the page"),
        ("distribution", [{"downloadURL": "https://example.gov/a.zip"}]),
        ("publisher", None),
    ],
)
def test_what_is_no_dcat_us_is_found(office, field, value):
    catalog = Client().get("/data.json").json()
    catalog["dataset"][0][field] = value
    assert wrong_in(catalog), field


def vocabulary() -> dict:
    """The types of schema.org, their properties, and what each may hold."""
    read = tomllib.loads((VOCABULARIES / "schema-org.toml").read_text())
    of = {
        name: {key: holds for each in above for key, holds in read["properties"].get(each, {}).items()}
        for name, above in read["types"].items()
    }
    return {"above": read["types"], "properties": of}


def is_day(said: object, read) -> bool:
    try:
        return isinstance(said, str) and bool(read(said))
    except ValueError:
        return False


HOLDS = {
    "Text": lambda said: isinstance(said, str) and said != "",
    "URL": is_address,
    "Boolean": lambda said: isinstance(said, bool),
    "Number": lambda said: isinstance(said, int | float) and not isinstance(said, bool),
    "Date": lambda said: is_day(said, date.fromisoformat),
    "DateTime": lambda said: is_day(said, datetime.fromisoformat),
}


def misused(thing: dict, types: dict) -> list[str]:
    """The properties of a thing that its type does not have, or that hold what they may not."""
    kind, wrong = thing["@type"], []
    for name, value in thing.items():
        if name in ("@type", "@context", "@id"):
            continue
        allowed = types["properties"][kind].get(name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                fits = allowed and set(types["above"].get(each["@type"], [])) & set(allowed)
                wrong += misused(each, types) if fits else [f"{kind}.{name}"]
            elif not allowed or not any(name in HOLDS and HOLDS[name](each) for name in allowed):
                wrong.append(f"{kind}.{name}")
    return wrong


def described(path: str) -> dict:
    blocks = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', Client().get(path).content.decode()
    )
    assert len(blocks) == 1
    return json.loads(blocks[0])


@pytest.mark.parametrize("path", PAGES)
def test_pages_carry_a_dataset_as_schema_org_defines_it(office, path):
    said = described(path)
    assert (said["@context"], said["@type"]) == ("https://schema.org/", "Dataset")
    assert misused(said, vocabulary()) == []
    # What searches for data sets want besides: a name, a description of 50 to 5000 signs, a period.
    assert said["name"] and 50 <= len(said["description"]) <= 5000
    assert re.fullmatch(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d", said["temporalCoverage"])
    assert said["isAccessibleForFree"] is True
    for each in said["distribution"]:
        assert re.fullmatch(r"[0-9a-f]{64}", each["sha256"])


def test_what_schema_org_does_not_have_is_found(office):
    good, types = described(PAGES[0]), vocabulary()
    for wrong in (
        {"filesize": "1 B"},
        {"license": "free"},
        {"distribution": {"@type": "Dataset"}},
        {"isAccessibleForFree": "yes"},
        {"datePublished": "last week"},
        {"creator": {"@type": "GovernmentOrganization", "size": "large"}},
    ):
        assert misused(good | wrong, types), wrong


def test_the_data_block_cannot_be_left(office):
    office.download.description = (
        "Text with </script><script>alert(1)</script> & more, to see what becomes of it."
    )
    office.download.save()
    assert "</script>" in described(PAGES[0])["description"], "escaped on the page, and whole in the data"
    assert b"<script>alert" not in Client().get(PAGES[0]).content
