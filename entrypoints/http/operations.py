"""The routes that every process has for those who run it: health and metrics."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from attrs import asdict, define, frozen
from typing_extensions import override

from entrypoints.http.caller import PUBLIC
from entrypoints.http.files import FileReply, Media
from entrypoints.http.life import Life
from entrypoints.http.metrics import ACTIVE_REQUESTS
from entrypoints.http.problem import Problem
from entrypoints.http.readiness import Dependency, Readiness
from entrypoints.http.refusals import Refusal
from entrypoints.http.route import get
from entrypoints.http.service import Exposition
from ports.meter import Meter

TAG = "operations"


@frozen(kw_only=True)
class Live:
    """The process runs."""

    status: Literal["live"] = "live"


@frozen(kw_only=True)
class Ready:
    """The process takes requests, and what it depends on answers."""

    status: Literal["ready"] = "ready"
    dependencies: Mapping[str, Dependency]


@frozen(kw_only=True)
class NotReadyProblem(Problem):
    """Why a process takes no requests."""

    dependencies: Mapping[str, Dependency]


@define(kw_only=True)
class NotReady(Refusal):
    """The process takes no requests now."""

    code: ClassVar[str] = "not-ready"
    says: ClassVar[str] = "{why}"
    status: ClassVar[int] = 503
    why: str
    dependencies: Mapping[str, Dependency]

    @override
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": "1"}

    @override
    def described(self, problem: Problem) -> Problem:
        return NotReadyProblem(**asdict(problem, recurse=False), dependencies=self.dependencies)


@frozen(kw_only=True)
class OperationRoutes:
    """Health and metrics; they ask nobody who they are and tell no secret."""

    readiness: Readiness
    meter: Meter
    life: Life
    exposition: Exposition

    @get("/health/live", security=PUBLIC, tags=TAG)
    async def live(self) -> Live:
        """Tell that the process runs.

        It asks nothing else: restarting this process would not bring back what it depends on.
        """
        return Live()

    @get("/health/ready", security=PUBLIC, tags=TAG, raises=(NotReady,), aliases=("/health", "/actuator/health"))
    async def ready(self) -> Ready:
        """Tell whether the process takes requests.

        Each thing it depends on is named with its state, also in the problem of a 503.
        """
        dependencies = await self.readiness.look()
        down = [name for name, dependency in dependencies.items() if dependency.status == "down"]
        if self.life.draining:
            raise NotReady(why="the process is stopping", dependencies=dependencies)
        if down:
            raise NotReady(why=f"{', '.join(down)} does not answer", dependencies=dependencies)
        return Ready(dependencies=dependencies)

    @get("/metrics", security=PUBLIC, tags=TAG)
    async def metrics(self) -> Annotated[FileReply, Media("text/plain")]:
        """Show the metrics in the Prometheus text format."""
        for method, count in self.life.active.items():
            self.meter.set(ACTIVE_REQUESTS, method, value=count)
        return FileReply.of_bytes(await self.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")
