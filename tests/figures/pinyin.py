"""How well injected readings are taken out: `python -m tests.figures.pinyin` prints it. Needs TEXTCLEAN_SHARED and pypinyin.

The reporting half of the clean corpora, turned to traditional characters, gets readings behind every occurrence of eighty
characters, drawn from the four hundred commonest. The readings are pypinyin's, not those of the cleaner's own table.
"""

import os
import random
import sys
from collections import Counter
from pathlib import Path

from tests.material import clean_documents, fixture
from textclean.han.chars import is_han
from textclean.repair.pinyin import Pinyin
from textclean.unify.script import Script

CORPORA = ("histories.simplified", "laws.simplified", "poetry", "wikipedia-ud.traditional")
SEED, LISTED, COMMONEST = 20, 80, 400
BLANK = 0.1  # share of readings with a blank behind, in the texts of a site that writes it so


def glossed(text: str, readings: list[str], listed: frozenset[str], blanks: float, draw: random.Random) -> tuple[str, int]:
    """The text with a reading behind every listed character, and how many there are."""
    parts, injected = [], 0
    for character, reading in zip(text, readings, strict=True):
        parts.append(character)
        if character in listed and reading != character:
            parts.append(f"({reading})" + (" " if draw.random() < blanks else ""))
            injected += 1
    return "".join(parts), injected


def _fixed(text: str) -> list[str]:
    """A reading a character, always the same: how the sites do it."""
    from pypinyin import Style, pinyin

    known = {c: pinyin(c, style=Style.TONE)[0][0] for c in set(text) if is_han(c)}
    return [known.get(c, c) for c in text]


def _by_word(text: str) -> list[str]:
    """The reading that a character has in its word."""
    from pypinyin import Style, pinyin

    return [reading for line in text.splitlines(keepends=True) for (reading, *_) in pinyin(line, style=Style.TONE, errors=list)]


def main() -> int:
    """Print the figures."""
    root = os.environ.get("TEXTCLEAN_SHARED")
    if not root:
        print("set TEXTCLEAN_SHARED to the folder of the shared material", file=sys.stderr)
        return 2
    try:
        import pypinyin
    except ImportError:
        print("the readings come from the package pypinyin, which is not installed: pip install pypinyin", file=sys.stderr)
        return 2
    cleaner = Pinyin()
    corpora = {name: clean_documents(Path(root, "corpora"), name) for name in CORPORA}
    print(f"reporting half; {LISTED} of the {COMMONEST} commonest characters, seed {SEED}; pypinyin {pypinyin.__version__}")
    for name, texts in corpora.items():
        changed = sum(cleaner(text) != text for text in texts)
        print(f"{name}: {len(texts)} documents as they are, false strips in {changed}")
    for kind, read in (("one reading a character", _fixed), ("readings by word", _by_word)):
        total: Counter[str] = Counter()
        for name, texts in corpora.items():
            total += _measured(f"{name}, {kind}", texts, read, cleaner)
        _tell(f"all, {kind}", total)
    lessons = [case for case in fixture("repair.pinyin") if case.section == "untouched"]
    print(f"lessons, glossaries and other cases of the fixture: {len(lessons)}, false strips in {_false(lessons, cleaner)}")
    return 0


def _false(lessons, cleaner) -> int:
    return sum(cleaner(case.before) != case.before for case in lessons)


def _measured(title, texts, read, cleaner) -> Counter[str]:
    """The sums for one corpus; documents in turn without blanks and with some."""
    draw = random.Random(SEED)
    traditional = [Script(script="traditional")(text) for text in texts]
    frequent = Counter(c for text in traditional for c in text if is_han(c)).most_common(COMMONEST)
    listed = frozenset(draw.sample([c for c, _ in frequent], LISTED))
    total: Counter[str] = Counter()
    for number, (simplified, text) in enumerate(zip(texts, traditional, strict=True)):
        dirty, injected = glossed(
            text, read(simplified if len(simplified) == len(text) else text), listed, BLANK * (number % 2), draw
        )
        cleaned = cleaner(dirty)
        left = cleaned.count("(") - text.count("(")
        total += Counter(documents=1, identical=int(cleaned == text), injected=injected, removed=injected - left)
    _tell(title, total)
    return total


def _tell(title, total) -> None:
    removed = 100 * total["removed"] / max(total["injected"], 1)
    print(
        f"{title}: injected {total['injected']}, removed {total['removed']} ({removed:.3f} %), "
        f"documents identical {total['identical']} of {total['documents']}"
    )


if __name__ == "__main__":
    sys.exit(main())
