"""Connecting over TCP, and why it may fail."""

import asyncio
import errno
import socket
from collections.abc import Callable
from contextlib import suppress

import pytest
import uvloop

from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.upstream.dialling import TcpDial, Unreachable, reason_of
from entrypoints.gateway.upstream.service_url import ServiceUrl
from tests.gateway.http1.wires import until
from tests.gateway.upstream.services import ANSWER, TcpService, answering, ask


async def test_what_is_written_goes_out_at_once() -> None:
    service = TcpService(answering)
    await service.start()
    wire = await service.dial()
    option = wire.transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    assert option != 0
    assert await ask(wire) == ANSWER
    wire.abort()
    await service.kill()


async def test_a_host_that_does_not_answer_is_waited_for_no_longer_than_told() -> None:
    with socket.socket() as listening, socket.socket() as first:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        first.connect(listening.getsockname())
        # The line of those who wait to be accepted is full: the system does not answer any more.
        with socket.socket() as second:
            second.setblocking(False)  # noqa: FBT003 - the standard library takes it by position
            second.connect_ex(listening.getsockname())
            url = ServiceUrl(f"http://127.0.0.1:{listening.getsockname()[1]}")
            wires: set[object] = set()
            with pytest.raises(Unreachable) as slow:
                await TcpDial(url, wires, patience=0.05)()  # type: ignore[arg-type] # no wire comes about
            assert slow.value.reason == "connection_timeout"
            assert not wires


@pytest.mark.parametrize("turns", [1, 2, 3])
@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def test_who_does_not_want_to_connect_any_more_leaves_nothing_behind(
    loop: Callable[[], asyncio.AbstractEventLoop], turns: int
) -> None:
    async def give_up(port: int) -> None:
        wires: set[Wire] = set()
        dialling = asyncio.ensure_future(TcpDial(ServiceUrl(f"http://127.0.0.1:{port}"), wires)())
        for _ in range(turns):
            await asyncio.sleep(0)
        dialling.cancel()
        with suppress(asyncio.CancelledError):
            (await dialling).abort()
        await until(lambda: not wires)

    with socket.create_server(("127.0.0.1", 0)) as listening, asyncio.Runner(loop_factory=loop) as runner:
        runner.run(give_up(listening.getsockname()[1]))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ConnectionRefusedError(), "connection_refused"),
        (ConnectionResetError(), "connection_terminated"),
        (ConnectionAbortedError(), "connection_terminated"),
        (TimeoutError(), "connection_timeout"),
        (OSError(errno.ETIMEDOUT, "timed out"), "connection_timeout"),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), "dns_error"),
        (OSError(errno.ENETUNREACH, "no network"), "destination_ip_unroutable"),
        (OSError(errno.EHOSTUNREACH, "no host"), "destination_ip_unroutable"),
        (OSError(errno.EMFILE, "too many files"), "destination_unavailable"),
        (OSError("Multiple exceptions: ..."), "destination_unavailable"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__ + str(value.errno or ""),
)
def test_each_failure_has_its_word(error: OSError, reason: str) -> None:
    assert reason_of(error) == reason
