"""The answer to a browser that asks whether a page may ask."""

from entrypoints.gateway.answered.lines import connection_field, first_line
from entrypoints.gateway.asked.canonical import METHODS
from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.visit import Visit

NO_CONTENT = 204


def preflight_answer(gateway: Gateway, visit: Visit) -> bytes:
    """Return the answer; no service hears of it."""
    visit.status = NO_CONTENT
    return b"".join(
        (
            first_line(NO_CONTENT, b"No Content"),
            gateway.cors.preflight(visit.origin, METHODS),
            gateway.answer_fields.of_ours(gateway.second()),
            visit.left,
            b"X-Request-Id: %b\r\n" % visit.request_id.encode(),
            connection_field(keeps=visit.keeps, is_1_0=False),
            b"\r\n",
        )
    )
