"""Owners whose accounts are gone: of them the notification service keeps nothing more."""

from typing import Final

# Turns are statements of their own, so that the next one sees what was committed while it waited.
TURN_OF_OWNER: Final = "SELECT pg_advisory_xact_lock(hashtextextended('notification_service owner ' || %s, 0));"
OWNER_IS_FORGOTTEN: Final = "EXISTS (SELECT FROM notification_service.forgotten_owners WHERE user_id = %s)"
# Nobody is signed in for a day after their account has gone.
FORGET: Final = f"""
{TURN_OF_OWNER.replace("%s", "%(owner)s")}
DELETE FROM notification_service.forgotten_owners WHERE forgotten_at < now() - interval '1 day';
INSERT INTO notification_service.forgotten_owners (user_id) VALUES (%(owner)s) ON CONFLICT DO NOTHING
"""  # noqa: S608 - put together of constants
