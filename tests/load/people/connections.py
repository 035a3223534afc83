"""The connections of Locust's client: how many were opened, and how it finds out that an idle one has ended."""

from socket import MSG_PEEK
from typing import Any

from geventhttpclient.connectionpool import ConnectionPool

from tests.load.people.notes import Notes


def watch_connections(port: int | None, notes: Notes) -> None:
    """Let connections to the gateway's port be counted, and be kept however many there are.

    The client opens a new one without a word, which would hide one that broke. It asks `select` whether an idle one has
    ended, which knows no file above 1,023: with a thousand people it would open one for each request.
    """
    connected = ConnectionPool.after_connect

    def counting(pool: Any, talk: Any) -> None:
        notes.connections += pool._connection_port == port
        connected(pool, talk)

    ConnectionPool.after_connect = counting
    ConnectionPool._is_socket_alive = _is_idle


def _is_idle(_: Any, talk: Any) -> bool:
    """Tell whether nothing has come, not even an end: then it can be used."""
    try:
        talk._sock.recv(1, MSG_PEEK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
