"""Write `.env` from `.env.example`, with a fresh secret wherever that has none.

python3 deploy/new_env.py                   for docker-compose.yml
python3 deploy/new_env.py deploy/compose    for the one of those who host Oddiya themselves
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex

OWNER_ONLY = 0o600


def filled_in(example: str) -> str:
    """Return the text with a secret of its own behind each line that ends in `=`."""
    lines = example.splitlines()
    return "".join(f"{line}{_secret() if _wants_one(line) else ''}\n" for line in lines)


def main(arguments: Sequence[str]) -> int:
    """Write the file, unless there is one."""
    folder = Path(arguments[0] if arguments else Path(__file__).parent.parent)
    target = folder / ".env"
    text = filled_in((folder / ".env.example").read_text())
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError:
        print(f"{target} is there already, and stays as it is")
        return 0
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    print(f"{target} is written; only you can read it")
    return 0


def _wants_one(line: str) -> bool:
    return line.endswith("=") and not line.startswith("#")


def _secret() -> str:
    return token_hex(32)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
