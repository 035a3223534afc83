"""A plan as a file: as clients of the API get it, or in one of the formats that other programs read."""

from typing import Final

from core.planning.model.plan import Plan
from entrypoints.http.shapes.writing import Writing
from entrypoints.planning.exports.formats import EXPORTS
from entrypoints.planning.plan_out import PlanOut, plan_out

JSON: Final = ".json"
ENDINGS: Final = (JSON, *(export.ending for export in EXPORTS.values()))


def plan_file(plan: Plan, *, ending: str) -> bytes:
    """Return the content of a file whose name has one of the `ENDINGS`."""
    if ending == JSON:
        return Writing().of(PlanOut)(plan_out(plan)) + b"\n"
    return next(export.write(plan) for export in EXPORTS.values() if export.ending == ending)
