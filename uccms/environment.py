"""What differs between installations. Production says all of it in the environment (docs/running.md)."""

import base64
import binascii
import importlib.util
import ipaddress
import os
import re
import sys
from collections.abc import Iterator
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import environ

from uccms.database import local

env = environ.Env()
DELIVERIES = ("application", "nginx", "s3")
WEB_ROOTS = [local.VAR.parent / "static", local.VAR / "static"]  # what whitenoise hands to everybody
FILES_NUMBERS = {
    "UCCMS_FILES_SLOTS": (1, 104),  # of 160 threads, 44 of which are for forms of the portal
    "UCCMS_FILES_SLOTS_EACH": (1, 104),
    "UCCMS_FILES_IDLE_SECONDS": (2, 3600),
    "UCCMS_TAKEN_IDLE_MINUTES": (5, 10_080),
    "UCCMS_CLOSE_AFTER_DAYS": (0, 3650),
    "UCCMS_FILES_LINK_SECONDS": (60, 900),
    "UCCMS_ATTACHMENT_LARGEST": (64 * 1024, 200 * 1024 * 1024),  # a PDF is read into memory
    "UCCMS_ATTACHMENTS_AT_ONCE": (1, 50),
}
HOST_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"
)
SHORTEST_SECRET = 50  # characters; Django's own check asks for the same


def load() -> None:
    """Take over what the local installation knows, and refuse what is missing or unsafe.

    Ends the program with one sentence for each variable that is wrong.
    """
    local.environment()
    wrong = list(problems())
    if wrong:
        sys.exit("\n".join(["UCCMS does not start:", *wrong]))


def is_demonstration() -> bool:
    """Whether this is the demonstration, which `make run` says on its own database and a loopback address."""
    return env.bool("UCCMS_DEMONSTRATION", default=False)


def is_production() -> bool:
    """Whether others can reach this process, or its database is not the checkout's own."""
    return not (local.is_ours(os.environ["DATABASE_URL"]) and _is_loopback())


def as_owner() -> bool:
    """Whether this command works as the database's owner, who migrates."""
    return env.str("UCCMS_DATABASE_ROLE", default="") == "owner"


def mail_delivery() -> str:
    """How mail leaves: `smtp` where a server is named, else not at all (`off`)."""
    return "smtp" if env.str("UCCMS_SMTP_HOST", default="") else "off"


def portal_host() -> str:
    """The host that the portal has for itself, such as `eipd.agency.gov`; empty where it has none."""
    return env.str("UCCMS_PORTAL_HOST", default="").lower()


def portal_address() -> str:
    """What stands before the path of a portal page in a mail, such as `https://eipd.agency.gov`."""
    said = env.str("UCCMS_PORTAL_ADDRESS", default="").rstrip("/")
    if said:
        return said
    if is_production():
        return f"https://{portal_host() or env.list('UCCMS_ALLOWED_HOSTS', default=['localhost'])[0]}"
    return f"http://{portal_host() or 'localhost'}:{env.str('PORT', default='8000')}"


def problems() -> Iterator[str]:
    """A sentence for each variable that stops the start, beginning with its name."""
    if is_demonstration() and is_production():
        yield (
            "UCCMS_DEMONSTRATION is for `make run` with its own database on this machine alone: "
            "its passwords are public. Unset it."
        )
    if is_production():
        yield from _secrets()
        yield from _web()
        yield from _databases()
        yield from _mail()
    yield from _portal()
    yield from _files()


def _mail() -> Iterator[str]:
    if env.bool("UCCMS_MAIL_OFF", default=False):
        if env.str("UCCMS_SMTP_HOST", default=""):
            yield "UCCMS_MAIL_OFF and UCCMS_SMTP_HOST say different things: unset one of them."
        return
    if not env.str("UCCMS_SMTP_HOST", default=""):
        yield "UCCMS_SMTP_HOST is missing: the mail server. UCCMS_MAIL_OFF=1 says that no mail leaves."
        return
    if env.str("UCCMS_SMTP_TLS", default="starttls") not in ("starttls", "tls"):
        yield "UCCMS_SMTP_TLS must be starttls or tls: mail holds names and addresses."
    if not env.str("UCCMS_SMTP_PORT", default="587").isdecimal():
        yield "UCCMS_SMTP_PORT must be a number, such as 587 or 465."
    if bool(env.str("UCCMS_SMTP_USER", default="")) != bool(env.str("UCCMS_SMTP_PASSWORD", default="")):
        yield "UCCMS_SMTP_USER and UCCMS_SMTP_PASSWORD go together: one of them is missing."
    sender = parseaddr(env.str("UCCMS_MAIL_FROM", default=""))[1]
    if "@" not in sender:
        yield "UCCMS_MAIL_FROM is missing: whom mail comes from, such as UCCMS <no-reply@agency.gov>."


def _secrets() -> Iterator[str]:
    secret = env.str("UCCMS_SECRET_KEY", default="")
    if not secret:
        yield f"UCCMS_SECRET_KEY is missing: {SHORTEST_SECRET} random characters or more."
    elif len(secret) < SHORTEST_SECRET or len(set(secret)) < 5 or secret.startswith("django-insecure-"):
        yield f"UCCMS_SECRET_KEY is too short or too simple: {SHORTEST_SECRET} random characters or more."
    keys = env.list("UCCMS_ENCRYPTION_KEYS", default=[])
    if not keys:
        yield "UCCMS_ENCRYPTION_KEYS is missing: one or more keys for the secrets of second factors."
    elif not all(map(_is_key, keys)):
        yield "UCCMS_ENCRYPTION_KEYS holds something that is no key: 32 random bytes as URL-safe base64 each."


def _web() -> Iterator[str]:
    hosts = env.list("UCCMS_ALLOWED_HOSTS", default=[])
    if not hosts:
        yield "UCCMS_ALLOWED_HOSTS is missing: the host names of this installation, with commas between."
    elif "*" in hosts:
        yield "UCCMS_ALLOWED_HOSTS must not hold “*”: whoever sends a false host name would be believed."
    if not all(origin.startswith("https://") for origin in env.list("UCCMS_TRUSTED_ORIGINS", default=[])):
        yield "UCCMS_TRUSTED_ORIGINS may hold addresses that begin with https:// only."
    if not env.str("UCCMS_PORTAL_ADDRESS", default="https://").startswith("https://"):
        yield "UCCMS_PORTAL_ADDRESS must begin with https://: it stands in the mails of the portal."
    proxies = env.str("UCCMS_TRUSTED_PROXIES", default="")
    if not proxies.isdecimal() or int(proxies) < 1:
        yield (
            "UCCMS_TRUSTED_PROXIES must be the number of proxies in front, 1 or more: "
            "the last of them speaks https with browsers."
        )


def _portal() -> Iterator[str]:
    host = portal_host()
    if not host:
        return
    if not HOST_NAME.fullmatch(host):
        yield "UCCMS_PORTAL_HOST must be a host name alone, such as eipd.agency.gov: no scheme, port or path."
        return
    if not set(env.list("UCCMS_ALLOWED_HOSTS", default=["localhost"])) - {host}:
        yield "UCCMS_PORTAL_HOST is the only host of UCCMS_ALLOWED_HOSTS: the staff need one of their own."
    said = env.str("UCCMS_PORTAL_ADDRESS", default="")
    if said and urlsplit(said).hostname != host:
        yield "UCCMS_PORTAL_HOST and UCCMS_PORTAL_ADDRESS name two different hosts: leave the second out."


def _databases() -> Iterator[str]:
    running = _database("DATABASE_URL")
    if running is None:
        yield "DATABASE_URL is not an address like postgresql://uccms_app:password@host/uccms."
    if "DATABASE_MIGRATE_URL" not in os.environ:
        if as_owner():
            yield "DATABASE_MIGRATE_URL is missing: this command works as the database's owner."
        return
    owning = _database("DATABASE_MIGRATE_URL")
    if owning is None:
        yield "DATABASE_MIGRATE_URL is not an address like postgresql://uccms_owner:password@host/uccms."
    elif running is not None and owning["USER"] == running["USER"]:
        yield "DATABASE_MIGRATE_URL names the same role as DATABASE_URL: who runs must not own the tables."


def _files() -> Iterator[str]:
    delivery = env.str("UCCMS_FILES_DELIVERY", default="application")
    if delivery not in DELIVERIES:
        yield f"UCCMS_FILES_DELIVERY must be one of {', '.join(DELIVERIES)}, and is “{delivery}”."
    elif delivery == "s3":
        yield from _bucket()
    elif "UCCMS_FILES_ROOT" in os.environ:
        yield from _files_root(env.str("UCCMS_FILES_ROOT", default=""))
    for name, (least, most) in FILES_NUMBERS.items():
        said = env.str(name, default=str(least))
        if not said.isdecimal() or not least <= int(said) <= most:
            yield f"{name} must be a number from {least} to {most}, and is “{said}”."


def _files_root(said: str) -> Iterator[str]:
    root = Path(said)
    if not root.is_absolute():
        yield f"UCCMS_FILES_ROOT must begin with “/”, and is “{said}”."
    elif any(
        root.resolve().is_relative_to(each) or each.is_relative_to(root.resolve()) for each in WEB_ROOTS
    ):
        yield "UCCMS_FILES_ROOT lies where anybody may read: it must be a folder apart from the static files."
    elif is_production() and not root.is_dir():
        yield f"UCCMS_FILES_ROOT names no folder: {said}"


def _bucket() -> Iterator[str]:
    if not env.str("UCCMS_FILES_BUCKET", default=""):
        yield "UCCMS_FILES_BUCKET is missing: the bucket that UCCMS_FILES_DELIVERY=s3 keeps the files in."
    endpoint = env.str("UCCMS_FILES_S3_ENDPOINT", default="")
    if endpoint and is_production() and not endpoint.startswith("https://"):
        yield "UCCMS_FILES_S3_ENDPOINT must begin with https://: readers are sent there."
    if importlib.util.find_spec("storages") is None or importlib.util.find_spec("boto3") is None:
        yield 'UCCMS_FILES_DELIVERY is s3, whose packages are missing: install the extra "s3".'


def _database(name: str) -> dict[str, str] | None:
    if not os.environ[name].startswith(("postgresql://", "postgres://")):
        return None
    try:
        found: dict[str, str] = env.db(name)
    except ValueError:
        return None
    return found if found.get("USER") and found.get("NAME") else None


def _is_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, altchars=b"-_", validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


def _is_loopback() -> bool:
    address = env.str("UCCMS_BIND", default="127.0.0.1")
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
