"""Sending a browser on from a form that its provider had it post to us."""

from typing import Final

from attrs import frozen

from core.identity.model.errors import SignInNotOpen
from core.identity.model.redirect_targets import target_with
from core.identity.model.returned import Returned
from core.identity.use_cases.steps.open_sign_ins import OpenSignIns

LONGEST_PERSON: Final = 4096


@frozen(kw_only=True)
class ForwardFormPost:
    """Return the app's target with the provider's answer in its query, or None for a provider that posts no forms.

    The browser comes from the provider's site and brings no cookie of ours, so nothing is decided here: the sign-in
    stays open, and whoever ends it shows that they began it. What the provider posted of the person is kept for that.
    """

    open_sign_ins: OpenSignIns

    async def __call__(self, *, returned: Returned, person: str | None) -> str | None:
        """Forward."""
        pending = await self.open_sign_ins.look(returned.state)
        if pending.provider != returned.provider:
            raise SignInNotOpen
        if not pending.passes_by_us:
            return None
        if person is not None and len(person) <= LONGEST_PERSON:
            await self.open_sign_ins.keep_person(returned.state, person)
        return target_with(
            pending.target,
            code=returned.code,
            state=returned.state,
            iss=returned.issuer_named,
            error=returned.error,
        )
