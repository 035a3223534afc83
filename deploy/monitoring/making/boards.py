"""The dashboards there are, by the names that links to them have."""

from typing import Final

OVERVIEW: Final = "oddiya-overview"
FILMS: Final = "oddiya-video-processing"
DATABASES: Final = "oddiya-databases"
INFRASTRUCTURE: Final = "oddiya-infrastructure"
PLANNING: Final = "oddiya-planning"
