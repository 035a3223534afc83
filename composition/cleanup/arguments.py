"""What the command `oddiya cleanup` is told."""

import argparse
from typing import Final

ABOUT: Final = """\
Delete media whose time is over, and what nobody knows any more: orders with what was made for them, files that
people sent, parts of films, uploads that were never completed, and results that belong to no order. It first says
what it is going to delete. For how long each is kept is told by ODDIYA_KEEP_FILMS_DAYS, ODDIYA_KEEP_FRAMES_DAYS,
ODDIYA_KEEP_UPLOADS_DAYS and ODDIYA_KEEP_PIECES_DAYS."""
STATUSES: Final = """\
exit status:
  0    all is done; with --dry-run, all could be done
  1    something could not be deleted, or nothing was, for the reason that is given
  2    the arguments are wrong
  75   another cleanup is going on
  130  it was interrupted; the next one carries on"""


def describe(command: argparse.ArgumentParser) -> None:
    """Describe its arguments."""
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.description, command.epilog = ABOUT, STATUSES
    command.add_argument("--dry-run", action="store_true", help="only say what would be deleted, and what is missing")
    command.add_argument(
        "--strays",
        action="store_true",
        help="delete results that belong to no order even where they are most of all results, which otherwise is taken "
        "for a wrong database",
    )
