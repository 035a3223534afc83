"""No secret lies in the repository, and whoever leaves one there is told."""

import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha512
from pathlib import Path
from typing import Final

import pytest

from tests.processes import ROOT, clean_environment
from tests.supply.secrets.allowed import ALLOWED, read_allowed
from tests.supply.secrets.places import Text, tracked
from tests.supply.secrets.rules import RULES, finds_in
from tests.supply.secrets.scan import everything_in, leaks_in

# Put together here out of halves, so that this file has none of them in it.
CHANCE: Final = urlsafe_b64encode(sha512(b"planted").digest()).decode().replace("-", "x").replace("_", "y")
UPPER: Final = "".join(letter for letter in CHANCE.upper() if letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
PEM: Final = "-----BEGIN RSA " + "PRIVATE KEY-----"
BODY: Final = b64encode(sha512(b"body").digest()).decode()[:64]
PLANTED: Final[Mapping[str, str]] = {
    "private key": f"{PEM}\n{BODY}\n",
    "private key in one line": f'"{PEM}' + rf"\n{BODY}" + '"',
    "AWS access key": "AK" + "IA" + UPPER[:16],
    "token of GitHub": "gh" + "p_" + CHANCE[:36],
    "token of GitLab": "glp" + "at-" + CHANCE[:20],
    "token of Slack": "xo" + "xb-" + f"1234567890-{CHANCE[:24]}",
    "web hook of Slack": "https://hooks.slack" + f".com/services/T0123ABCD/B0123ABCD/{CHANCE[:24]}",
    "key of Google": "AI" + "za" + CHANCE[:35],
    "key of Stripe": "sk_" + "live_" + CHANCE[:24],
    "token of PyPI": "pypi" + "-AgE" + CHANCE[:60],
    "key of a language model": "s" + "k-proj-" + CHANCE[:48],
    "signed token": "ey" + f"J{CHANCE[:20]}.ey" + f"J{CHANCE[20:50]}.{CHANCE[50:80]}",
    "password in a URL": "postgresql://" + f"oddiya:{CHANCE[:16]}" + "@db.example/oddiya",
    "something called a secret": "ODDIYA_SERVICE_" + f"SECRETS={CHANCE[:32]}",
}
INNOCENT: Final = (
    "secret = derived_key_of_installation_number_1(secrets)",
    "token_verifier: JwksTokenVerifierWithKeys2",
    "password = os.environ['ODDIYA_DATABASE_PASSWORD_2']",
    "ODDIYA_SERVICE_SECRETS=ssssssssssssssssssssssssssssssss1",
    "postgresql://oddiya:oddiya@127.0.0.1:5432/oddiya",
    "api_key: ${ODDIYA_KAKAO_API_KEY_OF_2026}",
    "AKIA" + "A" * 16,
    f"    --hash=sha256:{sha512().hexdigest()[:64]}",
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_kind_of_secret_is_found(rule: object) -> None:
    name = getattr(rule, "name", "")
    found = [find.rule for find in finds_in(f"first line\nsecond {PLANTED[name]}\n".encode())]
    assert name in found


@pytest.mark.parametrize("how", ['password: "{}"', "'client_secret' => '{}'", "apiKey := {}", "signing-key = '{}'"])
def test_whatever_is_called_a_secret_and_reads_like_chance_is_found(how: str) -> None:
    (find,) = finds_in(how.format(CHANCE[:40]).encode())
    assert (find.rule, find.secret) == ("something called a secret", CHANCE[:40].encode())


@pytest.mark.parametrize("line", INNOCENT)
def test_names_words_and_places_are_no_secrets(line: str) -> None:
    assert [*finds_in(line.encode())] == []


def test_a_secret_that_is_allowed_does_not_hide_another() -> None:
    (allowed,) = finds_in(PLANTED["key of Stripe"].encode())
    text = Text(place="both", content="\n".join((PLANTED["key of Stripe"], PLANTED["AWS access key"])).encode())
    (leak,) = leaks_in([text], {allowed.fingerprint})
    assert (leak.find.rule, leak.find.line) == ("AWS access key", 2)


def test_no_tracked_file_has_a_secret_in_it_and_nothing_is_allowed_in_vain() -> None:
    allowed = read_allowed(ALLOWED)
    found = [*everything_in(tracked(ROOT))]
    assert [leak for leak in found if leak.find.fingerprint not in {one.fingerprint for one in allowed}] == []
    assert {one.fingerprint for one in allowed if not one.gone} <= {leak.find.fingerprint for leak in found}


def test_a_secret_that_was_taken_out_again_is_found_in_what_git_has_kept(tmp_path: Path) -> None:
    secret = PLANTED["token of GitHub"]
    git(tmp_path, "init", "--quiet")
    (tmp_path / "settings.env").write_text(f"GITHUB={secret}\n")
    committed(tmp_path, "A secret by mistake")
    before = scanned(tmp_path)
    assert (before.returncode, "settings.env:1: token of GitHub" in before.stdout) == (1, True)
    (tmp_path / "settings.env").write_text("GITHUB=\n")
    committed(tmp_path, "Out again")
    after, ever = scanned(tmp_path), scanned(tmp_path, "--history")
    assert (after.returncode, ever.returncode) == (0, 1)
    assert "settings.env:1: token of GitHub" in ever.stdout
    assert secret not in before.stdout + ever.stdout


def scanned(root: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.supply.secrets", "--root", str(root), *words]
    return subprocess.run(
        command, cwd=ROOT, env=clean_environment({}, measured=False), capture_output=True, text=True, check=False
    )


def committed(root: Path, message: str) -> None:
    git(root, "add", "--all")
    who = ("-c", "user.name=Mina", "-c", "user.email=mina@example.com", "-c", "commit.gpgsign=false")
    git(root, *who, "commit", "--quiet", "--message", message)


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, env=clean_environment({}), check=True)
