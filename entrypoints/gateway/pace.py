"""How long things may take, in seconds."""

from attrs import frozen


@frozen(kw_only=True)
class Pace:
    """How long the gateway waits.

    For the head of a request from its first byte, for the next request, for the next piece of a body, for a client to
    take what it is sent, for the next piece of an answer, for the rest of a refused body to come in, and for a word
    over a WebSocket.
    """

    head: float = 10
    idle: float = 75
    body: float = 15
    send: float = 30
    answer: float = 60
    linger: float = 3
    silence: float = 120
