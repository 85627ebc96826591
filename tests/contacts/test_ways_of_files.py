"""A customer's file behind a real nginx and out of a real bucket: asked for, confined, resumable."""

import http.client
from pathlib import Path

import pytest
from django.conf import settings

from contacts.models import Ticket
from tests.contacts.acts import browser
from tests.contacts.papers import TEXT, attached, picture
from tests.web.downloads.servers import Site
from tests.web.downloads.test_ways import running
from uccms.accounts.models import User

SANDBOX = "sandbox; default-src 'none'"


def ask(site: Site, path: str, user: User | None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """What this person's browser gets there; no header may come twice."""
    if user:
        key = browser(user).cookies[settings.SESSION_COOKIE_NAME].value
        headers["Cookie"] = f"{settings.SESSION_COOKIE_NAME}={key}"
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    names = [name.lower() for name, _ in answer.getheaders() if name.lower() != "set-cookie"]
    assert len(names) == len(set(names))
    got = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return got


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["nginx", "s3"])
def test_a_file_of_a_ticket_is_confined_whichever_way_files_travel(
    kind: str, tmp_path: Path, dana: User, luis: User, ticket: Ticket
):
    with running(kind, tmp_path, DJANGO_SETTINGS_MODULE="tests.contacts.site") as site:
        letter = attached(dana, ticket, "letter.txt", TEXT)
        photo = attached(dana, ticket, "photo.png", picture())
        path = f"/tickets/T{ticket.pk}/files/{letter.public_id}/"

        assert ask(site, path, luis)[0] == 404, "who may not see the ticket gets nothing"
        status, headers, body = ask(site, path, None)
        assert status == 302 and headers["location"].startswith("/account/") and TEXT not in body

        status, headers, body = ask(site, path, dana)
        assert (status, body) == (200, TEXT), "sent by us: no other address, no bucket, is named"
        assert headers["content-security-policy"] == SANDBOX
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store, no-transform"
        assert headers["content-type"] == "application/octet-stream"
        assert headers["content-disposition"].startswith('attachment; filename="letter.txt"')
        assert "x-accel-redirect" not in headers

        rest = {"Range": "bytes=7-", "If-Range": headers["etag"]}
        status, headers, body = ask(site, path, dana, **rest)
        assert (status, body) == (206, TEXT[7:])
        assert headers["content-range"] == f"bytes 7-{len(TEXT) - 1}/{len(TEXT)}"
        assert headers["content-security-policy"] == SANDBOX

        shown = f"/tickets/T{ticket.pk}/files/{photo.public_id}/shown/"
        status, headers, body = ask(site, shown, dana)
        assert (status, body) == (200, picture())
        assert (headers["content-type"], headers["content-security-policy"]) == ("image/png", SANDBOX)
