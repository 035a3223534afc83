"""What all people of one run share: the options of the run, and the notes of it."""

from argparse import ArgumentParser
from itertools import count
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import gevent
from locust import events

from tests.load.people.connections import watch_connections
from tests.load.people.notes import LEAVING, STEADY, Notes

NOTES = Notes()
NUMBERS = count(1)
A_MOMENT: Final = 0.2


def add_options(parser: ArgumentParser, **_: Any) -> None:
    """Let Locust be told what this run needs."""
    parser.add_argument("--first-day", default="", help="the day on which trips begin")
    parser.add_argument("--material", default="", help="the folder with photo.png and clip.mp4")
    parser.add_argument("--notes", default="", help="the file that the notes go to")
    parser.add_argument("--all-within", type=float, default=60.0, help="seconds after which nobody is waited for")
    parser.add_argument("--evening", type=float, default=60.0, help="seconds to go on once everybody is there")


def watch(environment: Any, **_: Any) -> None:
    """Count the connections to the gateway, and end the run some time after the last has arrived, or could have."""
    watch_connections(urlsplit(environment.host).port, NOTES)
    gevent.spawn(_end_in_time, environment)


def notice(exception: Exception, **_: Any) -> None:
    """Write down that somebody did not understand what was answered."""
    NOTES.trouble("somebody", said=repr(exception))


def leave(**_: Any) -> None:
    """Let nobody begin anything more."""
    NOTES.enter(LEAVING)


def write_down(environment: Any, **_: Any) -> None:
    """Keep the notes."""
    NOTES.write(Path(environment.parsed_options.notes))


def _end_in_time(environment: Any) -> None:
    options = environment.parsed_options
    with gevent.Timeout(options.all_within, exception=False):
        while NOTES.phase != STEADY:
            gevent.sleep(A_MOMENT)
    if NOTES.phase != STEADY:
        NOTES.enter(STEADY)
    gevent.sleep(options.evening)
    environment.runner.quit()


events.init_command_line_parser.add_listener(add_options)
events.test_start.add_listener(watch)
events.user_error.add_listener(notice)
events.test_stopping.add_listener(leave)
events.test_stop.add_listener(write_down)
