"""Objects in a bucket of S3, or of something that speaks like it."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Any
from urllib.parse import parse_qs, urlsplit

from attrs import evolve, frozen
from typing_extensions import override
