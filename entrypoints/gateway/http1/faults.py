"""What can be wrong with a connection, or with what came over it."""


class HttpFault(Exception):  # noqa: N818 - named for the fact
    """Something is wrong with the connection or with what came over it."""


class BrokenOff(HttpFault):
    """The other side hung up in the middle."""


class NothingSaid(BrokenOff):
    """The other side hung up without a word."""


class TooLate(HttpFault):
    """The other side took too long."""


class HeadTooLong(HttpFault):
    """There is no end to the head; the beginning of it is the first argument."""


class NotHttp(HttpFault):
    """The bytes are not HTTP/1.1 as it must be, or could be understood in two ways; the argument says why."""


class TargetTooLong(NotHttp):
    """What the request is for is longer than anything here."""


class FieldsTooLarge(NotHttp):
    """There are too many fields, or one of them is too long, or all of them together are."""


class AuthorizationTwice(NotHttp):
    """There are two Authorization fields, and nobody can tell which one counts."""


class ExpectationUnknown(NotHttp):
    """Something else than `100-continue` is expected."""
