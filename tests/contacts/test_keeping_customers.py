"""Creating and changing customers."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.html import escape

from contacts.actions.keeping_customers import create_customer
from contacts.errors import CustomerError
from contacts.folding import is_mistyped
from contacts.models import Customer
from contacts.queries.customer_lookup import look_up
from tests import cast
from tests.contacts.acts import at_once, browser, business_changes, changes_of

pytestmark = pytest.mark.django_db
NEW = "/customers/new/"
SSN = "219-09-9999"


def form(**fields) -> dict:
    known = {"submission_id": str(uuid.uuid4()), "version": 0, "name": "Ines Okafor"}
    number = {"telephone_kind": "telephone", "telephone": "571 555 0188", "extension": ""}
    return known | number | fields


def change(user, customer, **fields):
    version = Customer.objects.get(pk=customer.pk).version
    return browser(user).post(f"/customers/C{customer.pk}/change/", form(version=version) | fields)


def test_a_customer_is_kept_and_found_and_in_the_history(dana):
    answer = browser(dana).post(NEW, form(email="Ines@Okafor.example", address="1 Elm St\nReston VA"))
    kept = Customer.objects.get()
    assert answer.headers["Location"] == f"/customers/C{kept.pk}/"
    for typed in (kept.number, "okafor", "571-555-0188", "0188", "ines@ok"):
        assert look_up(typed).customers == [kept], typed
    assert {each.actor_id for each in changes_of("contacts_customer", kept.pk)} == {dana.pk}


def test_sent_twice_it_is_one_customer(dana):
    data = form()
    for _ in range(2):
        assert browser(dana).post(NEW, data | {"anyway": "1"}).status_code == 302
    assert Customer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sent_eight_times_at_once_it_is_one_customer(dana):
    data = form(anyway="1")
    clients = [browser(dana) for _ in range(8)]
    answers = at_once([lambda each=each: each.post(NEW, data).headers.get("Location") for each in clients])
    assert len(set(answers)) == 1
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "", "telephone": ""}, "one of them is needed"),
        ({"email": "nobody"}, "This is no e-mail address."),
        ({"email": "a@" + ".".join(["b" * 60] * 5) + ".example"}, "This is no e-mail address."),
        ({"email": "a\x00@b.example"}, "This is no e-mail address."),
        ({"telephone": "12"}, "This is no telephone number."),
        ({"telephone": "9" * 5000}, "This is no telephone number."),
        ({"telephone_kind": "telex"}, "Choose telephone or fax."),
        ({"extension": "123456789012345"}, "An extension has up to"),
        ({"address": "x" * 501}, "An address has up to 500 characters."),
        ({"email": [f"p{n}@x.example" for n in range(31)]}, "up to 30 addresses or numbers"),
        ({"name": "x" * 201}, "This has 201 characters; at most 200 characters are kept."),
        ({"name": "Ines\x00Okafor"}, "There is a character in it that cannot be kept."),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_wrong_gets_a_sentence_and_stores_nothing(dana, fields, sentence):
    before = business_changes()
    answer = browser(dana).post(NEW, form(**fields))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert business_changes() == before


def test_a_number_that_is_possible_but_given_to_nobody_is_kept_and_found(dana):
    """Its library writes such a number only where it knows what it was read from."""
    for _ in range(2):
        assert browser(dana).post(NEW, form(telephone="571 000 1234", anyway="")).status_code in (302, 409)
    kept = Customer.objects.get()
    assert str(kept.telephones.get().number) == "+15710001234"
    assert look_up("(571) 000-1234").customers == [kept]


@pytest.mark.parametrize("field", ["name", "company", "address"])
def test_a_finding_stays_on_the_screen_and_nowhere_else(dana, field):
    before = business_changes()
    answer = browser(dana).post(NEW, form(**{field: f"Ines {SSN} Okafor"}))
    assert answer.status_code == 422
    assert answer.content.decode().count(SSN) == 1
    assert business_changes() == before


@pytest.mark.parametrize(
    "name", ["กัญญารัตน์ ศรีสุวรรณ", "ليلى حداد", "<script>alert(1)</script>", "Łukasz Żółć", "O’Neill"]
)
def test_any_name_is_kept_found_and_shown_harmless(dana, name):
    kept = create_customer(by=dana, name=name)
    assert look_up(name).customers == [kept]
    assert escape(name) in browser(dana).get(f"/customers/C{kept.pk}/").content.decode()


def test_the_second_of_two_agents_sees_the_firsts_and_loses_nothing(dana, mara, marisol):
    late = form(version=1, name="Marisol Q. Typed")
    assert change(mara, marisol, name="Marisol Quintero-Reyes").status_code == 302
    before = business_changes()
    answer = browser(dana).post(f"/customers/C{marisol.pk}/change/", late)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Marisol Quintero-Reyes" in page
    assert "Marisol Q. Typed" in page
    assert business_changes() == before


def test_a_likely_duplicate_is_shown_first(dana, marisol):
    data = form(name="Marisol Quintero", telephone="(571) 555 0142")
    answer = browser(dana).post(NEW, data)
    assert answer.status_code == 409
    assert marisol.number in answer.content.decode()
    assert browser(dana).post(NEW, data | {"anyway": "1"}).status_code == 302


def test_of_a_name_alone_everybody_of_that_name_is_shown(dana):
    known = create_customer(by=dana, name="Marisol Quintero", company="Quintero Instruments LLC")
    data = form(name="marisol QUINTERO", telephone="")
    answer = browser(dana).post(NEW, data)
    assert answer.status_code == 409
    assert known.number in answer.content.decode()
    assert browser(dana).post(NEW, data | {"telephone": "703 555 0111"}).status_code == 302


def test_a_shared_number_alone_is_no_duplicate(dana, marisol):
    assert browser(dana).post(NEW, form(telephone="571 555 0142")).status_code == 302


@pytest.mark.parametrize("role", ["petra", "adam"])
def test_roles_without_customers_keep_none(role, request, marisol):
    person = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        create_customer(by=person, name="Ines")
    assert change(person, marisol).status_code == 404


def test_a_customer_of_whom_nothing_is_known_is_refused(dana):
    with pytest.raises(CustomerError, match="one of them is needed"):
        create_customer(by=dana, name=" ", addresses=["1 Elm St"])


def test_opening_the_forms_changes_no_business_row(dana, marisol):
    before = business_changes()
    for address in (NEW, f"/customers/C{marisol.pk}/change/", "/customers/"):
        assert browser(dana).get(address).status_code == 200
    assert business_changes() == before


# Look-up


@pytest.mark.parametrize(
    "typed",
    [
        "5715550142",
        "571.555.0142",
        "+1 (571) 555-0142",
        "571 555 0142 ext 3",
        "1-571-555-0142",
        "0142",
        "555 0142",
    ],
)
def test_a_number_is_found_in_any_formatting_or_by_its_last_digits(marisol, typed):
    assert look_up(typed).customers == [marisol]


@pytest.mark.parametrize(
    "typed", ["quint", "QUINTERO", "marisol quintero", "quintero marisol", "Quíntero", "quintreo"]
)
def test_a_name_is_found_without_case_accents_and_with_a_small_typo(marisol, typed):
    assert look_up(typed).customers == [marisol]


@pytest.mark.parametrize("typed", ["quintana", "quentin", "marchetti", "quin marisa", "torinteuq"])
def test_another_name_that_looks_alike_is_no_typo(marisol, typed):
    assert look_up(typed).customers == []


@pytest.mark.parametrize(
    ("typed", "meant", "is_typo"),
    [
        ("smiht", "smith", True),
        ("smth", "smith", True),
        ("smmith", "smith", True),
        ("smyth", "smith", True),
        ("smyht", "smith", False),
        ("quinteor", "quintero", True),
        ("qiunteor", "quintero", True),
        ("qiuntreo", "quintero", True),
        ("qiunteo", "quintero", False),  # shorter words forgive one
        ("qiuntoer", "quintero", False),
        ("", "a", True),
        ("ab", "ba", True),
        ("abcdefgh", "abcdefgh", True),
        ("กัญญารัตน์", "กัญญารัตน", True),
    ],
)
def test_a_typo_is_a_letter_too_many_missing_wrong_or_out_of_turn(typed, meant, is_typo):
    assert is_mistyped(typed, meant) == is_mistyped(meant, typed) == is_typo


def test_a_number_of_another_country_is_found_with_the_zero_that_is_dialed_there(dana):
    kept = cast.customer(dana, "Jörg Weiß", number="+49 30 901820")
    for typed in ("+49 30 901820", "030 901820", "901820", "jorg weiss"):
        assert look_up(typed).customers == [kept], typed


def test_a_customer_with_several_addresses_is_found_once(dana, marisol):
    kept = create_customer(by=dana, emails=[f"ines{n}@x.example" for n in range(12)])
    other = create_customer(by=dana, emails=["ines99@x.example"])
    assert look_up("ines").by == "name"
    assert look_up("ines1@").customers == [kept]
    assert look_up("ines99@x").customers == [other]


@pytest.mark.parametrize(
    "typed",
    ["", " ", "\x00", "%", "_%", "'", "9" * 20, "C" + "9" * 20, "@", "\U0010ffff", "x" * 5000, "ｏ", "๑๒๓๔"],
)
def test_any_input_is_answered(dana, marisol, typed):
    assert browser(dana).post("/contacts/look-up/", {"look_up": typed}).status_code == 200


def test_a_new_customer_who_is_sent_twice_is_not_taken_for_their_own_double(dana):
    sent = form(email="ines@okafor.example")
    client = browser(dana)
    first, second = client.post(NEW, sent), client.post(NEW, sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert Customer.objects.count() == 1
    assert client.post(NEW, form(email="ines@okafor.example")).status_code == 409, "another form"


def test_a_change_that_is_sent_twice_is_answered_as_the_first_time(dana):
    kept = cast.customer(dana, "Ines Okafor", number="571 555 0188")
    sent = form(
        version=kept.version, name="Ines  Okafor-Bell", email="ines@okafor.example", address="1 Elm St\r\nA"
    )
    client, address = browser(dana), f"/customers/C{kept.pk}/change/"
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    assert Customer.objects.get().version == kept.version + 1
    for otherwise in (
        {"name": "Ines"},
        {"company": "Bell"},
        {"email": ""},
        {"address": ""},
        {"telephone": ""},
    ):
        assert client.post(address, sent | otherwise).status_code == 409, otherwise
