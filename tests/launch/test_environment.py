"""Production says everything in the environment; what is missing or unsafe stops the start with its name."""

import subprocess

import pytest

from eipd_portal.views.entrance import FORMS
from tests.launch.running import PROJECT, environment
from uccms.environment import FILES_NUMBERS
from uccms.launch.web import THREADS


def manage(command: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [".venv/bin/python", "manage.py", command, *arguments],
        cwd=PROJECT,
        env=environment(**variables),
        capture_output=True,
        text=True,
    )


def test_a_production_environment_is_in_order_for_django_too(production):
    done = manage("check", "--deploy", "--fail-level", "WARNING", **production)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("UCCMS_SECRET_KEY", None, "is missing"),
        ("UCCMS_SECRET_KEY", "short", "is too short"),
        ("UCCMS_SECRET_KEY", "a" * 60, "is too short or too simple"),
        ("UCCMS_ENCRYPTION_KEYS", None, "is missing"),
        ("UCCMS_ENCRYPTION_KEYS", "not a key", "holds something that is no key"),
        ("UCCMS_ALLOWED_HOSTS", None, "is missing"),
        ("UCCMS_ALLOWED_HOSTS", "", "is missing"),
        ("UCCMS_ALLOWED_HOSTS", "uccms.example.gov,*", "must not hold"),
        ("UCCMS_TRUSTED_ORIGINS", "http://uccms.example.gov", "https://"),
        ("UCCMS_PORTAL_ADDRESS", "http://eipd.example.gov", "must begin with https://"),
        ("UCCMS_PORTAL_HOST", "https://eipd.example.gov", "must be a host name alone"),
        ("UCCMS_PORTAL_HOST", "eipd.example.gov:443", "must be a host name alone"),
        ("UCCMS_PORTAL_HOST", "eipd.example.gov/eipd", "must be a host name alone"),
        ("UCCMS_PORTAL_HOST", "*.example.gov", "must be a host name alone"),
        ("UCCMS_PORTAL_HOST", "eipd_.example.gov", "must be a host name alone"),
        ("UCCMS_PORTAL_HOST", "UCCMS.example.gov", "is the only host"),
        ("UCCMS_TRUSTED_PROXIES", None, "must be the number of proxies"),
        ("UCCMS_TRUSTED_PROXIES", "0", "must be the number of proxies"),
        ("UCCMS_SMTP_HOST", None, "is missing"),
        ("UCCMS_SMTP_TLS", "none", "must be starttls or tls"),
        ("UCCMS_SMTP_PORT", "submission", "must be a number"),
        ("UCCMS_SMTP_USER", "uccms", "go together"),
        ("UCCMS_MAIL_FROM", None, "is missing"),
        ("UCCMS_MAIL_OFF", "1", "say different things"),
        ("DATABASE_URL", "sqlite:///somewhere", "is not an address like"),
        ("DATABASE_URL", "postgresql://db.example.gov/uccms", "is not an address like"),
        ("DATABASE_MIGRATE_URL", "postgresql://uccms_app:one@db.example.gov/uccms", "names the same role"),
        ("UCCMS_DEMONSTRATION", "1", "is for `make run`"),
        ("UCCMS_FILES_DELIVERY", "ftp", "must be one of application, nginx, s3"),
        ("UCCMS_FILES_ROOT", "files", "must begin with “/”"),
        ("UCCMS_FILES_ROOT", "/nowhere/files", "names no folder"),
        ("UCCMS_FILES_ROOT", f"{PROJECT}/static/files", "lies where anybody may read"),
        ("UCCMS_FILES_ROOT", f"{PROJECT}/var", "lies where anybody may read"),
        ("UCCMS_FILES_SLOTS", "128", "must be a number from 1 to 104"),
        ("UCCMS_FILES_IDLE_SECONDS", "never", "must be a number from 2"),
        ("UCCMS_FILES_LINK_SECONDS", "3600", "must be a number from 60 to 900"),
    ],
)
def test_what_is_missing_or_unsafe_stops_the_start_with_its_name(production, name, value, sentence):
    variables = {key: kept for key, kept in production.items() if key != name}
    done = manage("check", **variables, **({} if value is None else {name: value}))
    assert done.returncode == 1
    heading, *lines = done.stderr.splitlines()
    assert heading == "UCCMS does not start:"
    assert len(lines) == 1
    assert lines[0].startswith(name) and sentence in lines[0]


def test_the_portals_host_is_allowed_and_stands_in_its_addresses(production):
    asked = "from django.conf import settings as s; print(s.PORTAL_ADDRESS, *s.ALLOWED_HOSTS)"
    done = manage("shell", "--no-imports", "-c", asked, UCCMS_PORTAL_HOST="EIPD.example.gov", **production)
    assert done.stdout.split() == ["https://eipd.example.gov", "uccms.example.gov", "eipd.example.gov"], (
        done.stderr
    )
    other = {"UCCMS_PORTAL_HOST": "eipd.example.gov", "UCCMS_PORTAL_ADDRESS": "https://else.example.gov"}
    done = manage("check", **other, **production)
    assert "name two different hosts" in done.stderr


def test_files_in_a_bucket_need_its_name_and_no_folder(production):
    del production["UCCMS_FILES_ROOT"]
    production["UCCMS_FILES_DELIVERY"] = "s3"
    done = manage("check", UCCMS_FILES_S3_ENDPOINT="http://s3.example.gov", **production)
    _, *lines = done.stderr.splitlines()
    assert [line.split()[0] for line in lines] == ["UCCMS_FILES_BUCKET", "UCCMS_FILES_S3_ENDPOINT"]
    assert manage("check", UCCMS_FILES_BUCKET="products", **production).returncode == 0


def test_downloads_never_hold_all_threads():
    assert FILES_NUMBERS["UCCMS_FILES_SLOTS"][1] <= THREADS - FORMS.places - 12


def test_migrating_needs_the_owner_and_running_does_not(production):
    del production["DATABASE_MIGRATE_URL"]
    assert manage("check", **production).returncode == 0
    done = manage("migrate", **production)
    assert done.returncode == 1
    assert "DATABASE_MIGRATE_URL is missing" in done.stderr


def test_the_local_database_on_a_public_address_is_production():
    done = manage("check", UCCMS_BIND="0.0.0.0", UCCMS_DEMONSTRATION="0")
    assert done.returncode == 1
    assert "UCCMS_ALLOWED_HOSTS is missing" in done.stderr
    done = manage("check", UCCMS_BIND="0.0.0.0", UCCMS_DEMONSTRATION="1")
    assert "UCCMS_DEMONSTRATION is for `make run`" in done.stderr
