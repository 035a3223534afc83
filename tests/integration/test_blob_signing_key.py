"""The key behind Oddiya's own blob URLs: told, or kept in a file that its owner alone can read."""

from base64 import b64encode, urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from adapters.section import CannotOpen
from adapters.signing.settings import SigningKey
from adapters.signing.signing_key_file import signing_key_in
from adapters.wire.public_url import PublicUrl
from composition.catalogue import adapters_of
from composition.settings import SettingError
from tests.conftest import OpenAdapter

SECRET = bytes(range(200, 240))
SIGNER = adapters_of("blob_signer")["hmac"]


def test_the_key_is_made_on_first_use_for_its_owner_only_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "keys"
    key = signing_key_in(folder)
    assert len(key) == 32
    assert signing_key_in(folder) == key
    assert [file.name for file in folder.iterdir()] == ["signing.key"]
    assert (folder / "signing.key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_all_who_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    together = Barrier(8)

    def start(folder: Path) -> bytes:
        together.wait()
        return signing_key_in(folder)

    with ThreadPoolExecutor(8) as pool:
        for number in range(25):
            folder = tmp_path / str(number)
            assert len(set(pool.map(start, [folder] * 8))) == 1
            assert [file.name for file in folder.iterdir()] == ["signing.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o777])
def test_a_key_that_others_can_reach_is_refused_with_what_to_do(tmp_path: Path, mode: int) -> None:
    signing_key_in(tmp_path)
    (tmp_path / "signing.key").chmod(mode)
    with pytest.raises(CannotOpen, match=f"run chmod 600 {tmp_path}/signing.key"):
        signing_key_in(tmp_path)


def test_a_key_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "signing.key").touch(mode=0o600)
    with pytest.raises(CannotOpen, match="damaged"):
        signing_key_in(tmp_path)


def test_a_folder_that_cannot_be_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(CannotOpen, match="cannot be kept: Not a directory") as refused:
        signing_key_in(tmp_path / "home" / "keys")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        SECRET.hex(),
        SECRET.hex().upper(),
        b64encode(SECRET).decode(),
        b64encode(SECRET).decode().rstrip("="),
        urlsafe_b64encode(SECRET).decode(),
        f" {SECRET.hex()}\n",
    ],
)
def test_a_key_is_told_as_hexadecimal_or_base64(text: str) -> None:
    assert SigningKey(text).secret == SECRET
    assert SECRET.hex() not in repr(SigningKey(text))


@pytest.mark.parametrize("text", ["short", SECRET[:31].hex(), b64encode(SECRET[:31]).decode(), "#" * 64, "서" * 64])
async def test_a_malformed_key_stops_the_start_and_is_not_shown(open_adapter: OpenAdapter, text: str) -> None:
    with pytest.raises(SettingError, match="ODDIYA_SIGNING_KEY is not usable: it expects 32 or more") as refused:
        await open_adapter(SIGNER, ODDIYA_SIGNING_KEY=text)
    assert text not in str(refused.value)


@pytest.mark.parametrize("text", ["https://a.example/", "http://127.0.0.1:8080", "https://a.example/x"])
def test_a_public_url_is_kept_without_its_last_slash(text: str) -> None:
    assert PublicUrl(text) == text.rstrip("/")


@pytest.mark.parametrize(
    "text",
    [
        "a.example",
        "ftp://a.example",
        "http://",
        "http://a.example?x=1",
        "http://a/#x",
        "http://a b",
        "http://a:x",
        "http://a:0",
        "/",
    ],
)
async def test_a_malformed_public_url_stops_the_start(open_adapter: OpenAdapter, text: str) -> None:
    with pytest.raises(SettingError, match=r"ODDIYA_PUBLIC_URL is .* it expects the http or https URL"):
        await open_adapter(SIGNER, ODDIYA_PUBLIC_URL=text)
