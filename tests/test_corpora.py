"""False edits on clean text that nobody tuned on: `python -m tests.test_corpora [FOLDER]` prints each one with its neighbours.

A document is forty lines; the reporting half are those whose first line has an odd CRC-32.
"""

import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.material import clean_documents, shared
from textclean.config import preset

CORPORA = {
    "histories.simplified": "simplified",
    "laws.simplified": "simplified",
    "poetry": "keep",
    "wikipedia-ud.traditional": "keep",
}
BOUND = 20  # false edits per million characters
RIGHT = {"unify.width": "１９ to 19, ﹑ to 、, ・ to ·: the form that is meant, by the conventions"}
"""Rules of which every edit on these corpora was read and found right: they are printed, and not counted as false."""
READ = {
    ("unify.script", "騭", "骘"): "步騭, a general: 步骘 in simplified text",
    ("unify.script", "崑", "昆"): "the mountains 昆仑",
    ("unify.script", "貍", "狸"): "狸鼠, a cat and a mouse",
    ("unify.script", "瞞", "瞒"): "the given name 伽瞒",
}
"""Edits that were read and found right, one by one; they are printed, and not counted as false either."""


def edits(folder: Path, name: str, half: int = 1):
    """(characters, edits) for one half of a corpus."""
    return _edits_of(clean_documents(folder, name, half), CORPORA[name])


def _edits_of(texts, script):
    """(characters, [(rule, what stood, what came, the code points before and behind)])."""
    pipe = preset("standard", script=script)
    found, characters = [], 0
    for text in texts:
        result = pipe.run(text)
        assert result.converged
        characters += len(text)
        for e in result.edits:
            around = text[max(0, e.start - 12) : e.start], text[e.end : e.end + 12]
            found.append(("+".join(e.rules), text[e.start : e.end], e.replacement, *around))
    return characters, found


@pytest.mark.parametrize("name", CORPORA)
def test_clean_text_stays_as_it_is(name):
    """At most twenty false edits per million characters, by the default preset."""
    characters, found = edits(shared("corpora"), name)
    false = [edit for edit in found if edit[0] not in RIGHT and edit[:3] not in READ]
    assert len(false) <= BOUND * characters / 1e6, f"{len(false)} false edits in {characters} characters: {false[:5]}"


@pytest.mark.parametrize("half", [0, 1], ids=["tuning", "reporting"])
@pytest.mark.parametrize("name", CORPORA)
def test_nothing_is_removed_from_clean_text(name, half):
    """No line and no passage goes: neither debris nor a copy is seen, and no edit takes four characters or more."""
    _, found = edits(shared("corpora"), name, half)
    removed = [e for e in found if e[0].startswith(("debris", "dedupe")) or len(e[1]) - len(e[2]) >= 4]
    assert removed == []


def main() -> int:
    """Print every edit and the rates: of the files of a folder, or of the shared corpora."""
    if len(sys.argv) > 1:
        for path in sorted(Path(sys.argv[1]).rglob("*.txt")):
            _tell(path.name, *_edits_of([path.read_text("utf-8")], "keep"))
        return 0
    root = os.environ.get("TEXTCLEAN_SHARED")
    if not root:
        print("name a folder of clean text, or set TEXTCLEAN_SHARED to the folder of the shared material", file=sys.stderr)
        return 2
    for name, script in CORPORA.items():
        _tell(f"{name} (script {script}), reporting half", *edits(Path(root, "corpora"), name))
    return 0


def _tell(name, characters, found):
    false = [edit for edit in found if edit[0] not in RIGHT and edit[:3] not in READ]
    print(f"{name}: {characters} characters, {len(found)} edits, {dict(Counter(e[0] for e in found))}")
    print(f"  false unless read otherwise: {len(false)}, {len(false) * 1e6 / max(characters, 1):.1f} per million")
    for rule, old, new, before, behind in found:
        print(f"  {rule}: {before!r} {old!r} -> {new!r} {behind!r}")


if __name__ == "__main__":
    sys.exit(main())
