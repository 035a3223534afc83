"""A browser plays films of stills, and shows the right frame wherever it is sent."""

import asyncio
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import web

from tests.stills import Stills, a_timeline, ffmpeg

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
COLOURS = ((200, 80, 80), (60, 180, 100), (90, 90, 190), (210, 200, 110))
TIMELINE = a_timeline((0, 0, 20), (1, 15, 10), (2, 0, 12), (3, 9, 1), (0, 5, 8))
SOUGHT = (0, 10, 19, 27, 36, 44, 46, 58, 61, 66, 68, 73, 79, 30, 5)
NEAR = 5  # levels of 255; from one frame of a fade to the next there are more
PAGE = """<!doctype html><video id=v muted src=/film.mp4></video><script>
const v = document.getElementById('v'), sought = SOUGHT
const canvas = document.createElement('canvas').getContext('2d')
const event = name => new Promise((done, failed) => {
  v.addEventListener(name, done, {once: true})
  v.onerror = () => failed(v.error.message)
})
const tell = what => fetch('/told', {method: 'POST', body: JSON.stringify(what)})
async function see() {
  if (v.readyState < 2) await event('loadeddata')
  const colours = []
  for (const frame of sought) {
    const seen = event('seeked'), shown = new Promise(done => v.requestVideoFrameCallback(done))
    v.currentTime = (frame + 0.5) / 30
    await Promise.all([seen, shown])
    canvas.drawImage(v, 0, 0)
    colours.push([...canvas.getImageData(32, 48, 1, 1).data].slice(0, 3))
  }
  const ended = event('ended')
  v.currentTime = 0; v.playbackRate = 4
  await v.play()
  await ended
  return {colours, duration: v.duration, size: [v.videoWidth, v.videoHeight]}
}
see().then(tell, failure => tell({failure: String(failure)}))
</script>"""


def colour_at(frame: int) -> tuple[float, ...]:
    """The colour that a frame should have."""
    begin, before = 0, COLOURS[0]
    for shot in TIMELINE.shots:
        colour = COLOURS[shot.picture]
        share = min(1.0, (frame - begin + 1) / (shot.fade_in + 1))
        if frame < begin + shot.fade_in + shot.hold:
            return tuple(old + share * (new - old) for old, new in zip(before, colour, strict=True))
        begin, before = begin + shot.fade_in + shot.hold, colour
    raise AssertionError(frame)


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
async def test_a_browser_shows_every_frame_that_it_seeks(tmp_path: Path) -> None:
    film = await asyncio.to_thread(_made, tmp_path)
    told: asyncio.Future[dict[str, object]] = asyncio.get_running_loop().create_future()

    async def hear(request: web.Request) -> web.Response:
        told.set_result(await request.json())
        return web.Response()

    async def page(_: web.Request) -> web.Response:
        return web.Response(text=PAGE.replace("SOUGHT", str(list(SOUGHT))), content_type="text/html")

    async def send(_: web.Request) -> web.FileResponse:
        return web.FileResponse(film)

    app = web.Application()
    app.add_routes([web.get("/", page), web.get("/film.mp4", send), web.post("/told", hear)])
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        _, port = runner.addresses[0][:2]
        seen = await _browse(f"http://127.0.0.1:{port}/", told, tmp_path)
    finally:
        await runner.cleanup()
    assert "failure" not in seen, seen
    assert seen["size"] == [64, 96]
    assert seen["duration"] == pytest.approx(TIMELINE.seconds, abs=0.001)
    colours = seen["colours"]
    assert isinstance(colours, list)
    wrong = [
        (frame, colour, colour_at(frame))
        for frame, colour in zip(SOUGHT, colours, strict=True)
        if any(abs(one - other) > NEAR for one, other in zip(colour, colour_at(frame), strict=True))
    ]
    assert wrong == []


def _made(folder: Path) -> Path:
    photos = [f"rgb {red} {green} {blue}" for red, green, blue in COLOURS]
    return Stills(ffmpeg(), folder).film(TIMELINE, *photos).path


async def _browse(url: str, told: asyncio.Future[dict[str, object]], home: Path) -> dict[str, object]:
    assert CHROMIUM
    browser = await asyncio.create_subprocess_exec(
        CHROMIUM,
        *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
        *("--disable-background-networking", "--autoplay-policy=no-user-gesture-required", "--mute-audio"),
        f"--user-data-dir={home / 'browser'}",
        url,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(60):
            return await told
    finally:
        with suppress(ProcessLookupError):
            browser.terminate()
        await browser.wait()
