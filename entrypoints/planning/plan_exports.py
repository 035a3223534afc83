"""Plans that leave the app, as files."""

from typing import Annotated

from attrs import frozen

from core.identity.model.user import UserId
from core.planning.model.errors import PlanNotFound
from core.planning.use_cases.plans.read_plan import ReadPlan
from entrypoints.blobs import saved_as
from entrypoints.http.caller import Caller
from entrypoints.http.files import FileReply, Media
from entrypoints.http.route import get
from entrypoints.planning.exports.formats import EXPORTS, Format
from entrypoints.planning.ids import PlanInPath


@frozen(kw_only=True)
class ExportWanted:
    """As which file."""

    format: Format


@frozen(kw_only=True)
class PlanExportRoutes:
    """The ways to take a plan along."""

    read_plan: ReadPlan

    @get("/api/v1/plans/{plan_id}/export", tags="plans", raises=(PlanNotFound,))
    async def get_plan_export(
        self, caller: Caller, plan_id: PlanInPath, query: ExportWanted
    ) -> Annotated[
        FileReply,
        Media("text/calendar"),
        Media("application/gpx+xml"),
        Media("application/vnd.google-earth.kml+xml"),
        Media("text/markdown"),
    ]:
        """Download a plan of mine for a calendar (`ics`), for maps (`gpx`, `kml`), or as text (`md`)."""
        plan = await self.read_plan(caller=UserId(caller.user_id), plan_id=plan_id)
        wanted = EXPORTS[query.format]
        name = saved_as(f"{plan.title}{wanted.ending}")
        return FileReply.of_bytes(
            wanted.write(plan), content_type=wanted.content_type, headers={"Content-Disposition": name}
        )
