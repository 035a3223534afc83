"""What a model is able to, as far as is known: it is taken to be able to everything until it refuses."""

from typing import Literal, Self

from attrs import evolve, frozen


@frozen(kw_only=True)
class Abilities:
    """Whether it calls tools; if not, whether its server makes it write JSON; what its limit of tokens is called."""

    mode: Literal["tools", "json", "text"] = "tools"
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"

    @property
    def calls_tools(self) -> bool:
        """Whether tools are told in the request."""
        return self.mode == "tools"

    @property
    def writes_json(self) -> bool:
        """Whether the server is asked to see to it that JSON is written."""
        return self.mode == "json"

    def fewer(self) -> Self | None:
        """Return the next fewer abilities; None where there are none."""
        match self.mode:
            case "tools":
                return evolve(self, mode="json")
            case "json":
                return evolve(self, mode="text")
            case "text":
                return None

    def with_other_limit(self) -> Self:
        """Return the same with the newer name of the limit."""
        return evolve(self, limit="max_completion_tokens")
