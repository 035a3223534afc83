"""The field Connection: what it names is meant for the next one only, and whether there is more to come."""

from collections.abc import Mapping
from typing import Final

from entrypoints.gateway.http1.faults import NotHttp
from entrypoints.gateway.http1.fields import BLANKS, is_token

OFTEN: Final[Mapping[bytes, frozenset[bytes]]] = {
    b"": frozenset(),
    b"keep-alive": frozenset({b"keep-alive"}),
    b"close": frozenset({b"close"}),
}


def nominated_in(values: Mapping[bytes, bytes]) -> frozenset[bytes]:
    """Return the names in Connection, in lower case; NotHttp when one of them cannot be a name."""
    connection = values.get(b"connection", b"")
    often = OFTEN.get(connection)
    if often is not None:
        return often
    names = frozenset([name.strip(BLANKS) for name in connection.lower().split(b",")]) - {b""}
    if not all(is_token(name) for name in names):
        raise NotHttp("Connection names what cannot be a name")
    return names


def keeps_alive(nominated: frozenset[bytes], *, is_1_0: bool) -> bool:
    """Tell whether another message may follow."""
    return b"close" not in nominated and (not is_1_0 or b"keep-alive" in nominated)
