"""Names to cleaners, by convention: `unify.script` is the one Cleaner in textclean/unify/script.py. Holds no list of them.

Names that are not ours are looked up among the entry points of the group `textclean.cleaners`, so that another package can
bring its own.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points

from textclean.core.cleaner import CharacterMap, Cleaner
from textclean.core.errors import ConfigError, unknown
from textclean.core.pipeline import Pipeline

ROOMS = ("repair", "unify", "debris", "dedupe")
ENTRY_POINTS = "textclean.cleaners"


@cache
def names() -> tuple[str, ...]:
    """The names of the cleaners that come with the package, room by room."""
    return tuple(
        f"{room}.{module.name}"
        for room in ROOMS
        for module in pkgutil.iter_modules(import_module(f"textclean.{room}").__path__)
        if not module.name.startswith("_")
    )


@cache
def cleaner(name: str) -> type[Cleaner]:
    """The class behind a name. Raises ConfigError, with the nearest name, if there is none.

    >>> cleaner("unify.quotes").__name__
    'Quotes'
    """
    if name in names():
        return _only_cleaner(import_module(f"textclean.{name}"))
    if name.partition(".")[0] not in ROOMS:
        for point in entry_points(group=ENTRY_POINTS, name=name):
            return _checked(point.load(), name)
    raise unknown("cleaner", name, [*names(), *(point.name for point in entry_points(group=ENTRY_POINTS))])


def _only_cleaner(module: object) -> type[Cleaner]:
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Cleaner)
        and value not in (Cleaner, CharacterMap, Pipeline)
        and value.__module__ == module.__name__  # type: ignore[attr-defined]
    ]
    if len(found) != 1:
        raise ConfigError(f"{module.__name__} must define one cleaner, not {len(found)}")  # type: ignore[attr-defined]
    return found[0]


def _checked(value: object, name: str) -> type[Cleaner]:
    if not (isinstance(value, type) and issubclass(value, Cleaner)):
        raise ConfigError(f"the entry point '{name}' must name a subclass of textclean.Cleaner, not {value!r}")
    return value
