"""Tables, and how to read them. SOURCES.md tells each one's origin, licence, date and how to rebuild it. Decides nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from textclean.core.errors import TableError


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a table of tab-separated fields. Empty lines and lines that begin with `# ` are left out. Raises TableError."""
    for line in text(name).splitlines():
        if line and not line.startswith("# "):
            yield line.split("\t")


def text(name: str) -> str:
    """A whole table, as text. Raises TableError."""
    return _read(name).decode("utf-8")


@cache
def version(name: str) -> str:
    """Twelve hexadecimal digits that change when the table does."""
    return hashlib.sha256(_read(name)).hexdigest()[:12]


def _read(name: str) -> bytes:
    try:
        return (resources.files("textclean.data") / name).read_bytes()
    except OSError as error:
        raise TableError(f"textclean/data/{name} cannot be read ({error}); install textclean-zh again") from error
