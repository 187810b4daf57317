"""Names of files as messages tell them. Knows no file."""

from __future__ import annotations


def readable(name: str) -> str:
    """A file's name in its own characters, where a locale that knows only ASCII had its bytes escaped.

    >>> readable("\\udce6\\udc96\\udc87.txt")
    '文.txt'
    """
    try:
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a lone surrogate that stands for no byte
        return name
