"""The head of a service's answer as the client gets it."""

from entrypoints.gateway.answered.lines import connection_field, first_line
from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.http1.heads import ResponseHead
from entrypoints.gateway.visit import Visit


def answer_to_client(gateway: Gateway, visit: Visit, answer: ResponseHead, *, is_1_0: bool) -> bytes:
    """Return the head."""
    is_signed_in = visit.claims is not None
    return b"".join(
        (
            gateway.answer_fields.of_service(answer, is_signed_in=is_signed_in, is_1_0=is_1_0, second=gateway.second),
            gateway.cors.answer(visit.origin),
            visit.left,
            b"X-Request-Id: %b\r\n" % visit.request_id.encode(),
            connection_field(keeps=visit.keeps, is_1_0=is_1_0),
            b"\r\n",
        )
    )


def upgrade_to_client(gateway: Gateway, visit: Visit, answer: ResponseHead) -> bytes:
    """Return the head of a service's consent to speak WebSocket."""
    return b"".join(
        (
            first_line(answer.status, answer.reason),
            gateway.answer_fields.of_upgrade(answer),
            b"X-Request-Id: %b\r\n\r\n" % visit.request_id.encode(),
        )
    )
