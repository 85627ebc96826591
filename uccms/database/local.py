"""The installation of a checkout: its database and secrets under `var/`, used where nothing else was said."""

import atexit
import base64
import os
import secrets
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from urllib.parse import parse_qs, urlsplit

from uccms.database.embedded import EmbeddedServer
from uccms.database.places import APP, OWNER, DatabaseError, Places, remembered

VAR = Path(__file__).resolve().parents[2] / "var"
_one_at_a_time = Lock()
_joined: list[bool] = []


def environment() -> None:
    """Fill in what the local installation knows, unless the environment names a database.

    The addresses are known before the server runs: it is started by the first connection
    (`uccms.database.backend`), so that a command that needs no database starts none.
    Ends the program with a sentence where `var/` cannot be used.
    """
    if "DATABASE_URL" in os.environ:
        return
    try:
        known = secrets_of(VAR) | addresses(_server())
    except DatabaseError as error:
        sys.exit(str(error))
    for name, value in known.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("UCCMS_LOCAL_DATABASE", "1")
    if Path(sys.argv[0]).name == "manage.py" and sys.argv[1:2] != ["runserver"]:
        # Typed by hand in the checkout: nothing listens, and the database may bear the mark.
        os.environ.setdefault("UCCMS_DEMONSTRATION", "1")


def is_ours(url: str) -> bool:
    """Whether the address leads to a server under `var/`: the installation's own, or one of its tests."""
    host = parse_qs(urlsplit(url).query).get("host", [""])[0]
    try:
        known = [path.parent for path in VAR.glob("*/passwords.json")]
        return any(str(Places(folder).sockets) == host for folder in known)
    except (OSError, DatabaseError):
        return False


def addresses(server: EmbeddedServer) -> dict[str, str]:
    """The addresses of the server's database for the role that runs and the one that migrates."""
    return {"DATABASE_URL": server.url(APP), "DATABASE_MIGRATE_URL": server.url(OWNER)}


def secrets_of(var: Path) -> dict[str, str]:
    """The secrets of the local installation, made once and kept in a file that only this user reads.

    Raises DatabaseError where the folder cannot be written.
    """

    def make() -> dict[str, str]:
        return {
            "UCCMS_SECRET_KEY": secrets.token_urlsafe(48),
            "UCCMS_ENCRYPTION_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        }

    return remembered(var / "secrets.json", make)


def start_if_ours(before_leaving: Callable[[], None]) -> None:
    """Start or join the local server before the first connection of a command, and leave it at its end.

    `before_leaving` gives connections back. Raises DatabaseError with a sentence.
    """
    if os.environ.get("UCCMS_LOCAL_DATABASE") == "1" and os.environ["DATABASE_URL"] == _server().url(APP):
        with _one_at_a_time:
            if not _joined:
                _server().start()
                atexit.register(_server().stop)
                atexit.register(before_leaving)  # runs before what was registered before it
                _joined.append(True)


@cache
def _server() -> EmbeddedServer:
    return EmbeddedServer(VAR / "postgres")
