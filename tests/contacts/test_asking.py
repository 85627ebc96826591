"""What a topic asks for on the contact screen (Zammad calls it core workflows), and who says so."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from contacts.actions.keeping_topics import set_asking
from contacts.errors import Conflict, TicketError
from contacts.models import Contact, Customer, Matter, Ticket, Topic
from contacts.models.matter_kinds import MatterKind, with_article
from tests import cast
from tests.contacts.acts import BY_NAME, browser, changes_of
from tests.contacts.screen import ADDRESS, form, send
from tests.contacts.test_number_of_queries import queries
from uccms.accounts.models import User

pytestmark = pytest.mark.django_db
NEEDS = "needs an application number. Write it down, or tick “The caller does not have it”."


@pytest.fixture
def topic(filing) -> Topic:
    """A topic that needs an application's number."""
    return cast.topic(asks_matter="needed", matter_kind="application")


@pytest.fixture
def keeping(topic) -> str:
    return f"/areas/filing-receipts/topics/{topic.pk}/"


def asks(topic: Topic, **facts) -> None:
    Topic.objects.filter(pk=topic.pk).update(**facts)


def refused(user: User, **fields) -> str:
    """The page on which sending the screen is refused."""
    answer = send(user, **fields)
    assert answer.status_code == 422
    return answer.content.decode()


def test_a_number_that_the_topic_needs_is_asked_for_in_a_sentence_at_the_field(dana, topic):
    page = refused(dana)
    matters = page[page.index('id="id_matters"') :]
    assert NEEDS in matters[: matters.index("</fieldset>")]
    assert "Needed for this topic: an application number." in page
    assert "Asks for a corrected receipt." in page, "what was typed stands there"
    assert not Contact.objects.exists()


def test_written_down_it_is_kept_and_the_kind_counts(dana, topic):
    assert NEEDS in refused(dana, matter_kind="patent", matter_number="7,123,456")
    assert send(dana, matter_kind="application", matter_number="11/482,917").status_code == 302
    assert Matter.objects.get().number == "11/482,917"


def test_any_kind_will_do_where_the_topic_names_none(dana, topic):
    asks(topic, matter_kind="")
    assert "needs the number of an application, patent or other matter." in refused(dana)
    assert send(dana, matter_kind="patent", matter_number="7,123,456").status_code == 302


def test_a_number_of_the_wrong_form_gets_that_sentence_alone(dana, topic):
    page = refused(dana, matter_kind="publication", matter_number="12")
    assert "A publication number has the year" in page
    assert NEEDS not in page


def test_who_does_not_have_it_is_helped_all_the_same(dana, topic):
    """The assessment: all is voluntary. Nothing is kept of it."""
    assert send(dana, matter_missing="1").status_code == 302
    assert not Matter.objects.exists()


def test_what_is_only_asked_for_is_said_and_not_needed(dana, topic):
    asks(topic, asks_matter="asked", matter_kind="patent")
    page = browser(dana).post(ADDRESS, form(add_matter="1")).content.decode()
    assert "Ask for a patent number." in page
    assert re.search(r'<option value="patent" selected>', page), "its kind is chosen in the empty row"
    assert send(dana).status_code == 302


def test_a_ticket_that_there_is_takes_a_contact_as_it_did(dana, topic):
    ticket = cast.ticket(dana)
    assert send(dana, about=ticket.number, outcome="open", owner="as_is").status_code == 302
    assert BY_NAME["add_contact"].send(dana, ticket).status_code == 302
    assert BY_NAME["resolve"].send(dana, ticket).status_code == 302
    assert ticket.contacts.count() == 3


def test_a_short_answer_waits_for_the_number_too(dana, topic):
    short = cast.short_answer()
    asks(short, asks_matter="needed", matter_kind="application")
    blank = {"description": "", "outcome": "", "code": "", "resolution": ""}
    assert NEEDS in refused(dana, topic=short.pk, **blank)
    assert send(dana, topic=short.pk, matter_missing="1", **blank).status_code == 302
    assert Ticket.objects.get().resolution == "Monday to Friday, 8:30 a.m. to 5 p.m."


def test_the_company_is_asked_and_never_needed(dana, topic):
    asks(topic, asks_matter="", matter_kind="", asks_company=True)
    page = browser(dana).post(ADDRESS, form(add_matter="1")).content.decode()
    assert re.search(r"data-company-asked>This topic asks for the company", page)
    assert send(dana, customer="new", new_name="Marisol Quintero").status_code == 302
    assert Customer.objects.get().company == ""


def test_without_a_topic_nothing_is_asked(dana, topic):
    page = browser(dana).get(ADDRESS).content.decode()
    assert "data-company-asked hidden" in page
    assert "data-matter-missing hidden" in page
    assert f'data-asking="{topic.asking}"' in page


def test_what_is_asked_costs_no_query(dana, topic):
    within = queries(browser(dana), "post", ADDRESS, form(add_matter="1"))
    asks(topic, asks_matter="", matter_kind="")
    assert queries(browser(dana), "post", ADDRESS, form(add_matter="1")) == within


@pytest.mark.parametrize("kind", MatterKind.values)
def test_each_kind_has_its_words(kind):
    assert re.fullmatch(r"an? [a-z ]+ number", with_article(kind))


def test_a_supervisor_says_what_a_topic_asks_for(sven, topic, keeping):
    sent = {
        "was": "needed.application.0",
        "asks_matter": "asked",
        "matter_kind": "docket",
        "asks_company": "yes",
    }
    assert browser(sven).post(keeping, sent).status_code == 302
    topic.refresh_from_db()
    assert (topic.asks_matter, topic.matter_kind, topic.asks_company) == ("asked", "docket", True)
    assert changes_of("contacts_topic", topic.pk)[-1].actor_id == sven.pk
    page = browser(sven).get("/areas/filing-receipts/").content.decode()
    assert "asked for: docket" in page
    late = browser(sven).post(keeping, sent | {"asks_matter": "needed"})
    assert late.status_code == 409
    assert "It is now: Asked for, asks for the company" in late.content.decode()
    with pytest.raises(Conflict):
        set_asking(
            topic, asks_matter="", matter_kind="", asks_company=False, was=("needed", "", False), by=sven
        )


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"matter_kind": "patent"}, "Say whether the number is asked for or needed"),
        ({"asks_matter": "always"}, "is not one of the available choices"),
        ({"asks_matter": "asked", "matter_kind": "birth"}, "is not one of the available choices"),
    ],
)
def test_what_cannot_be_gets_a_sentence(sven, topic, keeping, facts, sentence):
    answer = browser(sven).post(keeping, {"was": "needed.application.0"} | facts)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    topic.refresh_from_db()
    assert topic.asks_matter == "needed"


def test_a_supervisor_keeps_no_topic_of_another_area(sven, dana, topic, keeping, petitions):
    theirs = cast.topic("Petition: status", petitions)
    for slug in ("petitions", "filing-receipts"):
        assert browser(sven).get(f"/areas/{slug}/topics/{theirs.pk}/").status_code == 404
    assert browser(dana).get(keeping).status_code == 404
    for person in (sven, dana):
        with pytest.raises(PermissionDenied):
            set_asking(
                theirs, asks_matter="", matter_kind="", asks_company=False, was=("", "", False), by=person
            )


def test_the_database_knows_what_can_be_asked(sven, topic):
    with pytest.raises(TicketError):
        set_asking(
            topic,
            asks_matter="",
            matter_kind="patent",
            asks_company=False,
            was=("needed", "application", False),
            by=sven,
        )
    for facts in ({"asks_matter": ""}, {"asks_matter": "x"}, {"matter_kind": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            asks(topic, **facts)
