"""Telling whoever runs Oddiya how that goes."""

from collections.abc import Sequence
from datetime import timedelta

from attrs import frozen

from core.notices.model.attempt import Attempt
from core.notices.model.delivery import Delivery, NoticeId, Outcome
from core.notices.model.operator_letter import OperatorLetter
from core.notices.use_cases.steps.in_time import PATIENCE, in_time
from core.notices.use_cases.steps.tellings import Tellings
from core.undisturbed import undisturbed
from ports.mailer import Mail, Mailer, UndeliverableMail


@frozen(kw_only=True)
class TellOperator:
    """Mail a letter to the operator once, however often this is called; without an address, to nobody.

    What comes back is how the try of this call went; after a failure, call again later.
    """

    mailer: Mailer
    tellings: Tellings
    address: str | None
    patience: timedelta = PATIENCE

    async def __call__(self, *, notice_id: NoticeId, letter: OperatorLetter) -> Sequence[Attempt]:
        """Tell."""
        if self.address is None:
            return ()
        mail = Mail(mail_id=f"notice-{notice_id}", to=self.address, subject=letter.subject, text=letter.text)
        new = Delivery(notice_id=notice_id, channel="mail", target="operator")
        attempt = await undisturbed(self.tellings.once(new, lambda: self._in_time(mail)))
        return () if attempt is None else (attempt,)

    async def _in_time(self, mail: Mail) -> Outcome:
        return await in_time(self._mailed(mail), what="the mail server", patience=self.patience)

    async def _mailed(self, mail: Mail) -> Outcome:
        try:
            await self.mailer.send(mail)
        except UndeliverableMail:
            return "refused"
        return "told"
