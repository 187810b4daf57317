"""What a page needs of a run, in bounded memory: counts of everything, samples of the rest. Knows neither pages nor files.

Samples are drawn by hashes of names and of changes, so that the order in which documents come does not matter: gatherings of parts,
merged, are the gathering of the whole, whoever did the parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from textclean.core.result import Result
from textclean.report.html.card import Card, Change, Example, Told, both, card, example, told
from textclean.report.html.measures import Counts, Measures, measured
from textclean.report.html.sampling import Key, Lowest, mark, named

HEAVY = 0.3
"""The share of a text whose loss is worth a second look."""

_MOST_CHANGED = 60
_MOST_LOST = 60
_BY_LOT = 120
_BY_RULE = 3  # documents of each rule, so that a filter by a rare one finds some
_EXAMPLES = 12  # different changes of each rule
_RULES = 250  # names of rules that are told apart: more than there are, but a trace may hold anything
_COPIES = 2048  # different texts whose copies are counted

Hand = tuple[str, int, int]
"""A rule, and the characters that an edit of it took and put."""


Bounds = tuple[Key | None, Key | None]


class Wanted(NamedTuple):
    """What a gathering still wants, so that what gathers a part for it need not make what it would drop."""

    samples: tuple[Key | None, ...] = ()
    rules: Mapping[str, Bounds] = {}


class Rule:
    """What one rule did."""

    def __init__(self, name: str, counts: Iterable[int] = (0, 0, 0, 0), bounds: Bounds = (None, None)) -> None:
        self.name = name
        self.edits, self.documents, self.removed, self.inserted = counts
        self.examples: Lowest[Example] = Lowest(_EXAMPLES, both)
        self.cards: Lowest[Card] = Lowest(_BY_RULE, _either)
        self.examples.expect(bounds[0])
        self.cards.expect(bounds[1])

    @property
    def counts(self) -> list[int]:
        return [self.edits, self.documents, self.removed, self.inserted]

    def plus(self, other: Rule) -> Rule:
        """This one, with what another has done."""
        self.edits, self.documents, self.removed, self.inserted = map(sum, zip(self.counts, other.counts, strict=True))
        self.examples.merge(other.examples)
        self.cards.merge(other.cards)
        return self


def _either(mine: Card, _: Card) -> Card:
    return mine


def _sum(mine: int, other: int) -> int:
    return mine + other


class Gathering:
    """Add every document once; merge with others; ask `page` for the page."""

    def __init__(self, wanted: Wanted = Wanted()) -> None:  # noqa: B008  # is never changed
        self.documents = self.changed = self.findings = self.edits = 0
        self.characters = self.characters_after = 0
        self.emptied = self.heavy = 0
        self.measures = Counts()
        self.rules: Lowest[Rule] = Lowest(_RULES, Rule.plus)
        self.most_changed: Lowest[Card] = Lowest(_MOST_CHANGED, _either)
        self.most_lost: Lowest[Card] = Lowest(_MOST_LOST, _either)
        self.by_lot: Lowest[Card] = Lowest(_BY_LOT, _either)
        self.copies: tuple[Lowest[int], Lowest[int]] = (Lowest(_COPIES, _sum), Lowest(_COPIES, _sum))
        self._bounds = wanted.rules
        for name, bound in zip(_CARDS, wanted.samples, strict=False):
            getattr(self, name).expect(bound)

    def wanted(self) -> Wanted:
        """What is to be handed to gatherings of parts that will be merged into this one."""
        rules = {rule.name: (rule.examples.bound, rule.cards.bound) for rule in self.rules.values()}
        return Wanted(tuple(getattr(self, name).bound for name in _CARDS), rules)

    def add(self, result: Result, path: str, record: int | None = None) -> None:
        """Take in one cleaned text. `path` and `record` name it: two texts of one name are taken for the same."""
        before = measured(result.original)
        after = measured(result.text) if result.changed else before
        self.measures.add(before, after)
        for copies, text in zip(self.copies, (result.original, result.text), strict=True):
            copies.put((mark(text),), 1)
        hands = [(rule, e.end - e.start, len(e.replacement)) for p in result.passes for e in p.edits for rule in e.rules]
        self.findings += len(result.seen)
        if result.changed:
            self._take(told(result, path, record), hands)
        else:
            self._count(before.length, before.length)

    def add_told(self, document: Told, findings: int = 0) -> None:
        """Take in one document of which only its edits are known."""
        self.measures.add(Measures(document.before), Measures(document.after))
        hands = [(rule, len(change.before), len(change.after)) for change in document.changes for rule in change.rules]
        self.findings += findings
        if document.changes:
            self._take(document, hands)
        else:
            self._count(document.before, document.after)

    def _count(self, before: int, after: int) -> None:
        self.documents += 1
        self.characters += before
        self.characters_after += after

    def _take(self, document: Told, hands: Iterable[Hand]) -> None:
        self._count(document.before, document.after)
        self.changed += 1
        self.edits += len(document.changes)
        self.emptied += document.emptied
        self.heavy += document.emptied or document.lost >= HEAVY
        lot = document.mark
        made: list[Card] = []

        def offer(sample: Lowest[Card], key: tuple[float, ...]) -> None:
            if sample.wants(key):
                made.append(made[0] if made else card(document))
                sample.put(key, made[0])

        offer(self.most_changed, (-document.touched, lot))
        if document.emptied or document.lost >= HEAVY:
            offer(self.most_lost, (int(not document.emptied), -document.lost, lot))
        offer(self.by_lot, (lot,))
        done = self._rules_of(document, hands)
        for rule in done.values():
            offer(rule.cards, (lot,))
        for change in document.changes:
            self._example(document, change, done)

    def _rules_of(self, document: Told, hands: Iterable[Hand]) -> dict[str, Rule]:
        """Count what rules did to a document; those that are told apart, by name."""
        counted: dict[str, list[int]] = {}
        for name, removed, inserted in hands:
            counts = counted.setdefault(name, [0, 1, 0, 0])
            counts[0] += 1
            counts[2] += removed
            counts[3] += inserted
        for name, counts in counted.items():
            self.rules.put((named(name),), Rule(name, counts, self._bounds.get(name, (None, None))))
        return {name: rule for name in counted if (rule := self.rules.get((named(name),)))}

    def _example(self, document: Told, change: Change, rules: dict[str, Rule]) -> None:
        drawn_by = (mark(change.before, change.after),)
        for name in change.rules:
            rule = rules.get(name)
            if rule and rule.examples.wants(drawn_by):
                kept = rule.examples.get(drawn_by)
                again = kept is not None and kept.mark <= document.mark
                rule.examples.put(drawn_by, kept._replace(times=1) if kept and again else example(document, change, name))

    def merge(self, other: Gathering) -> None:
        """Add what another has gathered, of other documents."""
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.measures.merge(other.measures.bins)
        for name in _SAMPLES:
            getattr(self, name).merge(getattr(other, name))
        for mine, theirs in zip(self.copies, other.copies, strict=True):
            mine.merge(theirs)

    def copied(self) -> tuple[float, float] | None:
        """The share of documents that are a copy of another, before and after; None if texts were not seen. Of many, an estimate."""
        shares = []
        for sample in self.copies:
            counts = sample.values()
            if not counts:
                return None
            shares.append(1 - len(counts) / sum(counts))
        return shares[0], shares[1]

    def as_state(self) -> dict[str, Any]:
        """All of it, for JSON, so that a later run can go on. A card that several samples hold stands there once."""
        cards: dict[int, Card] = {}

        def put(sample: Lowest[Card]) -> list[Any]:
            cards.update((one.mark, one) for one in sample.values())
            return [[key, one.mark] for key, one in sample.items()]

        rules = [
            [rule.name, rule.counts, [[key, one] for key, one in rule.examples.items()], put(rule.cards)]
            for rule in self.rules.values()
        ]
        return {
            "numbers": {name: getattr(self, name) for name in _NUMBERS},
            "measures": self.measures.bins,
            "copies": [[[key[0], count] for key, count in sample.items()] for sample in self.copies],
            "rules": rules,
            "samples": {name: put(getattr(self, name)) for name in _CARDS},
            "cards": list(cards.values()),
        }

    @classmethod
    def restored(cls, state: dict[str, Any]) -> Gathering:
        """A gathering from what `as_state` gave, by way of JSON."""
        new = cls()
        vars(new).update(state["numbers"])
        new.measures.merge(state["measures"])
        cards = {one[0]: Card(*one) for one in state["cards"]}
        for sample, rows in zip(new.copies, state["copies"], strict=True):
            for key, count in rows:
                sample.put((key,), count)
        for name, counts, examples, sampled in state["rules"]:
            rule = Rule(name, counts)
            for key, one in examples:
                rule.examples.put(tuple(key), Example(*one))
            for key, at in sampled:
                rule.cards.put(tuple(key), cards[at])
            new.rules.put((named(name),), rule)
        for name, rows in state["samples"].items():
            for key, at in rows:
                getattr(new, name).put(tuple(key), cards[at])
        return new


_NUMBERS = ("documents", "changed", "findings", "edits", "characters", "characters_after", "emptied", "heavy")
_CARDS = ("most_changed", "most_lost", "by_lot")
_SAMPLES = ("rules", *_CARDS)
