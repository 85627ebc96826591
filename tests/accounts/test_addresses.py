import pytest
from django.test import Client
from django.urls import get_resolver

from tests.accounts.people import PASSWORD, give_second_factor, sign_in
from uccms.accounts import urls
from uccms.audit.models import Change

pytestmark = pytest.mark.django_db
OPEN = {"account_login", "account_logout", "mfa_authenticate", "accounts:session"}


def addresses() -> dict[str, str]:
    """Every address under /account/, by name."""
    found = {}
    for pattern in urls.urlpatterns:
        if hasattr(pattern, "url_patterns"):
            found |= {f"accounts:{each.name}": f"/account/{each.pattern}" for each in pattern.url_patterns}
        else:
            found[pattern.name] = f"/account/{pattern.pattern}"
    return found


def people():
    """Everybody that a view of allauth may meet: each gives a browser."""

    def nobody(user):
        return Client()

    def with_password(user):
        client = Client()
        sign_in(client)
        return client

    def just_asked_again(user):
        client = with_password(user)
        client.post("/account/again/", {"password": PASSWORD})
        return client

    def between_password_and_code(user):
        give_second_factor(user)
        return with_password(user)

    def with_second_factor(user):
        client = just_asked_again(user)
        give_second_factor(user)
        return client

    def without_password(user):
        user.set_unusable_password()
        user.save()
        client = Client()
        client.force_login(user)
        return client

    return [
        nobody,
        with_password,
        just_asked_again,
        between_password_and_code,
        with_second_factor,
        without_password,
    ]


@pytest.mark.parametrize("person", people(), ids=lambda person: person.__name__)
@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_fails_for_anybody(dana, settings, person, required, method):
    """allauth reverses names of views that are not mounted; the client raises what a view raises."""
    settings.SECOND_FACTOR_REQUIRED = required
    settings.LOGIN_REDIRECT_URL = "/account/"
    for name, address in addresses().items():
        response = getattr(person(dana), method)(address)
        assert response.status_code in {200, 302, 401, 403, 404, 405, 422}, name
        dana.authenticator_set.all().delete()


def test_only_signing_in_is_open_to_everybody():
    closed = set()
    for name, address in addresses().items():
        view = get_resolver().resolve(address).func
        if getattr(view, "login_required", True):
            closed.add(name)
    assert set(addresses()) - closed == OPEN


@pytest.mark.parametrize("name", sorted(set(addresses()) - OPEN))
def test_everything_else_sends_to_sign_in(client, name):
    address = addresses()[name]
    assert client.get(address).headers["Location"] == f"/account/sign-in/?next={address}"


def test_reading_changes_no_row(client, dana):
    sign_in(client)
    before = Change.objects.count()
    for name, address in addresses().items():
        if name != "mfa_view_recovery_codes":  # keeps that the codes were shown, once
            client.get(address)
    assert Change.objects.count() == before
