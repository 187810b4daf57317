"""Give back what the author wrote: cleaners for Chinese text that explain every edit. Front door only; loads what is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from textclean._version import __version__

if TYPE_CHECKING:
    from textclean.config import load, preset
    from textclean.core.alignment import Alignment
    from textclean.core.cleaner import CharacterMap, Cleaner, Safety
    from textclean.core.edit import Edit, Finding, Hit
    from textclean.core.errors import ConfigError, InputError, TableError, TextcleanError
    from textclean.core.pipeline import Pipeline
    from textclean.core.result import Result
    from textclean.core.spans import move_spans
    from textclean.core.view import View
    from textclean.front import clean, fold, trace

__all__ = [
    "Alignment",
    "CharacterMap",
    "Cleaner",
    "ConfigError",
    "Edit",
    "Finding",
    "Hit",
    "InputError",
    "Pipeline",
    "Result",
    "Safety",
    "TableError",
    "TextcleanError",
    "View",
    "__version__",
    "clean",
    "fold",
    "load",
    "move_spans",
    "preset",
    "trace",
]

_HOME = {
    "Alignment": "textclean.core.alignment",
    "CharacterMap": "textclean.core.cleaner",
    "Cleaner": "textclean.core.cleaner",
    "ConfigError": "textclean.core.errors",
    "Edit": "textclean.core.edit",
    "Finding": "textclean.core.edit",
    "Hit": "textclean.core.edit",
    "InputError": "textclean.core.errors",
    "Pipeline": "textclean.core.pipeline",
    "Result": "textclean.core.result",
    "Safety": "textclean.core.cleaner",
    "TableError": "textclean.core.errors",
    "TextcleanError": "textclean.core.errors",
    "View": "textclean.core.view",
    "clean": "textclean.front",
    "fold": "textclean.front",
    "load": "textclean.config",
    "move_spans": "textclean.core.spans",
    "preset": "textclean.config",
    "trace": "textclean.front",
}
"""Where each name lives. A command that only tells its options needs none of them."""


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'textclean' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOME[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
