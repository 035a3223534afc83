"""Resolve the dependencies into files with a hash for every wheel, for all supported Pythons at once.

`python requirements/lock.py images` writes only what the images install, from what is locked already.
"""

import subprocess
import sys

EVERYTHING = ["embedded", "films", "aws", "redis", "otel", "test", "dev"]
COMMON = [
    *("uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--quiet", "--upgrade"),
]
BUILD = "requirements/build.in"
PROGRAM = ["pyproject.toml", BUILD]
AS_TESTED = ["--constraint", "requirements/dev.txt"]
# A file for each set of extras that a stage of deploy/Dockerfile has.
IMAGES = [
    ["otel"],
    ["redis", "otel"],
    ["aws", "otel"],
    ["aws", "redis", "otel"],
    ["films", "aws", "otel"],
]


def lock(name: str, sources: list[str], *, extras: list[str], options: list[str]) -> None:
    """Write one file."""
    chosen = [word for extra in extras for word in ("--extra", extra)]
    command = [sys.executable, "-m", *COMMON, *sources, *chosen, *options, "--output-file", f"requirements/{name}.txt"]
    subprocess.run(command, check=True)  # noqa: S603 - our own words


if sys.argv[1:] != ["images"]:
    lock("dev", PROGRAM, extras=EVERYTHING, options=[])
    lock("run", PROGRAM, extras=["embedded", "films"], options=AS_TESTED)
    lock("load", ["requirements/load.in"], extras=[], options=[])
lock("images/build", [BUILD], extras=[], options=AS_TESTED)
for image in IMAGES:
    lock(f"images/{'-'.join(image)}", ["pyproject.toml"], extras=image, options=AS_TESTED)
