"""The commands that make films and extract frames; each imports what it needs once it is carried out."""

import argparse

from composition.command import Command


def add_media_commands(commands: "argparse._SubParsersAction[Command]") -> None:
    """Declare them."""
    film_ = commands.add_parser(
        "film", help="make a film of photos and write it to a file", described_in="composition.films.arguments"
    )
    film_.set_defaults(command=film)

    frames_ = commands.add_parser(
        "frames", help="extract frames of a video and write them to a ZIP", described_in="composition.frames.arguments"
    )
    frames_.set_defaults(command=frames)

    templates_ = commands.add_parser(
        "templates", help="show and check templates for films", described_in="composition.films.templates_arguments"
    )
    templates_.set_defaults(command=templates)


def film(chosen: argparse.Namespace) -> int:
    """Make a film."""
    from composition.films.command import film as made

    return made(chosen)


def frames(chosen: argparse.Namespace) -> int:
    """Extract frames."""
    from composition.frames.command import frames as extracted

    return extracted(chosen)


def templates(chosen: argparse.Namespace) -> int:
    """Show or check templates."""
    from composition.films.templates_command import run as done

    return done(chosen)
