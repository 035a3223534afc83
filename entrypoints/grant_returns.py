"""Hands grants back to providers, and tells the operator how that goes."""

import logging

import structlog
from attrs import frozen

from core.identity.use_cases.told.hand_back_grants import HandBackGrants, Outcome

log = structlog.get_logger()
LEVELS = {Outcome.HANDED_BACK: logging.INFO, Outcome.PUT_OFF: logging.WARNING, Outcome.LOST: logging.ERROR}


@frozen(kw_only=True)
class GrantReturns:
    """The job that hands back what is due, with a line in the log for each attempt."""

    hand_back_grants: HandBackGrants

    async def __call__(self) -> None:
        """Hand back."""
        async for attempt in self.hand_back_grants():
            log.log(
                LEVELS[attempt.outcome],
                "an attempt to hand a deleted account's grant back",
                provider=attempt.provider,
                grant_id=attempt.grant_id,
                attempt=attempt.number,
                outcome=attempt.outcome.value,
            )
