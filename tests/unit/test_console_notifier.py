"""What the console notifier shows and keeps."""

from pathlib import Path
from stat import S_IMODE

import pytest

from adapters.console.notifier import Section, open_adapter
from core.errors import Unavailable
from ports.notifier import Push

PUSH = Push(title="영상 완성 🎬", body="준비\n됐어요\x1b[2J", data={"job_id": "1"})


async def test_a_push_is_one_readable_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with open_adapter(Section(home=tmp_path)) as notifier:
        address = await notifier.register(platform="ios", token="secret token")
        await notifier.push(address, PUSH)
    assert capsys.readouterr().out == f"push to ios {address[-6:]}: 영상 완성 🎬 | 준비 됐어요 [2J job_id=1\n"


async def test_addresses_survive_a_restart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with open_adapter(Section(home=tmp_path)) as notifier:
        address = await notifier.register(platform="web", token="token")
    async with open_adapter(Section(home=tmp_path)) as notifier:
        await notifier.push(address, PUSH)
        assert await notifier.register(platform="web", token="token") == address
    assert capsys.readouterr().out.startswith("push to web ")


async def test_nothing_that_is_kept_tells_the_token(tmp_path: Path) -> None:
    async with open_adapter(Section(home=tmp_path)) as notifier:
        await notifier.register(platform="ios", token="secret token")
    (file,) = (tmp_path / "notices").iterdir()
    assert "secret token" not in file.read_text() + file.name
    assert S_IMODE(file.stat().st_mode) == 0o600


async def test_the_same_token_on_two_platforms_is_two_devices(tmp_path: Path) -> None:
    async with open_adapter(Section(home=tmp_path)) as notifier:
        ios = await notifier.register(platform="ios", token="token")
        assert await notifier.register(platform="android", token="token") != ios


async def test_a_folder_that_cannot_be_used_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "notices").write_text("a file where the folder should be")
    async with open_adapter(Section(home=tmp_path)) as notifier:
        with pytest.raises(Unavailable):
            await notifier.register(platform="ios", token="token")
