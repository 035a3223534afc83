"""fast-gateway, installed beside the results of benches with the versions that the lock file names."""

import asyncio
import shutil
from pathlib import Path
from typing import Final

from tests.bench.gateway_programs import found
from tests.bench.harness import RESULTS

FILES: Final = Path(__file__).parent / "gateway"
LOCK: Final = "package-lock.json"
DONE: Final = "node_modules/.installed"


async def installed_rival() -> Path:
    """Return the folder in which it can be run, after installing it there if that was not done."""
    folder = (RESULTS / "gateway").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    is_current = (folder / DONE).exists() and (folder / LOCK).read_bytes() == (FILES / LOCK).read_bytes()
    for name in ("package.json", LOCK, ".npmrc", "rival.js"):
        shutil.copyfile(FILES / name, folder / name)
    if not is_current:
        npm = await asyncio.create_subprocess_exec(found("npm") or "npm", "ci", "--silent", cwd=folder)
        assert await npm.wait() == 0, "npm could not install fast-gateway: what it says stands above"
        (folder / DONE).touch()
    return folder
