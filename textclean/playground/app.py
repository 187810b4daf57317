"""The requests: the page, and a text to clean. Lets nobody in but who has the address with its token. Knows no socket.

A page of another site can send requests to this machine. It cannot guess the token; under a name of its own, rebound to 127.0.0.1,
it is told by its Host; and what it is answered it may not read, since no header allows that.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from textclean.core.errors import ConfigError
from textclean.playground.page import page
from textclean.playground.setting import pipeline, setting
from textclean.playground.showing import shown

LIMIT = 1_000_000
"""Bytes of a request. As much text takes some seconds, which is as long as anybody watches."""
_AT_ONCE = 2  # texts that are cleaned: a long one does not hold up another page
_NOBODY = 499  # a status for an answer that nobody awaits
_NARROW = "default-src 'none'; frame-ancestors 'none'"


def application(token: str, hosts: Sequence[str]) -> ASGIApp:
    """The application behind the path `/token/`, for requests to one of `hosts` (`name:port`)."""
    cleaning = asyncio.Semaphore(_AT_ONCE)

    async def show(_: Request) -> Response:
        made = await asyncio.to_thread(page, LIMIT)
        return Response(made.html, media_type="text/html", headers={"Content-Security-Policy": made.policy})

    async def clean(request: Request) -> Response:
        try:
            body = await _body(request)
            if body is None:
                return PlainTextResponse(
                    f"a request may have {LIMIT:,} bytes at most; clean longer texts with `textclean clean`", 413
                )
            async with cleaning:
                # A page asks anew at every pause in typing. Who has asked anew does not wait for the old answer.
                if await request.is_disconnected():
                    return Response(status_code=_NOBODY)
                return Response(await asyncio.to_thread(_cleaned, body), media_type="application/json")
        except ClientDisconnect:
            return Response(status_code=_NOBODY)
        except (ConfigError, _Malformed) as error:
            return PlainTextResponse(str(error), 400)
        except Exception as error:
            return PlainTextResponse(f"internal error: {type(error).__name__}: {error}; please report it with the text", 500)

    routes = [Route(f"/{token}/", show), Route(f"/{token}/clean", clean, methods=["POST"])]
    return _Guard(Starlette(routes=routes), token, hosts)


class _Malformed(ValueError):
    """A request that no page of ours sends."""


async def _body(request: Request) -> bytes | None:
    """The body; None if it is too long, which is found out without keeping it."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise _Malformed("a request must be application/json")
    parts: list[bytes] = []
    size = 0
    # What is too long is read to its end all the same, within reason: who is still sending does not hear an answer.
    async for part in request.stream():
        size += len(part)
        if size <= LIMIT:
            parts.append(part)
        elif size > 20 * LIMIT:
            break
    return b"".join(parts) if size <= LIMIT else None


def _cleaned(body: bytes) -> bytes:
    """The answer to a request, in JSON that any string can be put into, halves of pairs too."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _Malformed(f"a request must be JSON: {error}") from error
    if not isinstance(told, dict) or not isinstance(told.get("text"), str):
        raise _Malformed("a request must have a text")
    toml = setting(told).toml()
    made = pipeline(toml)
    begun = time.perf_counter()
    result = made.run(told["text"])
    answer: dict[str, Any] = {"toml": toml, "seconds": round(time.perf_counter() - begun, 4), **shown(result, made)}
    return json.dumps(answer, separators=(",", ":")).encode("ascii")


class _Guard:
    """Refuses what was not asked for by the page of this server, and puts on every answer what keeps it here."""

    def __init__(self, inner: ASGIApp, token: str, hosts: Sequence[str]) -> None:
        self._inner = inner
        self._token = token.encode()
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", _NARROW)
                headers.update(_HEADERS)
            await send(message)

        refused = self._refused(Request(scope))
        await (self._inner if refused is None else refused)(scope, receive, guarded)

    def _refused(self, request: Request) -> Response | None:
        host, origin = request.headers.get("host", ""), request.headers.get("origin")
        if host.lower() not in self._hosts:
            return PlainTextResponse("this server is for this machine only: ask it by the address it printed", 403)
        if origin is not None and origin.lower() not in {f"http://{name}" for name in self._hosts}:
            return PlainTextResponse("another site's page may not ask here", 403)
        given = request.scope["path"].lstrip("/").partition("/")[0].encode("utf-8", "replace")
        if not secrets.compare_digest(given, self._token):
            return PlainTextResponse("the address lacks its token: open the whole address that `textclean serve` printed", 403)
        return None


_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
