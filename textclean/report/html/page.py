"""A gathering as one HTML file that needs nothing else: no network, no other file, bounded size. Knows no run and no command."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from textclean._version import __version__
from textclean.report.html.card import Card, drawn
from textclean.report.html.gathering import HEAVY, Gathering, Rule
from textclean.report.html.measures import LENGTHS

LARGEST = 5_000_000
"""Bytes that no page exceeds."""
_DOCUMENTS = 3_600_000
_EXAMPLES = 1_000_000

_LENGTH_NAMES = ("0", "<100", "<200", "<500", "<1k", "<2k", "<5k", "<10k", "10k+")
_SHARE_NAMES = ("0", "<20%", "<40%", "<60%", "<80%", "<100%", "100%")
_ROWS = 250  # rules, or tables, that are listed
_LONGEST = 80


@dataclass
class About:
    """What is told of a run beside what was gathered; None is unknown, and the page says so.

    seconds    how long it took           resumed   they are those of the last part of a run that went on
    title      what was cleaned           tables    cleaner, table and version, a row each
    """

    documents: int | None = None
    set_aside: int | None = None
    unreadable: int | None = None
    unsettled: int | None = None
    seconds: float | None = None
    resumed: bool = False
    title: str = ""
    fingerprint: str = ""
    pipelines: int = 1
    cleaners: Sequence[str] | None = None
    tables: Sequence[tuple[str, str, str]] | None = None
    from_trace: bool = False
    only: bool = False


@dataclass
class _Chart:
    """Two rows of bars, before and after."""

    kind: str
    names: Sequence[str]
    before: Sequence[int]
    after: Sequence[int]
    bars: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        most = max([*self.before, *self.after, 1])
        for at, (name, before, after) in enumerate(zip(self.names, self.before, self.after, strict=True)):
            heights = [max(1.5, 76 * n / most) if n else 0 for n in (before, after)]
            self.bars.append({"at": at, "name": name, "before": before, "after": after, "heights": heights})

    @property
    def known(self) -> int:
        return sum(self.before) + sum(self.after)


def page(gathering: Gathering, about: About) -> bytes:
    """The page, in UTF-8. The same for the same gathering and the same facts."""
    from jinja2 import Environment, StrictUndefined  # only a page should cost the time to load it
    from markupsafe import Markup

    script, style = _part("page.js"), _part("page.css")
    shown = _Shown(gathering)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"n": _number, "share": _share, "drawn": lambda text: drawn(text, _LONGEST)}
    text = environment.from_string(_part("page.html")).render(
        about=about,
        charts=_charts(gathering),
        copied=gathering.copied(),
        data=Markup(_for_script(shown.data)),
        documents=gathering.documents if about.documents is None and not about.from_trace else about.documents,
        gathered=gathering,
        heavy=HEAVY,
        rules=shown.rules[:_ROWS],
        script=Markup(script),
        script_hash=_hash(script),
        seconds=_seconds(about.seconds),
        shown=shown,
        style=Markup(style),
        style_hash=_hash(style),
        tables=(about.tables or ())[:_ROWS],
        version=__version__,
    )
    return text.encode("utf-8", "replace")


class _Shown:
    """What of the samples goes into the page, and the numbers that say how much does not."""

    def __init__(self, gathering: Gathering) -> None:
        self.rules = sorted(gathering.rules.values(), key=lambda rule: (-rule.edits, rule.name))
        self.most = max((rule.edits for rule in self.rules), default=1) or 1
        self.cards = list(_within(_DOCUMENTS, _cards(gathering, self.rules)))
        self.data = {"cards": [one._asdict() for one in self.cards], "rules": _examples(self.rules), "heavy": HEAVY}

    def name(self, rule: Rule) -> str:
        return drawn(rule.name, _LONGEST)


def _cards(gathering: Gathering, rules: Iterable[Rule]) -> Iterable[Card]:
    """Every card once, those that matter most first."""
    samples = [gathering.most_lost, gathering.most_changed, gathering.by_lot, *(rule.cards for rule in rules)]
    return {one.mark: one for sample in samples for one in sample.values()}.values()


def _examples(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """Examples of each rule, the most frequent change first; rare rules are not crowded out by frequent ones."""
    room = _EXAMPLES // max(len(rules[:_ROWS]), 1)
    rows = []
    for rule in rules[:_ROWS]:
        examples = sorted(rule.examples.values(), key=lambda one: (-one.times, one.mark, one.before))
        kept = list(_within(room, ([*one[1:]] for one in examples)))
        rows.append({"name": drawn(rule.name, _LONGEST), "examples": kept})
    return rows


def _within(room: int, things: Iterable[Any]) -> Iterable[Any]:
    """As many as have room in the page."""
    for thing in things:
        room -= len(_for_script(thing._asdict() if isinstance(thing, Card) else thing).encode()) + 1
        if room < 0:
            return
        yield thing


def _for_script(value: object) -> str:
    """JSON that nothing in it can end: neither a tag nor, in old readers, a line."""
    told = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        told = told.replace(character, f"\\u{ord(character):04x}")
    return told.encode("utf-8", "replace").decode()


def _charts(gathering: Gathering) -> list[_Chart]:
    names = {"length": _LENGTH_NAMES}
    assert len(_LENGTH_NAMES) == len(LENGTHS)
    bins = gathering.measures.bins
    return [_Chart(kind, names.get(kind, _SHARE_NAMES), *sides) for kind, sides in bins.items()]


def _part(name: str) -> str:
    return files("textclean.report.html").joinpath("templates", name).read_text("utf-8")


def _hash(text: str) -> str:
    """What the content-security policy knows a script or style by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _number(value: int) -> str:
    return f"{value:,}"


def _share(part: float, whole: float) -> str:
    """A share in per cent, with as many digits as tell something.

    >>> _share(1, 3), _share(1, 5000), _share(0, 5), _share(0, 0), _share(1, 10**9)
    ('33%', '0.02%', '0%', '0%', '<0.01%')
    """
    value = 100 * part / whole if whole else 0.0
    if value == 0 or abs(value) >= 10:
        return f"{value:.0f}%"
    return f"{value:.1f}%" if abs(value) >= 1 else f"{value:.2f}%" if abs(value) >= 0.01 else "<0.01%"


def _seconds(value: float | None) -> str:
    """A time for people.

    >>> _seconds(0.25), _seconds(75), _seconds(7300), _seconds(None)
    ('0.25 s', '1 min 15 s', '2 h 01 min', '')
    """
    if value is None:
        return ""
    if value < 60:
        return f"{value:.2g} s" if value < 10 else f"{value:.0f} s"
    minutes, seconds = divmod(round(value), 60)
    return f"{minutes} min {seconds:02} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"
