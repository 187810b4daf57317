"""What somebody at the page can choose, and the configuration that a choice comes to. Knows no web and no text.

The configuration is the truth: what cleans is what the written TOML is read back as, so that what is copied does what was seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from textclean import registry
from textclean._version import __version__
from textclean.config import SCRIPTS, parse, preset, preset_names, read_preset, to_toml
from textclean.core.cleaner import Cleaner, covers
from textclean.core.errors import ConfigError
from textclean.core.pipeline import Pipeline
from textclean.report.signature import first_sentence, paragraphs
from textclean.run.selection import DEFAULT_PRESET, select


@dataclass(frozen=True)
class Setting:
    """A preset and a script; `on` are cleaners and rules that the preset leaves out, `off` those that it has and that shall rest."""

    preset: str = DEFAULT_PRESET
    script: str = "simplified"
    on: tuple[str, ...] = ()
    off: tuple[str, ...] = ()

    def toml(self) -> str:
        """The configuration, with a line on where it is from. Raises ConfigError for names that mean nothing.

        A preset with names to leave out is told as such, and follows the preset when that changes. What a preset leaves out cannot
        be taken back so; then the cleaners are listed, each with its options.
        """
        # Names are taken back first: what is put out goes before.
        on = tuple(name for name in self.on if not covers(self.off, name))
        made = select(self.preset, None, self.script, enable=on)
        off = tuple(_meant(self.off, made))
        chosen = made.without(*off)
        head = f"# textclean {__version__}: preset {self.preset}"
        if on:
            # Rules of cleaners that are gone: they need not be told, and a list of cleaners must not name them.
            rules = tuple(rule for rule in chosen.disable if any(covers((name,), rule) for name in chosen.names))
            return f"{head}, with {', '.join(on)}\n{to_toml(Pipeline(chosen.cleaners, rules))}"
        rows = [f'extends = "{self.preset}"', f'script = "{self.script}"']
        if off:
            names = ",\n".join(f'  "{name}"' for name in _shortest(off, chosen))
            rows.append(f"disable = [\n{names},\n]")
        return "\n".join([head, *rows]) + "\n"


def _meant(off: Iterable[str], made: Pipeline) -> Iterator[str]:
    """The names that the pipeline has: a rule may be off whose cleaner is not in it. Raises ConfigError for one that nobody knows."""
    for name in off:
        if any(covers((step,), name) or covers((name,), step) for step in made.names):
            yield name
        else:
            registry.cleaner(".".join(name.split(".")[:2]))


def _shortest(off: Iterable[str], chosen: Pipeline) -> Iterable[str]:
    """What is off; a room in the place of its cleaners where none of them is left, a cleaner in that of its rules."""
    told: dict[str, None] = {}
    for name in off:
        room = name.partition(".")[0]
        told[name if any(covers((room,), left) for left in chosen.names) else room] = None
    return [name for name in told if not covers((other for other in told if other != name), name)]


@lru_cache(maxsize=16)
def pipeline(toml: str) -> Pipeline:
    """The pipeline of a written configuration."""
    return parse(toml).build()


def setting(told: Any) -> Setting:
    """A setting from what a page sent. Raises ConfigError for anything else."""
    preset, script, on, off = (told.get(key) for key in ("preset", "script", "on", "off"))
    if not (isinstance(preset, str) and isinstance(script, str) and _are_names(on) and _are_names(off)):
        raise ConfigError("preset and script must be strings, on and off lists of strings")
    return Setting(preset, script, tuple(on), tuple(off))


def _are_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def catalogue() -> dict[str, Any]:
    """What there is to choose from: scripts, presets from the mildest to the boldest, cleaners in their order with their rules.

    A preset with fewer cleaners is milder, and the default milder than another of as many. The cleaners are those that any preset
    has: one that is in none wants options to do anything.
    """
    presets = sorted(preset_names(), key=lambda name: (len(preset(name).names), name != DEFAULT_PRESET, name))
    rows = [row.name for name in reversed(presets) for row in read_preset(name).rows]
    return {
        "presets": [_preset(name) for name in presets],
        "preset": DEFAULT_PRESET,
        "scripts": list(SCRIPTS),
        "cleaners": [_cleaner(registry.cleaner(name)) for name in dict.fromkeys(rows)],
    }


def _preset(name: str) -> dict[str, Any]:
    made = preset(name)
    return {"name": name, "script": read_preset(name).script, "cleaners": list(made.names), "off": list(made.disable)}


def _cleaner(kind: type[Cleaner]) -> dict[str, Any]:
    return {
        "name": kind.name,
        "safety": str(kind.safety),
        "promise": first_sentence(paragraphs(kind)[0]),
        "rules": [[f"{kind.name}.{rule}", promise] for rule, promise in kind.rules.items()],
    }
