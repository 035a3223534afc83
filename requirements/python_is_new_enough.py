"""Say in one line when this Python is too old; runs on any Python 3."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the point of this file is to run on older ones
    found = "%d.%d" % sys.version_info[:2]  # noqa: UP031 - the same
    sys.exit("Oddiya needs Python 3.11 or newer, and " + sys.executable + " is " + found + ": make PYTHON=python3.12")
