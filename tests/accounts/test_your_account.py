import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client

from tests.accounts.people import PASSWORD, is_signed_in, make_person, sign_in
from uccms.accounts.actions.preferences import change_preferences
from uccms.accounts.models import BusinessArea, Membership, User
from uccms.audit.models import Change

pytestmark = pytest.mark.django_db
NEW = "seven brown hats on a wall"


@pytest.fixture
def tab(client, dana):
    sign_in(client)
    return client


def change(client, old=PASSWORD, new=NEW, again=None):
    form = {"oldpassword": old, "password1": new, "password2": new if again is None else again}
    return client.post("/account/password/", form)


def test_the_account_says_who_one_is(tab, dana):
    area = BusinessArea.objects.create(name="Test Assistance Center", slug="test-area")
    Membership.objects.create(user=dana, area=area)
    page = tab.get("/account/").content.decode()
    for words in ("Dana Hollis", "dana", "Agent", "Test Assistance Center"):
        assert words in page


def test_preferences_are_saved_under_who_changed_them(tab, dana):
    preferences = {"after_saving": "ticket", "after_acting": "next", "scheme": "dark"}
    response = tab.post("/account/", preferences)
    assert response.headers["Location"] == "/account/"
    dana.refresh_from_db()
    assert (dana.shortcuts, dana.after_saving, dana.scheme) == (False, "ticket", "dark")
    assert dana.after_acting == "next"
    change = Change.objects.filter(table_name="accounts_user").latest("at")
    assert (change.actor_id, change.page, change.after["scheme"]) == (dana.pk, "accounts:yours", "dark")
    page = tab.get("/account/").content.decode()
    assert 'data-scheme="dark"' in page and 'data-shortcuts="off"' in page


def test_a_preference_that_there_is_not_is_refused(tab, dana):
    assert tab.post("/account/", {"after_saving": "nothing", "scheme": "pink"}).status_code == 422
    elsewhere = {"after_saving": "next", "after_acting": "//evil.example", "scheme": ""}
    assert tab.post("/account/", elsewhere).status_code == 422
    dana.refresh_from_db()
    assert (dana.shortcuts, dana.after_saving, dana.scheme) == (True, "next", "")
    assert dana.after_acting == "ticket"


def test_a_page_from_before_there_was_a_choice_does_not_change_it(tab, dana):
    User.objects.filter(pk=dana.pk).update(after_acting="list")
    assert tab.post("/account/", {"after_saving": "next", "scheme": ""}).status_code == 302
    dana.refresh_from_db()
    assert dana.after_acting == "list"


def test_nobody_changes_the_preferences_of_another(dana):
    luis = make_person("luis", name="Luis Ferreira")
    with pytest.raises(PermissionDenied):
        change_preferences(
            dana, shortcuts=False, after_saving="next", after_acting="ticket", scheme="", by=luis
        )
    change_preferences(luis, shortcuts=False, after_saving="next", after_acting="ticket", scheme="", by=luis)


def test_nobody_gives_themselves_a_role(tab, dana):
    tab.post("/account/", {"after_saving": "next", "groups": "1", "is_superuser": "on", "name": "Root"})
    dana.refresh_from_db()
    assert dana.roles == {"Agent"} and dana.name == "Dana Hollis"


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(tab, dana):
    other = Client()
    sign_in(other)
    assert change(tab).headers["Location"] == "/account/"
    assert is_signed_in(tab) and not is_signed_in(other)
    assert sign_in(Client()).status_code == 422
    assert sign_in(Client(), password=NEW).status_code == 302
    change_of_password = Change.objects.filter(
        table_name="accounts_user", page="account_change_password"
    ).get()
    assert change_of_password.actor_id == dana.pk
    assert (change_of_password.after or {}).get("password") is None


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("short", "too short"),
        ("x" * 257, "at most 256 characters"),
        ("1q2w3e4r5t6y", "too common"),
        ("Trademark-Office-2026!", "among the first to be guessed"),
        ("dana.hollis.2026", "similar"),
        (PASSWORD, "your password now"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(tab, new, sentence):
    response = change(tab, new=new)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert sign_in(Client()).status_code == 302


def test_the_two_new_passwords_are_the_same(tab):
    assert change(tab, again="something else entirely").status_code == 422


def test_guesses_at_the_password_from_a_session_are_counted(tab):
    for _ in range(5):
        assert change(tab, old="wrong").status_code == 422
    assert change(tab).status_code == 422
    assert sign_in(Client(), password=NEW).status_code == 422


@pytest.mark.parametrize("values", ["is_superuser = true", "username = 'Dana'"])
def test_the_database_refuses_superusers_and_names_in_capitals(dana, values):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_user SET {values}")
    assert not User.objects.filter(is_superuser=True).exists()
