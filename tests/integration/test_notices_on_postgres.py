"""Notices in PostgreSQL: what the release before has told, and what it does on the new tables."""

from datetime import UTC, datetime

import psycopg2
import pytest

from adapters.postgres.schema import MIGRATIONS
from composition.catalogue import adapters_of
from core.notices.model.delivery import NoticeId
from tests.builders import an_id
from tests.conftest import OpenAdapter

NOW = datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
OLD_BEGIN = "INSERT INTO notification_service.deliveries (notice_id, device_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"
OLD_SAVE = """
UPDATE notification_service.deliveries SET lease_token = NULL, leased_until = NULL, shown_at = %s WHERE notice_id = %s
"""


def _upgrade(url: str, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(MIGRATIONS / "notification_service"))
    config.set_main_option("path_separator", "newline")
    config.attributes.update(schema="notification_service", connect=lambda: psycopg2.connect(url))
    command.upgrade(config, revision)


def _run(url: str, *statements: tuple[str, tuple[object, ...]]) -> None:
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        for sql, parameters in statements:
            cursor.execute(sql, parameters)
    connection.close()


@pytest.fixture
def old_notices(database_url: str) -> dict[str, tuple[str, str]]:
    """Deliveries of the release before, which have lived through the migration."""
    keys = {name: (an_id(), an_id()) for name in ("shown", "waiting")}
    _run(database_url, ("DROP SCHEMA notification_service CASCADE; CREATE SCHEMA notification_service", ()))
    _upgrade(database_url, "0001")
    _run(database_url, *((OLD_BEGIN, key) for key in keys.values()), (OLD_SAVE, (NOW, keys["shown"][0])))
    _upgrade(database_url, "head")
    return keys


async def test_what_the_release_before_has_shown_is_not_shown_again_and_it_goes_on_meanwhile(
    database_url: str, old_notices: dict[str, tuple[str, str]], open_adapter: OpenAdapter
) -> None:
    works = await open_adapter(adapters_of("notice_works")["postgres"])
    async with works.begin() as work:
        shown, waiting = [
            await work.deliveries.hold(NoticeId(notice), "push", device) for notice, device in old_notices.values()
        ]
    assert (shown.outcome, shown.ended_at, shown.attempts) == ("told", NOW, 1)
    assert (waiting.outcome, waiting.attempts) == (None, 0)
    late = an_id()
    _run(database_url, (OLD_BEGIN, (late, an_id())), (OLD_SAVE, (NOW, late)))
