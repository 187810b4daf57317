"""The server: a socket on the loopback, a token, and uvicorn until it is interrupted. Knows no request."""

from __future__ import annotations

import secrets
import socket
import sys

import uvicorn

from textclean.playground.app import application

_LOOPBACK = "127.0.0.1"
_PATIENCE = 10  # seconds for what is being cleaned when the server ends; the longest text takes about half of that


class Server:
    """A server that listens, so that its address is known and may be asked, and answers from `run` on."""

    def __init__(self, port: int = 0) -> None:
        """`port` 0 is any that is free. Raises OSError if the port cannot be had."""
        self._socket = _listening(port)
        self.port: int = self._socket.getsockname()[1]
        self.token = secrets.token_urlsafe(24)
        hosts = [f"{name}:{self.port}" for name in (_LOOPBACK, "localhost")]
        config = uvicorn.Config(
            application(self.token, hosts if self.port != 80 else [*hosts, _LOOPBACK, "localhost"]),
            access_log=False,
            http="h11",
            lifespan="off",
            log_config=None,
            log_level="warning",
            loop="asyncio",
            server_header=False,
            timeout_graceful_shutdown=_PATIENCE,
            ws="none",
        )
        self._server = uvicorn.Server(config)

    @property
    def address(self) -> str:
        return f"http://{_LOOPBACK}:{self.port}/{self.token}/"

    def run(self) -> None:
        """Answer until `end`, or an interrupt, which is raised as KeyboardInterrupt once all is in order."""
        with self._socket:
            self._server.run(sockets=[self._socket])

    def end(self) -> None:
        """Let `run` return. May be called from another thread."""
        self._server.should_exit = True


def _listening(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let two programs have one port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((_LOOPBACK, port))
        made.listen()
    except OSError as error:
        made.close()
        raise OSError(error.errno, error.strerror, f"{_LOOPBACK}:{port}") from error
    return made
