"""Bytes in, records out, bytes back. Knows file formats and encodings; knows no cleaner, no folder and no command."""

from __future__ import annotations

from pathlib import PurePath

from textclean.core.errors import ConfigError, unknown
from textclean.formats.compression import stem
from textclean.formats.encoding import Encoding
from textclean.formats.jsonl import JsonLines
from textclean.formats.lines import Lines
from textclean.formats.parquet import Parquet
from textclean.formats.record import Blank, Block, Document, Format, Place, Record, Reject
from textclean.formats.text import PlainText

__all__ = [
    "FORMATS",
    "Blank",
    "Block",
    "Document",
    "Encoding",
    "Format",
    "JsonLines",
    "Lines",
    "Parquet",
    "Place",
    "PlainText",
    "Record",
    "Reject",
    "format_for",
]

FORMATS = ("auto", "text", "lines", "jsonl", "parquet")
"""The values of `--format`. `auto` goes by the name of the file."""

_JSONL = (".jsonl", ".ndjson")


def format_for(name: str, path: str, *, field: str = "text", encoding: Encoding | None = None) -> Format:
    """The format called `name`, or, for `auto`, the one that the end of `path` tells; standard input (`-`) is then text.

    Raises ConfigError for an unknown format, and for a `.json` file under `auto`, which may be either.

    >>> type(format_for("auto", "corpus/a.jsonl")).__name__, type(format_for("auto", "-")).__name__
    ('JsonLines', 'PlainText')
    """
    if name not in FORMATS:
        raise unknown("format", name, FORMATS)
    ending = PurePath(stem(path)[0]).suffix.lower()
    if name == "auto" and ending == ".json":
        raise ConfigError(f"{path}: say --format jsonl if each line is a record, or --format text to clean the file as one text")
    if name == "jsonl" or (name == "auto" and ending in _JSONL):
        return JsonLines(field, encoding or Encoding())
    if name == "parquet" or (name == "auto" and ending == ".parquet"):
        return Parquet(field)
    if name == "lines":
        return Lines(encoding or Encoding())
    return PlainText(encoding or Encoding())
