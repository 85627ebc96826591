"""Fill the database of a demonstration: reference data, staff, customers and their contacts."""

import uuid

import phonenumbers

from contacts.actions.keeping_customers import Number, create_customer
from contacts.actions.keeping_reference_data import have_area, have_resolution_code, have_topic
from contacts.models import Customer, ResolutionCode, Telephone, Topic
from uccms.accounts.actions.creating_staff import create_staff
from uccms.accounts.models import BusinessArea, User
from uccms.audit.context import action


@action
def make_reference_data(areas: dict, topics: dict, *, by=None) -> None:
    """Make business areas, resolution codes and the tree of topics as `areas.toml` and `topics.toml` say."""
    known_areas = {each["slug"]: have_area(by=by, **each) for each in areas["area"]}
    codes = {each["code"]: have_resolution_code(by=by, **each) for each in areas["code"]}
    for group in topics["group"]:
        parent = None
        for name in group["path"]:
            parent = have_topic(name, parent=parent, by=by)
        for each in group["topics"]:
            _make_topic(each, parent, known_areas, codes, by=by)


def _make_topic(
    topic: dict,
    parent: Topic | None,
    areas: dict[str, BusinessArea],
    codes: dict[str, ResolutionCode],
    *,
    by,
) -> Topic:
    short_answer = {}
    if "asks" in topic:
        short_answer = {
            "preset_description": topic["asks"],
            "preset_resolution": topic["answer"],
            "preset_code": codes[topic["code"]],
        }
    return have_topic(
        topic["name"],
        parent=parent,
        area=areas[topic["area"]],
        keywords=topic["keywords"],
        asks_matter=topic.get("number", ""),
        matter_kind=topic.get("of_kind", ""),
        by=by,
        **short_answer,
    )


@action
def make_staff(people: dict, *, by=None) -> dict[str, User]:
    """Make the members of staff as `people.toml` says, by user name; all have the same public password."""
    areas = {area.slug: area for area in BusinessArea.objects.all()}
    return {
        each["username"]: create_staff(
            each["username"],
            name=each["name"],
            password=people["password"],
            roles=[each["role"], *each.get("groups", ())],
            areas=[areas[slug] for slug in each["areas"]],
            email=f"{each['username']}@staff.example",
            by=by,
        )
        for each in people["staff"]
    }


@action
def make_customers(people: dict, *, by: User) -> dict[str, Customer]:
    """Make the customers as `people.toml` says, by their keys there."""
    return {
        key: create_customer(
            name=each.get("name", ""),
            company=each.get("company", ""),
            emails=each.get("emails", ()),
            numbers=[
                *(_number(written, Telephone.Kind.TELEPHONE) for written in each.get("telephones", ())),
                *(_number(written, Telephone.Kind.FAX) for written in each.get("faxes", ())),
            ],
            addresses=each.get("addresses", ()),
            submission_id=uuid.uuid4(),
            by=by,
        )
        for key, each in people["customers"].items()
    }


def _number(written: str, kind: str) -> Number:
    number = phonenumbers.parse(written, "US")
    extension, number.extension = number.extension or "", None
    return Number(number, extension, kind)
