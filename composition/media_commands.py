"""The commands that make films and extract frames; each imports what it needs once it is carried out."""

import argparse

from composition.films.arguments import describe as describe_film
from composition.films.templates_arguments import describe as describe_templates
from composition.frames.arguments import describe as describe_frames


def describe(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare them."""
    film_ = commands.add_parser("film", help="make a film of photos and write it to a file")
    describe_film(film_)
    film_.set_defaults(command=film)

    frames_ = commands.add_parser("frames", help="extract frames of a video and write them to a ZIP")
    describe_frames(frames_)
    frames_.set_defaults(command=frames)

    templates_ = commands.add_parser("templates", help="show and check templates for films")
    describe_templates(templates_)
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
