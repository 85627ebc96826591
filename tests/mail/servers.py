"""A real SMTP server that remembers what it took, and answers as a test wants."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.launch.running import free_port

USER, PASSWORD = "uccms", "wide meadow, slow train"


class Handler:
    """Takes mails, unless `answer_rcpt` or `answer_data` says something else for an address."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.answer_mail: Callable[[], str] = lambda: "250 OK"
        self.answer_rcpt: Callable[[str], str] = lambda address: "250 OK"
        self.answer_data: Callable[[Envelope], str] = lambda envelope: "250 OK"
        self.came = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()
        self.tls: list[bool] = []

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        answer = self.answer_mail()
        if answer.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        answer = self.answer_rcpt(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope) -> str:
        self.taken.append(envelope)
        self.tls.append(session.ssl is not None)
        self.came.set()
        while not self.go_on.is_set():
            await asyncio.sleep(0.01)
        return self.answer_data(envelope)

    @property
    def addresses(self) -> list[str]:
        return [address for envelope in self.taken for address in envelope.rcpt_tos]

    def message(self, place: int = 0):
        """One of the mails, read as a mail program reads it."""
        return message_from_bytes(self.taken[place].content, policy=policy.default)


@contextmanager
def server(*, utf8: bool = True, certificate: Path | None = None) -> Iterator[tuple[Handler, int]]:
    """Run a server on a port of its own; with a certificate it asks for STARTTLS and a sign-in."""
    handler = Handler()
    more: dict = {"enable_SMTPUTF8": utf8, "decode_data": False}
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        more |= {
            "tls_context": context,
            "require_starttls": True,
            "auth_required": True,
            "authenticator": _authenticate,
        }
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield handler, port
    finally:
        handler.go_on.set()
        controller.stop(no_assert=True)


def _authenticate(server, session, envelope, mechanism, data) -> AuthResult:
    right = data.login == USER.encode() and data.password == PASSWORD.encode()
    return AuthResult(success=right, handled=right)


def make_certificate(folder: Path) -> Path:
    """A key and a certificate for this machine that signs itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "mail.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
