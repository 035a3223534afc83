"""`oddiya frames`: frames of a video on this machine, without any service."""

import argparse
import asyncio
import sys
from pathlib import Path
from time import perf_counter

from attrs import frozen

from composition.exits import status_of, told
from composition.frames.arguments import STDOUT, asked_of, fault_lines
from composition.frames.output import Output, check_files, output_to
from composition.frames.told_lines import report_lines
from composition.opener import open_ports
from composition.progress_bar import ProgressBar
from composition.settings import Settings
from core.errors import OddiyaError
from core.video.model.errors import BadOrder
from core.video.model.frames.found import FramesReport
from core.video.model.frames.wishes import FrameWishes
from core.video.use_cases.steps.pack_frames import PackFrames
from ports.frame_extractor import FrameExtractor


@frozen(kw_only=True)
class CommandPorts:
    """What the command needs."""

    frame_extractor: FrameExtractor


def frames(chosen: argparse.Namespace) -> int:
    """Extract frames and write them; return the exit status."""
    try:
        return asyncio.run(_frames(chosen, Settings.read()))
    except BadOrder as bad:
        print(*fault_lines(bad.faults, chosen), sep="\n", file=sys.stderr)
        return status_of(bad)
    except OddiyaError as error:
        print(*told(error), sep="\n", file=sys.stderr)
        return status_of(error)


async def _frames(chosen: argparse.Namespace, settings: Settings) -> int:
    wishes = asked_of(chosen).wishes()
    video = check_files(chosen.video, chosen.out, force=chosen.force)
    async with open_ports(CommandPorts, settings) as ports:
        with output_to(chosen.out) as output:
            report = await _extracted(ports.frame_extractor, video, wishes, output)
    lines = report_lines(report, video=chosen.video, out=chosen.out)
    print(*lines, sep="\n", file=sys.stderr if chosen.out == STDOUT else sys.stdout)
    return 0


async def _extracted(extractor: FrameExtractor, video: Path, wishes: FrameWishes, output: Output) -> FramesReport:
    bar = ProgressBar()
    began = perf_counter()
    try:
        async with extractor.extract(video, wishes, told=bar.tell) as extraction:
            packed = await PackFrames()(extraction, wishes, write=output.write)
    finally:
        bar.close()
    return packed.report(extraction.video, took=perf_counter() - began)
