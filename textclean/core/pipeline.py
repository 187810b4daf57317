"""Pipeline: an ordered list of cleaners that is a cleaner. Knows neither presets nor where a list came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, get_type_hints

from textclean._version import __version__
from textclean.core.cleaner import Cleaner, covers
from textclean.core.edit import Hit
from textclean.core.errors import ConfigError, unknown
from textclean.core.options import fitted
from textclean.core.view import View


@dataclass(frozen=True)
class Pipeline(Cleaner):
    """Cleaners in the order in which they work. Pipelines given as members are taken apart, so that rounds are shared.

    `disable` holds names of cleaners, rooms or rules (or beginnings of them, dot by dot): a cleaner that is named is left out,
    a rule that is named has its hits dropped. Raises ConfigError where a cleaner stands before one that must precede it, and
    where a name in `disable` means nothing.
    """

    name: ClassVar[str] = "pipeline"

    cleaners: tuple[Cleaner, ...] = ()
    disable: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        given = tuple(self.cleaners)
        flat = [step for cleaner in given for step in (cleaner.cleaners if isinstance(cleaner, Pipeline) else (cleaner,))]
        inherited = [rule for cleaner in given if isinstance(cleaner, Pipeline) for rule in cleaner.disable]
        disable = tuple(dict.fromkeys([*inherited, *self.disable]))
        kept = tuple(step for step in flat if not covers(disable, step.name))
        object.__setattr__(self, "cleaners", kept)
        known = {name for step in flat for name in _names(step)}
        for rule in disable:
            if rule not in known:
                raise unknown("rule", rule, known)
        # What is left out needs no rule of it dropped.
        object.__setattr__(self, "disable", tuple(rule for rule in disable if any(covers((s.name,), rule) for s in kept)))
        _check_order(kept)

    @property
    def steps(self) -> tuple[Cleaner, ...]:
        return self.cleaners

    @property
    def disabled(self) -> tuple[str, ...]:
        return self.disable

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the cleaners, in order."""
        return tuple(step.name for step in self.cleaners)

    def find(self, view: View) -> Iterator[Hit]:
        """The edits of a whole run, as hits."""
        for edit in self.run(view).edits:
            yield Hit(edit.start, edit.end, edit.replacement, "", "; ".join(edit.notes))

    def without(self, *names: str) -> Pipeline:
        """The pipeline without these cleaners, rooms or rules. Raises ConfigError for a name it does not hold."""
        return Pipeline(self.cleaners, (*self.disable, *names))

    def with_options(self, name: str, **options: Any) -> Pipeline:
        """The pipeline with options of one of its cleaners set anew. Raises ConfigError for an unknown name or option."""
        if name not in self.names:
            raise unknown("cleaner", name, self.names)
        return Pipeline(tuple(configured(s, options) if s.name == name else s for s in self.cleaners), self.disable)

    def with_cleaner(self, cleaner: Cleaner, *, before: str | None = None) -> Pipeline:
        """The pipeline with one more cleaner, before the named one or at the end. Raises ConfigError for a name it does not hold."""
        if before is not None and before not in self.names:
            raise unknown("cleaner", before, self.names)
        at = self.names.index(before) if before is not None else len(self.cleaners)
        return Pipeline((*self.cleaners[:at], cleaner, *self.cleaners[at:]), self.disable)

    def __or__(self, other: Cleaner) -> Pipeline:
        return Pipeline((self, other))

    def fingerprint(self) -> str:
        """64 hexadecimal digits that change when version, cleaners, their order, options or tables do, and only then."""
        told = {
            "version": __version__,
            "disable": sorted(self.disable),
            "cleaners": [
                [step.name, f"{type(step).__module__}.{type(step).__qualname__}", step.options, dict(step.versions())]
                for step in self.cleaners
            ],
        }
        return hashlib.sha256(
            json.dumps(told, sort_keys=True, ensure_ascii=False, default=_told).encode("utf-8", "surrogatepass")
        ).hexdigest()


def configured(cleaner: Cleaner, options: dict[str, Any], where: str = "") -> Cleaner:
    """`cleaner` with `options` set. Raises ConfigError for an unknown option or a value its class refuses."""
    known = {f.name for f in fields(cleaner)}  # type: ignore[arg-type]  # every concrete cleaner is a dataclass
    for option in options:
        if option not in known:
            raise unknown(f"option of {cleaner.name}", option, known, where)
    hints = get_type_hints(type(cleaner))
    told = f"{where + ': ' if where else ''}{cleaner.name}"
    options = {option: fitted(value, hints[option], f"{told}: {option}") for option, value in options.items()}
    try:
        return replace(cleaner, **options)  # type: ignore[type-var]
    except (TypeError, ValueError) as error:
        if isinstance(error, ConfigError) and not where:
            raise
        raise ConfigError(f"{told}: {error}") from error


def _told(value: object) -> object:
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"an option of type {type(value).__name__} cannot be part of a fingerprint")


def _names(step: Cleaner) -> Iterator[str]:
    """Every name by which a cleaner or a part of it can be disabled."""
    room, _, _ = step.name.partition(".")
    yield from (room, step.name)
    for rule in step.rules:
        parts = rule.split(".")
        yield from (".".join([step.name, *parts[: k + 1]]) for k in range(len(parts)))


def _check_order(steps: tuple[Cleaner, ...]) -> None:
    for at, step in enumerate(steps):
        for later in steps[at + 1 :]:
            if covers(step.after, later.name):
                raise ConfigError(f"{step.name} stands before {later.name}, but must come after it")
