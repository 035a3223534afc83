"""How `oddiya` is run with the packages that its image has, and without what development needs besides.

dependency-injector, structlog and OpenTelemetry import Pydantic, Werkzeug, Rich and others merely because they are
there, some 12 MB in all.
"""

import sys
from collections.abc import Sequence

from tests.deploy.dockerfile import stages
from tests.deploy.importing import hidden_from
from tests.deploy.locked import IMAGES, pins


def oddiya_as_in(image: str) -> Sequence[str]:
    """Return the words of the command, which arguments follow."""
    packages = [package for package, _ in pins(IMAGES / f"{stages()[image].packages}.txt")]
    return (sys.executable, "-m", "tests.bench.oddiya_without", ",".join(sorted(hidden_from(packages))))
