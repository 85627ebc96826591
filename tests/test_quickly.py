"""What tests do more quickly than Django comes to the same."""

import pytest
from django.contrib.auth import login
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.test import Client

from tests import cast
from uccms.accounts.sessions import SessionStore


@pytest.mark.django_db
def test_who_is_signed_in_quickly_has_the_session_that_django_makes(django_assert_num_queries):
    dana = cast.staff("dana", cast.area())
    request = HttpRequest()
    request.session = SessionStore()
    login(request, dana)
    request.session.save()
    usual = Session.objects.get()
    client, before = Client(), cast.again(dana).last_login
    with django_assert_num_queries(2):
        client.force_login(dana)
    quick = Session.objects.exclude(pk=usual.pk).get()
    assert quick.get_decoded() == usual.get_decoded()
    assert len(quick.pk) == len(usual.pk)
    assert abs((quick.expire_date - usual.expire_date).total_seconds()) < 60
    assert cast.again(dana).last_login > before
    assert client.session.session_key == quick.pk
    assert client.get("/account/").context["user"] == dana


@pytest.mark.django_db
def test_another_person_at_the_same_client_has_another_session():
    client = Client()
    for name in ("dana", "luis"):
        person = cast.staff(name, cast.area())
        client.force_login(person)
        assert client.get("/account/").context["user"] == person
    assert Session.objects.count() == 1
