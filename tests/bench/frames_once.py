"""Extracts frames as a worker does, and prints how many seconds each time took, as JSON.

`python -m tests.bench.frames_once MODE ROUNDS VIDEO`, where `--no-zip` drops the frames
instead of storing them in a ZIP.
"""

import asyncio
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from composition.films.worker import WorkerPorts
from composition.opener import open_ports
from composition.settings import Settings
from core.video.model.frames.wishes import AskedFrames
from core.video.model.job import Progress
from core.video.use_cases.steps.pack_frames import PackFrames
from core.video.use_cases.steps.parted_upload import parted_upload

KEY = "frames/bench/frames.zip"
PUBLIC = {"ODDIYA_PUBLIC_URL": "http://127.0.0.1"}


def quiet(_: Progress) -> None:
    """Hear nothing."""


async def main(chosen: Any) -> None:
    """Extract."""
    with TemporaryDirectory() as home:
        told = {"ODDIYA_PROFILE": "memory", "ODDIYA_BLOB_STORE": "filesystem", "ODDIYA_HOME": home, **PUBLIC}
        async with open_ports(WorkerPorts, Settings.read(told)) as ports:
            seconds = [await once(ports, chosen) for _ in range(chosen.rounds)]
    print(json.dumps(seconds))


async def once(ports: WorkerPorts, chosen: Any) -> float:
    """Do it from nothing to a finished ZIP."""
    wishes = AskedFrames(mode=chosen.mode, every=chosen.every).wishes()
    began = perf_counter()
    async with ports.frame_extractor.extract(chosen.video, wishes, told=quiet) as extraction:
        if chosen.no_zip:
            async for _ in extraction.frames():
                pass
            await extraction.end()
        else:
            async with parted_upload(ports.blob_store, KEY, content_type="application/zip") as upload:
                await PackFrames()(extraction, wishes, write=upload.write)
    return perf_counter() - began


if __name__ == "__main__":
    words = ArgumentParser()
    words.add_argument("mode")
    words.add_argument("rounds", type=int)
    words.add_argument("video", type=Path)
    words.add_argument("--every", type=float)
    words.add_argument("--no-zip", action="store_true")
    asyncio.run(main(words.parse_args(sys.argv[1:])))
