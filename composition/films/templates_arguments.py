"""What `oddiya templates` is told on the command line."""

import argparse
from pathlib import Path


def describe(templates: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    templates.epilog = "The format is described in docs/templates.md; ODDIYA_TEMPLATES is a folder of your own ones."
    actions = templates.add_subparsers(required=True, metavar="COMMAND", dest="action")
    actions.add_parser("list", help="show the templates that films can be made with")
    check = actions.add_parser("check", help="check templates, and make up a film with each")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
