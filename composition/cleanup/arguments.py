"""What the command `oddiya cleanup` is told."""

import argparse


def describe(command: argparse.ArgumentParser) -> None:
    """Describe its arguments."""
    command.add_argument("--dry-run", action="store_true", help="only say what would be deleted, and what is missing")
