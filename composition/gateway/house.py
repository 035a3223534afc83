"""Everything behind the gateway's one door, and the door itself."""

import asyncio
import gc
from collections.abc import Sequence
from contextlib import AsyncExitStack

from aiohttp import web
from attrs import define, evolve, field

from composition.access_log import access_log
from composition.gateway.container import GatewayContainer, GatewayPorts, Surroundings
from composition.gateway.settings import GatewaySettings
from composition.http_service import http_service
from composition.logging import configure_logging
from composition.opener import Opener, bundle_of
from composition.process import Background, Process, is_internal, wired
from composition.published import published_document
from composition.serving import Started, told_to_stop, until
from composition.settings import Settings
from composition.web import VERSION, Web
from composition.worker import Worker
from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.server import OpenPort, serve_gateway
from entrypoints.gateway.table.row import GATEWAY, Row
from entrypoints.gateway.table.rows import METRICS
from entrypoints.gateway.upstream.loopback.dial import LoopbackDial
from entrypoints.gateway.upstream.upstream import Upstream
from entrypoints.http.app import http_app
from entrypoints.http.life import LIFE, Life
from entrypoints.http.server import Listener, Serving, hosted, listening
from entrypoints.worker_metrics import WorkerMetrics

FEW_COLLECTIONS = 20_000


@define
class House:
    """Services by name, here or elsewhere, and one gateway before them; all of it opened on one stack."""

    settings: Settings
    stack: AsyncExitStack
    name: str = field(kw_only=True)
    worker: Worker | None = field(default=None, kw_only=True)
    wires: set[Wire] = field(factory=set, init=False)
    _opener: Opener = field(init=False)
    _web: Web = field(init=False)
    _told: GatewaySettings = field(init=False)
    _upstreams: dict[str, Upstream] = field(factory=dict, init=False)
    _background: list[Background] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        self.settings = self.settings.with_default("ODDIYA_SERVICE_NAME", self.name)
        self._web = self.settings.section(Web)
        self._told = self.settings.section(GatewaySettings)
        self._opener = Opener(self.settings, self.stack)
        configure_logging(service=self.name, version=VERSION, level=self._web.log_level, form=self._web.log_format)

    def lead_to(self, name: str, upstream: Upstream) -> None:
        """Let rows of a service lead somewhere."""
        self._upstreams[name] = upstream
        self.stack.push_async_callback(upstream.close)

    async def take_in(self, process: Process) -> None:
        """Run a process here, and let the rows of its service lead to it; what only services may ask is left out."""
        container = await wired(process, self._opener)
        routes = [one for one in container.routes() if not is_internal(type(one))]
        await self._host(process.name, http_app(await http_service(process.name, self._opener, routes), routes))
        self._background += container.background()

    async def serve(self, rows: Sequence[Row], *, started: Started) -> None:
        """Serve clients until told to stop."""
        stopping = told_to_stop()
        life = await self._open_own_rooms()
        gateway = await self._gateway(rows, life)
        web = self._web
        _settle_memory()
        async with serve_gateway(gateway, self._open_port(), drain=web.drain, grace=web.grace) as server:
            started(Serving(web.host, server.sockets[0].getsockname()[1]))
            if self.worker is not None:
                self.worker.ready()
            await until(stopping, self._background)

    async def _open_own_rooms(self) -> Life:
        """Host the gateway's own routes: health, metrics, the reference; return the life that they look at."""
        service = await http_service(GATEWAY, self._opener, ())
        if self.worker is not None:
            metrics = WorkerMetrics(
                slot=self.worker.slot,
                count=self.worker.count,
                directory=self.worker.directory,
                exposition=service.meter.exposition,
            )
            await self.stack.enter_async_context(metrics.told())
            service = evolve(service, exposition=metrics.of_all)
        app = http_app(service, (), document=published_document())
        listener = await self._host(GATEWAY, app)
        if self._told.metrics_port is not None:
            await listener.listen(self._web.host, self._told.metrics_port, shared=self.worker is not None)
        return app[LIFE]

    async def _host(self, name: str, app: web.Application) -> Listener:
        listener = await self.stack.enter_async_context(hosted(app, grace=self._web.grace))
        self.lead_to(name, Upstream(name=name, host=name.encode(), dial=LoopbackDial(listener, self.wires)))
        return listener

    async def _gateway(self, rows: Sequence[Row], life: Life) -> Gateway:
        container = GatewayContainer(
            ports=await bundle_of(GatewayPorts, self._opener),
            told=self._told,
            around=Surroundings(
                upstreams=self._upstreams,
                tell_line=self.stack.enter_context(access_log(self._web, self.name)),
                processes=1 if self.worker is None else self.worker.count,
                life=life,
                wires=self.wires,
            ),
            rows=[row for row in rows if row.service in self._upstreams and self._is_public(row)],
        )
        gateway: Gateway = container.gateway()
        return gateway

    def _is_public(self, row: Row) -> bool:
        return row.prefix != METRICS or (self._told.metrics_public and self._told.metrics_port is None)

    def _open_port(self) -> OpenPort:
        worker, web = self.worker, self._web
        if worker is None:
            return lambda make: listening(make, web.host, web.port)
        return lambda make: asyncio.get_running_loop().create_server(make, sock=worker.socket)


def _settle_memory() -> None:
    """Let the collector of cycles pass over what is here to stay: it is most of what there is, and never garbage."""
    gc.collect()
    gc.freeze()
    # A request leaves next to no cycles, but makes and drops some hundred objects.
    gc.set_threshold(FEW_COLLECTIONS)
