"""Resolve the dependencies into files with a hash for every wheel, for all supported Pythons at once."""

import subprocess
import sys

EVERYTHING = ["embedded", "films", "aws", "redis", "otel", "test", "dev"]
COMMON = [
    *("uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--quiet", "--upgrade"),
    *("pyproject.toml", "requirements/build.in"),
]


def lock(name: str, extras: list[str], *options: str) -> None:
    """Write one file."""
    chosen = [word for extra in extras for word in ("--extra", extra)]
    command = [sys.executable, "-m", *COMMON, *chosen, *options, "--output-file", f"requirements/{name}.txt"]
    subprocess.run(command, check=True)  # noqa: S603 - our own words


lock("dev", EVERYTHING)
lock("run", ["embedded", "films"], "--constraint", "requirements/dev.txt")
