"""A process that speaks like S3, SQS and SNS: moto, made as strict as AWS where our promises depend on it.

It prints its port, and it ends when its standard input does, that is with whoever started it.
"""

import logging
import sys
import time
from threading import RLock, Thread
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.sqs.exceptions import ReceiptHandleIsInvalid, SQSException
from moto.sqs.models import Message, Queue, SQSBackend, sqs_backends
from typing_extensions import override
from werkzeug.serving import make_server

from tests.servers.presign import verified

LOOK_AGAIN_SECONDS = 0.05


class StrictSqs(SQSBackend):
    """Moto's queues, made exclusive.

    Moto answers in many threads without a lock, so that two receivers may get one message and a message sent during a
    delete may vanish. It also lets a receipt that a later receive has replaced delete the message or change its lease;
    AWS keeps the message and refuses the change.
    """

    __module__ = SQSBackend.__module__  # moto finds a backend's routes next to the module of its class

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lock = RLock()

    @override
    def create_queue(self, name: str, tags: dict[str, str] | None = None, **kwargs: Any) -> Queue:
        with self._lock:
            return super().create_queue(name, tags, **kwargs)

    @override
    def send_message(self, *args: Any, **kwargs: Any) -> Message:
        with self._lock:
            return super().send_message(*args, **kwargs)

    @override
    def receive_message(
        self, queue_name: str, count: int, wait_seconds_timeout: int, visibility_timeout: int, *names: Any
    ) -> list[Message]:
        queue = self.get_queue(queue_name)
        deadline = time.monotonic() + wait_seconds_timeout
        while True:
            with self._lock:
                received: list[Message] = super().receive_message(queue_name, count, 0, visibility_timeout, *names)
            if received or time.monotonic() >= deadline:
                return received
            with queue._messages_lock:
                queue._messages_lock.wait(LOOK_AGAIN_SECONDS)

    @override
    def delete_message(self, queue_name: str, receipt_handle: str) -> None:
        with self._lock:
            message = self._received_with(queue_name, receipt_handle)
            if message is None or message.receipt_handle == receipt_handle:
                super().delete_message(queue_name, receipt_handle)

    @override
    def change_message_visibility(self, queue_name: str, receipt_handle: str, visibility_timeout: int) -> None:
        with self._lock:
            message = self._received_with(queue_name, receipt_handle)
            if message is None:
                raise ReceiptHandleIsInvalid
            if message.visible or message.receipt_handle != receipt_handle:
                raise SQSException("MessageNotInflight", "The message referred to is not in flight.")
            super().change_message_visibility(queue_name, receipt_handle, visibility_timeout)

    def _received_with(self, queue_name: str, receipt_handle: str) -> Message | None:
        messages = self.get_queue(queue_name)._messages
        return next((message for message in messages if message.had_receipt_handle(receipt_handle)), None)


def main(access_key: str, secret_key: str) -> None:
    """Serve on a free port until standard input ends."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    sqs_backends.backend = StrictSqs
    app = verified(DomainDispatcherApplication(create_backend_app), access_key=access_key, secret_key=secret_key)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=MotoRequestHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
