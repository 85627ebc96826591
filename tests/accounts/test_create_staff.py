import io

import pytest
from django.core.management import CommandError, call_command

from tests.accounts.people import sign_in
from uccms.accounts.management.commands import create_staff as command
from uccms.accounts.models import BusinessArea, User
from uccms.audit.models import Change

pytestmark = pytest.mark.django_db
GOOD = "quiet river, yellow lamp"


@pytest.fixture(autouse=True)
def areas(db):
    for slug in ("test-iac", "test-tac"):
        BusinessArea.objects.create(name=slug.upper(), slug=slug)


def create(monkeypatch, *arguments, typed=f"{GOOD}\n"):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    output = io.StringIO()
    call_command("create_staff", *arguments, "--password-stdin", stdout=output)
    return output.getvalue()


def test_an_account_is_made_with_roles_and_areas_under_the_database_role(client, monkeypatch):
    said = create(
        monkeypatch, "Dana", "--name", "Dana Hollis", "--role", "agent", "--role", "privacy officer",
        "--area", "test-iac", "--area", "test-tac", "--email", "dana@agency.example",
    )  # fmt: skip
    assert said == "Dana Hollis signs in as dana: Agent, Privacy officer.\n"
    user = User.objects.get(username="dana")
    assert user.roles == {"Agent", "Privacy officer"}
    assert [area.slug for area in user.areas] == ["test-iac", "test-tac"]
    assert sign_in(client).status_code == 302
    made = Change.objects.filter(table_name="accounts_user", operation="insert").get()
    assert (made.actor_id, made.database_role) == (None, "uccms_app")
    assert made.after.get("password") is None
    assert Change.objects.filter(table_name="accounts_user_groups", operation="insert").count() == 2
    assert Change.objects.filter(table_name="accounts_membership", operation="insert").count() == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--role", "boss"],
            "no role boss. The roles are: agent, supervisor, privacy-officer, administrator.",
        ),
        (["--role", "agent", "--area", "moon"], "no business area moon. The areas are: .*test-iac"),
        (["--role", "agent", "--email", "nowhere"], "valid email"),
        (["--role", "agent", "--name", ""], "cannot be blank"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(monkeypatch, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        create(monkeypatch, "dana", "--name", "Dana Hollis", *arguments)
    assert not User.objects.exists()


@pytest.mark.parametrize("username", ["da na", "dana\n", "-dana", "d" * 65, "dána"])
def test_a_name_that_cannot_be_typed_is_refused(monkeypatch, username):
    with pytest.raises(CommandError):
        create(monkeypatch, "--name", "Dana Hollis", "--role", "agent", "--", username)
    assert not User.objects.exists()


def test_a_name_is_given_once(monkeypatch):
    create(monkeypatch, "dana", "--name", "Dana Hollis", "--role", "agent")
    with pytest.raises(CommandError, match="already"):
        create(monkeypatch, "DANA", "--name", "Dana Other", "--role", "agent")


def test_a_weak_password_is_refused(monkeypatch):
    with pytest.raises(CommandError, match="too short"):
        create(monkeypatch, "dana", "--name", "Dana Hollis", "--role", "agent", typed="short\n")
    assert not User.objects.exists()


def test_the_password_is_asked_for_twice_without_showing_it(monkeypatch):
    answers = [GOOD, "another one", GOOD, GOOD]
    monkeypatch.setattr(command, "getpass", lambda prompt: answers.pop(0))
    with pytest.raises(CommandError, match="not the same"):
        call_command("create_staff", "dana", "--name", "Dana Hollis", "--role", "agent")
    call_command("create_staff", "dana", "--name", "Dana Hollis", "--role", "agent", stdout=io.StringIO())
    assert User.objects.get().check_password(GOOD)


def test_the_help_names_every_role_and_option(capsys):
    with pytest.raises(SystemExit):
        call_command("create_staff", "--help")
    said = capsys.readouterr().out
    for words in (
        "agent, supervisor",
        "privacy-officer",
        "administrator",
        "--area",
        "--email",
        "--password-stdin",
    ):
        assert words in " ".join(said.split())
