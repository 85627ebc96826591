"""Quality review: who may review, and who sees what was found."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from contacts.actions import reviewing
from contacts.models import Review
from tests import cast
from tests.contacts.acts import (
    BY_NAME,
    browser,
    find,
    resolve,
)
from tests.contacts.reviewing import TEXT, say, waiting
from uccms.accounts import roles
from uccms.audit.models import Event

pytestmark = pytest.mark.django_db
VERDICTS = ("find_fine", "comment_on", "send_back")


@pytest.mark.parametrize("verdict", VERDICTS)
def test_nobody_reviews_their_own_work(verdict, ticket, sven, dana, greta):
    resolve(ticket, sven)
    before = Review.objects.count()
    answer = find(sven, ticket, verdict, **say(verdict))
    assert answer.status_code == 403
    assert reviewing.OWN in answer.content.decode()
    assert Event.objects.filter(kind=Event.Kind.REFUSED, actor_id=sven.pk).count() == 1
    with pytest.raises(PermissionDenied):
        act = getattr(reviewing, verdict)
        act(ticket, submission_id=uuid.uuid4(), by=cast.again(sven), **say(verdict))
    assert Review.objects.count() == before
    assert waiting(sven) == [] and waiting(greta) == [ticket.pk]


def test_nor_what_they_resolved_before_it_was_opened_again_and_resolved_by_another(ticket, sven, dana, greta):
    resolve(ticket, sven)
    BY_NAME["reopen"].send(dana, ticket)
    resolve(ticket, dana)
    assert waiting(sven) == [] and waiting(greta) == [ticket.pk]
    assert find(sven, ticket, "find_fine").status_code == 403
    assert find(greta, ticket, "find_fine").status_code == 302


def test_the_database_holds_that_nobody_reviews_themselves(resolved, dana):
    known = {
        "ticket": resolved,
        "resolved_at": resolved.resolved_at,
        "area": resolved.area,
        "verdict": "fine",
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(agent=dana, reviewer=dana, submission_id=uuid.uuid4(), **known)


def test_a_supervisor_of_another_area_who_took_part_sees_it_and_may_not_review_it(resolved, dana):
    other = cast.staff("omar", cast.area("Petitions"), role=roles.SUPERVISOR)
    assert find(other, resolved, "find_fine").status_code == 404
    cast.contact(
        other, ticket=resolved, direction="out", customer=resolved.customer, outcome=cast.KeptOpen("as_is")
    )
    assert find(other, resolved, "find_fine").status_code == 403
    assert browser(other).get(f"/supervision/review/T{resolved.pk}/").status_code == 403


def test_other_agents_see_no_review_and_those_concerned_do(resolved, sven, greta, cleo, dana, mara, carol):
    find(sven, resolved, "comment_on", text=TEXT)
    page = f"/tickets/T{resolved.pk}/"
    for person in (sven, greta, cleo, dana):
        assert TEXT in browser(person).get(page).content.decode(), person
    for person in (mara, carol):
        answer = browser(person).get(page)
        assert answer.status_code == 200
        assert TEXT not in answer.content.decode() and "Quality review" not in answer.content.decode()
