"""DuckDB: an SQL function that cleans. Knows a connection and nothing of its tables."""

from __future__ import annotations

from typing import Any

from textclean.adapters._choice import chosen
from textclean.adapters._host import needed
from textclean.core.cleaner import Cleaner

with needed("duckdb"):
    import duckdb


def register(
    connection: Any = duckdb, name: str = "clean_text", *, preset: str | Cleaner = "standard", script: str | None = None
) -> None:
    """Make `SELECT clean_text(body) FROM pages` work on a connection. NULL stays NULL.

    >>> with duckdb.connect() as connection:
    ...     register(connection)
    ...     connection.sql("SELECT clean_text('他说:好')").fetchall()
    [('他说：好',)]
    """
    pipeline = chosen(preset, script)
    # Null handling is the host's default: a row of NULL gives NULL, and the function is not asked.
    connection.create_function(name, lambda text: pipeline(text), ["VARCHAR"], "VARCHAR")
