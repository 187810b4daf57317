"""Regular expressions that are compiled when they are first asked. Knows none.

The cleaners have some four hundred. To compile them all would be the most part of a process's first text, and most texts ask few.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("findall", "finditer", "flags", "fullmatch", "groupindex", "groups", "match", "search", "split", "sub", "subn")


def lazy_compile(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile(pattern, flags)`, put off until the first look. An error in the pattern is raised then.

    What comes back looks, splits and replaces as a pattern does. It is no instance of `re.Pattern`: two are never equal, and `re`
    itself does not take one.

    >>> lazy_compile("甲+").sub("乙", "甲甲丙")
    '乙丙'
    """
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


class _Lazy:
    """Stands for a pattern. From the first look on the pattern's methods are its own, and cost nothing on the way."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern  # to be read without a look
        self._given = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(f"a regular expression that waits has no {name} (see core/lazy.py)")
        compiled = re.compile(*self._given)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return self.__dict__[name]

    def __repr__(self) -> str:
        return f"lazy_compile({self._given[0]!r}, {self._given[1]!r})"
