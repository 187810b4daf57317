"""Counts over many results: texts, changes, edits and findings by rule. Counted on passes, since composed edits merge hands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import Any

from textclean.core.result import Result
from textclean.report.visible import visible

FORMAT = "textclean-stats"
VERSION = 1
_TOP = 5


@dataclass
class Tally:
    """What a run has done so far.

    documents, changed, unsettled   texts seen; texts that came out different; texts whose cleaners did not come to rest
    set_aside, unreadable           records that could not be read or cleaned; whole inputs that could not
    edits, findings                 how often, by rule          texts_by_rule   in how many texts, by rule of an edit
    """

    documents: int = 0
    changed: int = 0
    unsettled: int = 0
    set_aside: int = 0
    unreadable: int = 0
    characters: int = 0
    characters_after: int = 0
    edits: Counter[str] = field(default_factory=Counter)
    texts_by_rule: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)

    def add(self, result: Result, *, by_rule: bool = True) -> None:
        """Count one result. Without `by_rule` the edits are not looked at, which spares working them out."""
        self.documents += 1
        self.changed += result.changed
        self.unsettled += not result.converged
        self.characters += len(result.original)
        self.characters_after += len(result.text)
        if by_rule:
            done = edits_by_rule(result)
            self.edits += done
            self.texts_by_rule.update(done.keys())
            self.findings.update(finding.rule for finding in result.seen)

    def merge(self, other: Tally) -> None:
        """Add what another tally has counted."""
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            if isinstance(mine, Counter):
                mine.update(theirs)
            else:
                setattr(self, each.name, mine + theirs)

    @classmethod
    def restored(cls, told: dict[str, Any]) -> Tally:
        """A tally from what `as_state` gave, by way of JSON."""
        values: dict[str, Any] = {name: Counter(value) if isinstance(value, dict) else value for name, value in told.items()}
        return cls(**values)

    def as_state(self) -> dict[str, Any]:
        """All that was counted, for JSON, so that a later run can count on."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: dict(value) if isinstance(value, Counter) else value for name, value in values.items()}

    def as_object(self, pipeline: str) -> dict[str, Any]:
        """For JSON; `pipeline` is the fingerprint. Rules are ordered by name, so that two runs can be compared as text."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "pipeline": pipeline,
            "documents": self.documents,
            "changed": self.changed,
            "not_converged": self.unsettled,
            "set_aside": self.set_aside,
            "unreadable": self.unreadable,
            "code_points": {"before": self.characters, "after": self.characters_after},
            "rules": {rule: {"edits": self.edits[rule], "documents": self.texts_by_rule[rule]} for rule in sorted(self.edits)},
            "findings": dict(sorted(self.findings.items())),
        }

    def sentence(self, changed: str = "changed") -> str:
        """One line for people: documents, how many changed, the most frequent rules.

        >>> Tally(documents=3, changed=1).sentence()
        '3 documents, 1 changed'
        """
        parts = [f"{counted(self.documents, 'document')}, {self.changed:,} {changed}"]
        if self.edits:
            top = ", ".join(f"{visible(rule)} {number:,}" for rule, number in self.edits.most_common(_TOP))
            more = len(self.edits) - _TOP
            parts.append(
                f"{counted(self.edits.total(), 'edit')}: {top}" + (f" and {counted(more, 'rule')} more" if more > 0 else "")
            )
        if self.findings:
            parts.append(counted(self.findings.total(), "finding"))
        if self.set_aside:
            parts.append(f"{counted(self.set_aside, 'record')} set aside")
        if self.unreadable:
            parts.append(f"{counted(self.unreadable, 'input')} failed")
        return "; ".join(parts)

    def by_rule(self) -> str:
        """All rules that did something, a line each, the most frequent first.

        >>> print(Tally(edits=Counter({"unify.width": 3}), texts_by_rule=Counter({"unify.width": 1})).by_rule())
           edits   texts  rule
               3       1  unify.width
        """
        rows = [f"{edits:8,}{self.texts_by_rule[rule]:8,}  {visible(rule)}" for rule, edits in self.edits.most_common()]
        return "\n".join([f"{'edits':>8}{'texts':>8}  rule", *rows])


def edits_by_rule(result: Result) -> Counter[str]:
    """How many edits each rule made, over all passes."""
    return Counter(rule for turn in result.passes for edit in turn.edits for rule in edit.rules)


def counted(number: int, noun: str) -> str:
    """`number` with its noun, in the plural where it must be.

    >>> counted(1, "edit"), counted(1200, "edit")
    ('1 edit', '1,200 edits')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
