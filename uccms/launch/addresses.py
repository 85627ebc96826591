"""Where the web process listens."""

import errno
import http.client
import ipaddress
import os
import socket
from contextlib import suppress


class AddressError(Exception):
    """A sentence that says why the web process cannot listen there."""


def port() -> int:
    """`PORT`, or 8000. Raises AddressError for what is no port."""
    said = os.environ.get("PORT", "8000")
    if not said.isdecimal() or not 0 < int(said) < 65536:
        raise AddressError(f"PORT must be a number from 1 to 65535, and is “{said}”.")
    return int(said)


def bind() -> str:
    """The network address to listen on: this machine alone unless `UCCMS_BIND` says otherwise.

    Raises AddressError for what is no address.
    """
    said = os.environ.get("UCCMS_BIND") or "127.0.0.1"
    try:
        return str(ipaddress.ip_address("127.0.0.1" if said == "localhost" else said))
    except ValueError:
        raise AddressError(f"UCCMS_BIND must be a network address like 127.0.0.1, and is “{said}”.") from None


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches the address."""
    return ipaddress.ip_address(address).is_loopback


def shown(address: str) -> str:
    """How the address is written for a browser: a passkey needs a name, not a number."""
    if is_loopback(address):
        return "localhost"
    found = ipaddress.ip_address(address)
    if found.is_unspecified:
        return socket.gethostname()
    return f"[{address}]" if found.version == 6 else address


def require_free(address: str, number: int) -> None:
    """Raises AddressError where another program listens, or this user may not.

    Tried here because the web server shares its port among its processes, and so would with another one's.
    """
    _try(address, number)
    if is_loopback(address) and address != "::1":
        # A browser asks ::1 first for "localhost": somebody else's page would come up there.
        with suppress(OSError), socket.create_connection(("::1", number), timeout=0.5):
            raise AddressError(_taken(number))


def _try(address: str, number: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((address, number))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise AddressError(_taken(number)) from None
            reason = os.strerror(error.errno or 0)
            raise AddressError(f"Nothing can listen on {address}, port {number}: {reason}.") from None


def _taken(number: int) -> str:
    return f"Port {number} is in use by another program: stop that one, or choose another: PORT=8001 make run"


def health(address: str, number: int, host: str) -> int | None:
    """What `GET /healthz` of this host is answered with; None where nobody answers yet."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104
    connection = http.client.HTTPConnection(reachable, number, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()
