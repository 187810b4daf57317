"""Give back what the author wrote: cleaners for Chinese text that explain every edit. Front door only; imports nothing heavy."""

from textclean._version import __version__
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
