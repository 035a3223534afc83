"""What `ports/hop_signer.py` promises, kept by every signer together with every verifier."""

import re
import string
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from attrs import frozen

from composition.catalogue import Entry
from composition.opener import Opener
from composition.settings import SettingError, Settings
from core.errors import Unauthenticated
from ports.hop_signer import HOP_LIVES, Hop, HopSigner, HopVerifier
from tests.clocks import ManualClock
from tests.contract.enrolled import enrolled

USER, SESSION = (f"019ae8a8-0000-7000-8000-00000000000{number}" for number in (1, 2))
HOP = Hop(
    method="GET",
    target="/api/v1/plans?limit=20&q=%2F",
    request_id="r-1",
    client_address="203.0.113.7",
    user_id=USER,
    session_id=SESSION,
)
NOBODYS = HOP._replace(user_id="", session_id="")
PARTS = tuple(Hop._fields)
OLD, NEW = "old-secret-" + "o" * 32, "new-secret-" + "n" * 32
SECOND = timedelta(seconds=1)


@frozen
class Installation:
    """Opens signers and verifiers, each as in a process of its own."""

    signer_name: str
    verifier_name: str
    home: Path
    stack: AsyncExitStack
    clock: ManualClock

    async def signer(self, **told: str) -> HopSigner:
        opened: HopSigner = await self._opener(told).open("hop_signer")
        return opened

    async def verifier(self, **told: str) -> HopVerifier:
        opened: HopVerifier = await self._opener(told).open("hop_verifier")
        return opened

    def _opener(self, told: dict[str, str]) -> Opener:
        chosen = {"ODDIYA_HOP_SIGNER": self.signer_name, "ODDIYA_HOP_VERIFIER": self.verifier_name}
        settings = Settings.read({"ODDIYA_HOME": str(self.home), **chosen, **told})
        return Opener(settings, self.stack, given={"clock": self.clock})


@pytest.fixture(params=enrolled("hop_signer"))
def signer_entry(request: pytest.FixtureRequest) -> Entry:
    entry: Entry = request.param
    return entry


@pytest.fixture(params=enrolled("hop_verifier"))
def verifier_entry(request: pytest.FixtureRequest) -> Entry:
    entry: Entry = request.param
    return entry


@pytest.fixture
async def installation(signer_entry: Entry, verifier_entry: Entry, tmp_path: Path) -> AsyncIterator[Installation]:
    async with AsyncExitStack() as stack:
        yield Installation(signer_entry.name, verifier_entry.name, tmp_path, stack, ManualClock())


@pytest.fixture
async def signer(installation: Installation) -> HopSigner:
    return await installation.signer()


@pytest.fixture
async def verifier(installation: Installation) -> HopVerifier:
    return await installation.verifier()


def is_good(verifier: HopVerifier, hop: Hop, signature: str) -> bool:
    try:
        verifier.verify(hop, signature)
    except Unauthenticated:
        return False
    return True


@pytest.mark.parametrize(
    "hop",
    [
        HOP,
        NOBODYS,
        Hop(method="", target="", request_id="", client_address=""),
        HOP._replace(target="/files/서울?q=🗾"),
        HOP._replace(target="/files/\udcff?q=\x00"),
        HOP._replace(target="/" + "a" * 8000, client_address="2001:db8::1"),
    ],
    ids=["a user's", "nobody's", "an empty one", "with letters of Seoul", "with what is no text", "a long one"],
)
def test_what_is_signed_is_good(signer: HopSigner, verifier: HopVerifier, hop: Hop) -> None:
    verifier.verify(hop, signer.sign(hop))


def test_a_signature_is_printable_ascii_without_spaces(signer: HopSigner) -> None:
    assert set(signer.sign(HOP)) <= set(string.ascii_letters + string.digits + string.punctuation)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("hop", [HOP, NOBODYS], ids=["a user's", "nobody's"])
def test_a_signature_is_good_for_its_own_hop_alone(
    signer: HopSigner, verifier: HopVerifier, hop: Hop, part: str
) -> None:
    signature, value = signer.sign(hop), getattr(hop, part)
    for other in {value + "0", value[:-1], value.swapcase(), " " + value, "", "\udcff", value + "\n"} - {value}:
        assert not is_good(verifier, hop._replace(**{part: other}), signature)


def test_parts_do_not_run_into_each_other(signer: HopSigner, verifier: HopVerifier) -> None:
    every = [
        Hop(**dict(zip(PARTS, values, strict=True))) for values in product(("", "a", "aa", "a\na"), repeat=len(PARTS))
    ]
    signed = Hop(method="a", target="aa", request_id="", client_address="a", user_id="a", session_id="")
    signature = signer.sign(signed)
    assert [hop for hop in every if is_good(verifier, hop, signature)] == [signed]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("broken", ["\n", "a\n", "\na", "a\nb"])
def test_a_hop_with_a_line_break_is_not_signed(signer: HopSigner, part: str, broken: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        signer.sign(HOP._replace(**{part: broken}))


@pytest.mark.parametrize("way", [1, -1], ids=["older", "ahead"])
async def test_a_signature_is_good_for_as_long_as_hops_live(installation: Installation, way: int) -> None:
    signature = (await installation.signer()).sign(HOP)
    verifier = await installation.verifier()
    installation.clock.move(way * HOP_LIVES)
    assert is_good(verifier, HOP, signature)
    installation.clock.move(way * SECOND)
    assert not is_good(verifier, HOP, signature)
    installation.clock.move(-way * SECOND)
    assert is_good(verifier, HOP, signature)


def test_no_other_text_is_good(signer: HopSigner, verifier: HopVerifier) -> None:
    signature = signer.sign(HOP)
    for at in range(len(signature)):
        for sign in {"A", "0", "9", "-", ".", "\n", "é", "\udcff"} - {signature[at]}:
            assert not is_good(verifier, HOP, signature[:at] + sign + signature[at + 1 :])
        assert not is_good(verifier, HOP, signature[:at])
        assert not is_good(verifier, HOP, signature[:at] + signature[at + 1 :])
    for other in ("", ".", "..", "0.", "x.y", "=", signature + "=", signature + "A", signature + ".", "0" + signature):
        assert not is_good(verifier, HOP, other)
    for other in (f" {signature}", f"{signature} ", f"+{signature}", signature.swapcase(), signature * 2, "٣" * 9000):
        assert not is_good(verifier, HOP, other)


async def test_a_signature_does_not_become_good_at_another_time(installation: Installation) -> None:
    signer, verifier = await installation.signer(), await installation.verifier()
    first = signer.sign(HOP)
    installation.clock.move(2 * HOP_LIVES)
    second = signer.sign(HOP)
    common = next(at for at, (one, other) in enumerate(zip(first, second, strict=True)) if one != other)
    assert is_good(verifier, HOP, second)
    mixed = [second[:at] + first[at:] for at in range(common + 1, len(first))]
    assert not any(is_good(verifier, HOP, text) for text in mixed if text != second)


async def test_processes_with_one_installation_key_understand_each_other(installation: Installation) -> None:
    key = "0123456789abcdef" * 4
    signature = (await installation.signer(ODDIYA_SIGNING_KEY=key)).sign(HOP)
    assert is_good(await installation.verifier(ODDIYA_SIGNING_KEY=key), HOP, signature)
    assert not is_good(await installation.verifier(ODDIYA_SIGNING_KEY=key[::-1]), HOP, signature)
    assert not is_good(await installation.verifier(), HOP, signature)


async def test_a_secret_of_their_own_takes_the_place_of_the_installation_key(installation: Installation) -> None:
    signature = (await installation.signer(ODDIYA_HOP_SECRETS=OLD)).sign(HOP)
    elsewhere = {"ODDIYA_SIGNING_KEY": "5e" * 32}
    assert is_good(await installation.verifier(ODDIYA_HOP_SECRETS=OLD, **elsewhere), HOP, signature)
    assert not is_good(await installation.verifier(ODDIYA_HOP_SECRETS=NEW), HOP, signature)
    assert not is_good(await installation.verifier(), HOP, signature)


@pytest.mark.parametrize("told", [OLD, f"{OLD},{NEW}", f"{NEW},{OLD}", NEW])
@pytest.mark.parametrize("known", [OLD, f"{OLD},{NEW}", f"{NEW},{OLD}", NEW])
async def test_during_a_change_the_first_secret_signs_and_both_are_good(
    installation: Installation, told: str, known: str
) -> None:
    signature = (await installation.signer(ODDIYA_HOP_SECRETS=told)).sign(HOP)
    verifier = await installation.verifier(ODDIYA_HOP_SECRETS=known)
    assert is_good(verifier, HOP, signature) == (told.partition(",")[0] in known.split(","))


@pytest.mark.parametrize("secrets", ["short", f"{OLD},{NEW},{OLD}", f"{OLD},"])
async def test_secrets_that_are_short_or_many_are_refused(installation: Installation, secrets: str) -> None:
    for opens in (installation.signer, installation.verifier):
        with pytest.raises(SettingError, match=r"^ODDIYA_HOP_SECRETS is not usable: it expects one or two secrets"):
            await opens(ODDIYA_HOP_SECRETS=secrets)


async def test_neither_of_them_shows_its_secret(installation: Installation) -> None:
    key = "5e" * 32
    for opens in (installation.signer, installation.verifier):
        shown = repr(await opens(ODDIYA_SIGNING_KEY=key)) + repr(await opens(ODDIYA_HOP_SECRETS=OLD))
        assert OLD not in shown
        assert not re.search("\\bb['\"]", shown), "these are the bytes of a key"
