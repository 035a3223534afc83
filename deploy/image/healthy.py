"""Asks the process in this container whether it is ready; ends with 0 if it is, and with something else if not."""

import os
import socket
import sys

PATIENCE = 4.0
ASKED = b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

port = int(os.environ["PORT"])  # noqa: TID251 - a program of its own, which imports nothing of Oddiya's
with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
    connection.sendall(ASKED)
    answer = connection.recv(64)
sys.exit(answer.split()[1:2] != [b"200"])
