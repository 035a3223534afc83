"""On which ways somebody wants to be told things."""

from typing import Literal

from attrs import frozen

Channel = Literal["push", "mail"]


@frozen(kw_only=True)
class Preferences:
    """Which channels somebody wants; whoever is connected is told in any case."""

    push: bool = True
    mail: bool = True

    @property
    def version(self) -> int:
        """A number that is another one for other preferences, so that nobody edits what they have not seen."""
        return 2 * self.push + self.mail

    def wants(self, channel: Channel) -> bool:
        """Tell whether a channel is wanted."""
        return self.push if channel == "push" else self.mail
