"""Whose hand it was: from the name of a rule to the cleaner that signs with it, its safety and its promise."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence

from textclean.core.cleaner import Cleaner, Safety, covers

_ORDER = tuple(Safety)


def cleaner_of(rule: str, cleaner: Cleaner) -> Cleaner | None:
    """The step of `cleaner` that signs edits with `rule`; None if there is none."""
    return next((step for step in cleaner.steps if covers((step.name,), rule)), None)


def safety_of(rules: Iterable[str], cleaner: Cleaner) -> Safety:
    """The least safe among the cleaners of `rules`, in the order safe, lossy, guess; a stranger's rule is a guess."""
    found = [cleaner_of(rule, cleaner) for rule in rules]
    return max((step.safety if step else Safety.GUESS for step in found), key=_ORDER.index, default=Safety.SAFE)


def promise(rule: str, cleaner: Cleaner) -> str:
    """What a rule does: the sentence its cleaner has for it, or else the first paragraph of the cleaner's docstring."""
    step = cleaner_of(rule, cleaner)
    if step is None:
        return ""
    own = rule[len(step.name) + 1 :]
    return step.rules.get(own) or paragraphs(type(step))[0]


def paragraphs(kind: type[Cleaner]) -> Sequence[str]:
    """The paragraphs of a class's docstring, as written; at least one, which may be empty."""
    return (inspect.getdoc(kind) or "").split("\n\n")


def first_sentence(text: str) -> str:
    """The first sentence of a paragraph, on one line.

    >>> first_sentence("Quotes become curly. That is\\nthe norm.")
    'Quotes become curly.'
    """
    return re.split(r"(?<=[.!?。！？])\s+(?=[A-Z\W])", " ".join(text.split()), maxsplit=1)[0]
