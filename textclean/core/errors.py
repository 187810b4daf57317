"""What can go wrong, as one small family. Knows no command and no file format.

TextcleanError
├── ConfigError     a name, option or order that cannot be used; says where, and what would have been right
├── InputError      a record or file that cannot be read as asked
└── TableError      a table this package ships, or depends on, is missing or damaged
"""

from __future__ import annotations

from collections.abc import Iterable


class TextcleanError(Exception):
    """The parent of every error this package raises on purpose."""


class ConfigError(TextcleanError, ValueError):
    """A configuration that cannot be used."""


class InputError(TextcleanError, ValueError):
    """Input that cannot be read as asked."""


class TableError(TextcleanError):
    """A table that is missing or damaged."""


_SHOWN = 60
"""Names that an error lists; of more only the rooms."""


def unknown(kind: str, name: str, known: Iterable[str], where: str = "") -> ConfigError:
    """The error for a name that does not exist, with the nearest one that does.

    >>> print(unknown("preset", "standrad", ["standard", "aggressive"]))
    unknown preset 'standrad'; did you mean 'standard'?
    """
    from difflib import get_close_matches  # 10 ms that only a mistake should cost

    known = sorted(known)
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    # A bare last part ("quotes") is the commonest slip for a dotted name.
    near = near or [k for k in known if k.rpartition(".")[2] == name][:1]
    shown = known if len(known) <= _SHOWN else sorted({k.partition(".")[0] for k in known})
    more = "" if shown is known else f" and {len(known) - len(shown)} names below them, listed by `textclean rules`"
    hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(shown) or 'none'}{more}"
    return ConfigError(f"{where + ': ' if where else ''}unknown {kind} '{name}'; {hint}")
