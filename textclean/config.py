"""TOML to Pipeline, and back. Knows the form of a configuration; what the options mean is the cleaners' own affair.

extends = "standard"            # a preset's name, or a path relative to this file
script = "keep"                 # fills the option `script` of every cleaner that has one
disable = ["debris", "unify.quotes"]

[options."repair.glyph"]        # options of a cleaner that is inherited
level = "safe"

[[cleaner]]                     # a further cleaner (or, without `extends`, the whole ordered list)
name = "my.cleaner"
why = "what the row is for: required in presets, welcome elsewhere"
before = "unify.script"         # where it stands in the inherited list; at the end if left out
"""

from __future__ import annotations

import tomllib
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from importlib import resources
from pathlib import Path
from typing import Any, get_type_hints

from textclean import registry
from textclean.core.cleaner import Cleaner, covers
from textclean.core.errors import ConfigError, unknown
from textclean.core.options import fitted, named
from textclean.core.pipeline import Pipeline, configured

SCRIPTS = ("simplified", "traditional", "taiwan", "hongkong", "auto", "keep")
"""The values of `script`, as docs/presets.md defines them."""

_KEYS = ("extends", "script", "disable", "options", "cleaner")
_ROW_KEYS = ("name", "why", "before")


@dataclass
class Config:
    """A configuration as written, checked but not yet built: ordered rows of (name, options, why)."""

    script: str = "simplified"
    disable: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Put in a cleaner that the configuration lacks: before the first row that comes after it in a shipped preset, or must."""
        for preset in preset_names():
            order = [other.name for other in read_preset(preset).rows]
            if row.name in order:
                later = order[order.index(row.name) + 1 :]
                break
        else:
            later = [other.name for other in self.rows if covers(registry.cleaner(other.name).after, row.name)]
        self.rows.insert(next((at for at, other in enumerate(self.rows) if other.name in later), len(self.rows)), row)

    def build(self, script: str | None = None) -> Pipeline:
        """The pipeline. Raises ConfigError for names, options and orders that cannot be used."""
        script = check_script(script if script is not None else self.script)
        return Pipeline(tuple(row.build(script) for row in self.rows), tuple(self.disable))


@dataclass
class Row:
    """One cleaner of a configuration; `where` is told in errors."""

    name: str
    options: dict[str, Any] = field(default_factory=dict)
    why: str = ""
    where: str = ""

    def build(self, script: str) -> Cleaner:
        kind = registry.cleaner(self.name)
        options = dict(self.options)
        if "script" in {f.name for f in fields(kind)}:  # type: ignore[arg-type]  # every concrete cleaner is a dataclass
            options.setdefault("script", script)
        return configured(kind(), options, self.where)


def check_script(script: str) -> str:
    """`script` itself. Raises ConfigError, with the nearest right one, if it is none of `SCRIPTS`."""
    if script not in SCRIPTS:
        raise unknown("script", script, SCRIPTS)
    return script


def preset_names() -> tuple[str, ...]:
    """The presets that come with the package."""
    folder = resources.files("textclean") / "presets"
    return tuple(sorted(p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml")))


def preset(name: str = "standard", *, script: str | None = None, words: bool = False) -> Pipeline:
    """A shipped pipeline by name; with `words` also `unify.words`. Raises ConfigError for an unknown preset or script.

    >>> "unify.script" in preset("standard").names, "unify.words" in preset("standard", words=True).names
    (True, True)
    """
    config = read_preset(name)
    if words:
        if (script or config.script) not in ("simplified", "taiwan"):
            raise ConfigError(f"words are replaced for the scripts simplified and taiwan, not for '{script or config.script}'")
        config.add(Row("unify.words"))
    return config.build(script)


def load(path: str | Path, *, script: str | None = None) -> Pipeline:
    """The pipeline that a TOML file describes. Raises ConfigError that names file, key and what would have been right."""
    return read(Path(path)).build(script)


def read_preset(name: str) -> Config:
    """A preset's configuration."""
    if name not in preset_names():
        raise unknown("preset", name, preset_names())
    text = (resources.files("textclean") / "presets" / f"{name}.toml").read_text("utf-8")
    return parse(text, f"preset {name}")


def read(path: Path) -> Config:
    """The configuration in a file. Raises ConfigError also when the file cannot be read or is no TOML."""
    return _read(path, ())


def _read(path: Path, readers: tuple[Path, ...]) -> Config:
    if path.resolve() in readers:
        raise ConfigError(f"{path}: extends itself")
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}") from error
    return parse(text, str(path), path.parent, (*readers, path.resolve()))


def parse(text: str, where: str = "configuration", folder: Path | None = None, readers: tuple[Path, ...] = ()) -> Config:
    """The configuration that TOML `text` describes; `where` names it in errors, `folder` is where `extends` looks for paths."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{where}: no TOML: {error}") from error
    for key in table:
        if key not in _KEYS:
            raise unknown("key", key, _KEYS, where)
    config = _inherited(_text(table, "extends", where), where, folder, readers)
    if "script" in table:
        config.script = _text(table, "script", where) or ""
        if config.script not in SCRIPTS:
            raise unknown("script", config.script, SCRIPTS, where)
    for name in _texts(table, "disable", where):
        config.disable.append(name)
    for name, options in _table(table, "options", where).items():
        _set_options(config, name, options, where)
    for number, row in enumerate(_list(table, "cleaner", where), 1):
        _add_row(config, row, f"{where}, cleaner {number}")
    if not config.rows:
        raise ConfigError(f'{where}: names no cleaner: add extends = "standard", or [[cleaner]] rows')
    return config


def _inherited(parent: str | None, where: str, folder: Path | None, readers: tuple[Path, ...]) -> Config:
    if parent is None:
        return Config()
    if parent in preset_names():
        return read_preset(parent)
    if folder is None or not parent.endswith(".toml"):
        raise unknown("preset", parent, preset_names(), f"{where}: extends")
    return _read(folder / parent, readers)


def _set_options(config: Config, name: str, options: object, where: str) -> None:
    place = f'{where}: options."{name}"'
    for row in config.rows:
        if row.name == name:
            row.options.update(_checked_options(name, _as_table(options, place), place))
            row.where = place
            return
    raise unknown("cleaner", name, [row.name for row in config.rows], f"{where}: options")


def _add_row(config: Config, row: object, where: str) -> None:
    table = dict(_as_table(row, where))
    name = _text(table, "name", where)
    if not name:
        raise ConfigError(f"{where}: has no name")
    why = _text(table, "why", where) or ""
    before = _text(table, "before", where)
    try:
        registry.cleaner(name)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from error
    options = {k: v for k, v in table.items() if k not in _ROW_KEYS}
    new = Row(name, _checked_options(name, options, f"{where} ({name})"), why, f"{where} ({name})")
    if any(old.name == name for old in config.rows):
        raise ConfigError(f'{where}: {name} is there already; to set its options write [options."{name}"]')
    at = len(config.rows)
    if before is not None:
        names = [old.name for old in config.rows]
        if before not in names:
            raise unknown("cleaner", before, names, f"{where}: before")
        at = names.index(before)
    config.rows.insert(at, new)


def _checked_options(name: str, options: Mapping[str, Any], where: str) -> dict[str, Any]:
    """`options` in the types of the class's fields. Raises ConfigError that says which type would have been right."""
    kind = registry.cleaner(name)
    hints = get_type_hints(kind)
    known = [f.name for f in fields(kind)]  # type: ignore[arg-type]
    checked = {}
    for key, value in options.items():
        if key not in known:
            raise unknown(f"option of {name}", key, known, where)
        checked[key] = fitted(value, hints[key], f"{where}: {key}")
    return checked


def _text(table: Mapping[str, Any], key: str, where: str) -> str | None:
    value = table.get(key)
    if value is not None and not isinstance(value, str):
        raise ConfigError(f"{where}: {key}: must be a string, not {named(value)}")
    return value


def _list(table: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise ConfigError(
            f"{where}: {key}: must be a list, not {named(value)}" + (" (write [[cleaner]])" if key == "cleaner" else "")
        )
    return value


def _texts(table: Mapping[str, Any], key: str, where: str) -> list[str]:
    values = _list(table, key, where)
    for value in values:
        if not isinstance(value, str):
            raise ConfigError(f"{where}: {key}: must hold strings, not {named(value)}")
    return values


def _as_table(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ConfigError(f"{where}: must be a table, not {named(value)}")
    return typing.cast(Mapping[str, Any], value)


def _table(table: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    return _as_table(table.get(key, {}), f"{where}: {key}")


def to_toml(pipeline: Pipeline) -> str:
    """A configuration that `parse` turns into the same pipeline. Options at their default are left out.

    >>> parse(to_toml(preset("standard", script="keep"))).build() == preset("standard", script="keep")
    True
    """
    parts = [f"disable = {_toml(list(pipeline.disable))}\n"] if pipeline.disable else []
    for step in pipeline.cleaners:
        defaults = {f.name: f.default for f in fields(step) if f.default is not MISSING}  # type: ignore[arg-type]
        rows = [f"name = {_toml(step.name)}"]
        # A script is always told: what fills it when it is left out is the pipeline's.
        rows += [
            f"{k} = {_toml(v)}"
            for k, v in step.options.items()
            if k == "script" or (v != defaults.get(k, MISSING) and v is not None)
        ]
        parts.append("[[cleaner]]\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _toml(value: Any) -> str:
    """A value in TOML. JSON's strings are TOML's too, once what it leaves bare is escaped."""
    import json

    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, frozenset | set):
        return _toml(sorted(value))
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
