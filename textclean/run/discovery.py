"""Which files: arguments of a command line to inputs, in a fixed order. Knows names and folders; opens nothing but folders."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple

from textclean.core.errors import ConfigError, InputError
from textclean.formats.compression import stem
from textclean.run.names import readable

ENDINGS = (".txt", ".md", ".jsonl", ".ndjson", ".parquet")
"""What is taken from a folder, compressed or not; other names only when they are given."""

REJECTS = ".rejects.jsonl"
"""The end of the names under which records are set aside: never an input of a folder."""


class Source(NamedTuple):
    """One input. `path` is None for standard input; `relative` is its place below an output folder."""

    path: Path | None
    relative: PurePath
    in_folder: bool = False

    @property
    def name(self) -> str:
        """The name as messages tell it: the path as it was given, or `-`."""
        return "-" if self.path is None else readable(str(self.path))


def discover(arguments: Sequence[str], output: Path | None = None) -> list[Source]:
    """The inputs that paths, folders, patterns and `-` stand for, each file once, folders sorted by path.

    Files of a folder are placed relative to it; files that are named, or match a pattern, relative to the folder that all of
    them share. `output` is left out of folders that hold it. Raises InputError for an argument that leads to no file, OSError
    for a folder that cannot be read.
    """
    named: list[Path] = []
    found: list[Source] = []
    for argument in arguments:
        if argument == "-":
            found.append(Source(None, PurePath("-")))
            continue
        for path in _expanded(argument):
            if path.is_dir():
                found += _files_in(path, output)
            else:
                named.append(path)
                found.append(Source(path, PurePath(path.name)))
    if [source.path for source in found].count(None) > 1:
        raise ConfigError("standard input (-) can be read only once")
    return list(_once(_below_shared_folder(found, named)))


def _expanded(argument: str) -> list[Path]:
    """The existing paths that an argument names; a file whose name looks like a pattern comes first."""
    if os.path.lexists(argument):
        if not Path(argument).exists():
            raise InputError(f"{argument}: a link to something that does not exist")
        return [Path(argument)]
    if not glob.has_magic(argument):
        raise InputError(f"{argument}: no such file or folder")
    # Unlike Path.glob, and like a shell, this leaves hidden files out.
    matches = sorted(Path(match) for match in glob.glob(argument, recursive=True))  # noqa: PTH207
    if not matches:
        raise InputError(f"{argument}: the pattern matches no file")
    return [path for path in matches if not path.is_dir()] or matches


def _files_in(folder: Path, output: Path | None) -> list[Source]:
    """The text files below a folder, without what is hidden or linked."""
    found = []
    for top, folders, files in os.walk(folder, onerror=_raise):
        here = Path(top)
        folders[:] = [name for name in folders if not name.startswith(".") and not (output and _is_same(here / name, output))]
        for name in files:
            path = here / name
            plain = stem(name.lower())[0]
            wanted = plain.endswith(ENDINGS) and not name.startswith(".") and not plain.endswith(REJECTS)
            if wanted and not path.is_symlink() and path.is_file():
                found.append(Source(path, path.relative_to(folder), in_folder=True))
    if not found:
        raise InputError(
            f"{folder}: the folder holds no {', '.join('*' + ending for ending in ENDINGS)}; name other files one by one"
        )
    return sorted(found, key=lambda source: source.relative.parts)


def _raise(error: OSError) -> None:
    raise error


def _is_same(path: Path, other: Path) -> bool:
    return path.exists() and other.exists() and path.samefile(other)


def _below_shared_folder(found: list[Source], named: list[Path]) -> list[Source]:
    if len(named) < 2:
        return found
    shared = os.path.commonpath([path.absolute().parent for path in named])
    return [
        source
        if source.in_folder or source.path is None
        else source._replace(relative=PurePath(os.path.relpath(source.path.absolute(), shared)))
        for source in found
    ]


def _once(found: list[Source]) -> Iterator[Source]:
    seen = set()
    for source in found:
        real = source.path and source.path.resolve()
        if real not in seen:
            seen.add(real)
            yield source
