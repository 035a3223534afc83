"""People who do nothing but sign in: with a provider, with a password, anew by a refresh token, and out again."""

from typing import ClassVar

from typing_extensions import override

from tests.load.people.account import register, renew, sign_in, sign_in_with_password
from tests.load.people.person import Person


class Visitor(Person):
    """Signs in and out."""

    tasks: ClassVar = {renew: 5, sign_in: 3, sign_in_with_password: 2}

    @override
    def settle(self) -> None:
        register(self)
