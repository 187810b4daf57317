"""How an adapter asks for its host, and what is told when the host is not installed. Knows no host and no pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def needed(extra: str, host: str = "") -> Iterator[None]:
    """Around the import of a host: if it is missing, raise an ImportError that says which extra of textclean brings it.

    `host` is the name it is imported by, where that is not the extra's. A host that is there but broken keeps its own error.

    >>> with needed("polars", "no_such_host"):
    ...     import no_such_host
    Traceback (most recent call last):
    ImportError: textclean.adapters.polars needs no_such_host: pip install 'textclean-zh[polars]'
    """
    host = host or extra
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != host:
            raise
        # A namespace may be there without the part that is wanted of it; the cause tells which part.
        raise ImportError(
            f"textclean.adapters.{extra.replace('-', '_')} needs {host}: pip install 'textclean-zh[{extra}]'", name=host
        ) from error
