"""How the SMTP mailer keeps letters and passwords from listeners."""

import ssl
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from ipaddress import IPv4Address
from mailbox import Maildir
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from attrs import Factory, frozen
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from adapters.system.clock import SystemClock
from composition.catalogue import adapters_of
from core.errors import Unavailable
from ports.mailer import Mail
from tests.conftest import OpenAdapter
from tests.servers.smtp import FilingHandler, FreePortController, Letters, MailServer

ENTRY = adapters_of("mailer")["smtp"]
MAIL = Mail(mail_id="letter-1", to="kim@example.com", subject="Hello", text="Hello there")


@frozen
class Doorkeeper:
    """Lets in one user with one password, and remembers who came."""

    let_in: list[bool] = Factory(list)

    def __call__(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: object) -> AuthResult:
        self.let_in.append(given == LoginPassword(b"oddiya@example.com", "p@ss/wörd".encode()))
        return AuthResult(success=self.let_in[-1], handled=False)


@frozen
class SecureServer:
    """A server that asks for a password, once the line is encrypted."""

    port: int
    maildir: Path
    doorkeeper: Doorkeeper

    def letters(self) -> list[Any]:
        files = (self.maildir / "new").iterdir()
        return [message_from_bytes(file.read_bytes()).get_payload(decode=True) for file in files]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for this machine, signed by itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = SystemClock().now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture(params=["smtp+starttls", "smtps"])
def scheme(request: pytest.FixtureRequest) -> str:
    scheme: str = request.param
    return scheme


@pytest.fixture
def server(scheme: str, certificate: Path, tmp_path: Path) -> Iterator[SecureServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    # Encrypted from the start, aiosmtpd does not know that it is, and must be told to take passwords all the same.
    encrypted: dict[str, dict[str, Any]] = {
        "smtps": {"ssl_context": context, "auth_require_tls": False},
        "smtp+starttls": {"tls_context": context, "require_starttls": True, "auth_required": True},
    }
    doorkeeper = Doorkeeper()
    maildir = tmp_path / "maildir"
    Maildir(maildir, create=True).close()
    controller = FreePortController(
        FilingHandler(maildir),
        authenticator=doorkeeper,
        **encrypted[scheme],
    )
    controller.start()
    yield SecureServer(controller.port, maildir, doorkeeper)
    controller.stop()


def url(scheme: str, server: SecureServer, password: str = "p%40ss%2Fw%C3%B6rd") -> str:
    return f"{scheme}://oddiya%40example.com:{password}@127.0.0.1:{server.port}"


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process trust the certificate, as it trusts those of the machine."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.mark.usefixtures("trusted")
async def test_a_letter_is_handed_in_over_an_encrypted_line_with_a_password(
    scheme: str, server: SecureServer, open_adapter: OpenAdapter
) -> None:
    mailer = await open_adapter(ENTRY, ODDIYA_SMTP_URL=url(scheme, server))
    await mailer.send(MAIL)
    assert server.letters() == [b"Hello there"]
    assert server.doorkeeper.let_in == [True]


@pytest.mark.usefixtures("trusted")
async def test_a_wrong_password_makes_the_server_unavailable(
    scheme: str, server: SecureServer, open_adapter: OpenAdapter
) -> None:
    mailer = await open_adapter(ENTRY, ODDIYA_SMTP_URL=url(scheme, server, "wrong"))
    with pytest.raises(Unavailable):
        await mailer.send(MAIL)
    assert server.letters() == []
    assert set(server.doorkeeper.let_in) == {False}


async def test_a_server_that_cannot_prove_its_name_gets_nothing(
    scheme: str, server: SecureServer, open_adapter: OpenAdapter
) -> None:
    mailer = await open_adapter(ENTRY, ODDIYA_SMTP_URL=url(scheme, server))
    with pytest.raises(Unavailable):
        await mailer.send(MAIL)
    assert server.letters() == []
    assert server.doorkeeper.let_in == []


async def test_a_server_without_encryption_gets_nothing(
    scheme: str, mail_server: MailServer, smtp_letters: Letters, open_adapter: OpenAdapter
) -> None:
    address = mail_server.url.removeprefix("smtp://")
    mailer = await open_adapter(ENTRY, ODDIYA_SMTP_URL=f"{scheme}://user:secret@{address}", ODDIYA_SMTP_TIMEOUT="2")
    with pytest.raises(Unavailable):
        await mailer.send(MAIL)
    assert smtp_letters() == []
