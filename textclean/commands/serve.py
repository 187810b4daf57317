"""The command `textclean serve`: the playground, a page on this machine to try cleaners on a text."""

from __future__ import annotations

import threading
import webbrowser

import click

from textclean.commands._options import put
from textclean.console import say
from textclean.core.errors import ConfigError


@click.command()
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=0, help="The port; any that is free if left out.")
@click.option("--no-open", is_flag=True, help="Do not open a browser; the address is printed in any case.")
def serve(port: int, no_open: bool) -> None:
    """Open a page to try cleaners on a text.

    Paste a text, choose a preset, switch cleaners and rules on and off: the page shows each edit with its reason as you type, and the
    configuration to copy. Only this machine can ask, by the address with its token; no text leaves it. Ctrl-C ends.
    """
    try:
        from textclean.playground.server import Server
    except ModuleNotFoundError as error:
        needed = (error.name or "").partition(".")[0]
        if needed not in ("starlette", "uvicorn"):
            raise
        raise ConfigError(f"textclean serve needs {needed}: pip install 'textclean-zh[serve]'") from error

    server = Server(port)
    put(f"{server.address}\n")
    say("listening; end with Ctrl-C")
    if not no_open:
        # It listens already. Some browsers come back only when they are closed.
        threading.Thread(target=webbrowser.open, args=(server.address,), daemon=True).start()
    try:
        server.run()
    except KeyboardInterrupt:
        say("ended")
