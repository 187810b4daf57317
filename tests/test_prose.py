"""Clean prose of many kinds, written for this: the default preset, set to the text's own script or to keep it, changes nothing."""

import pytest

from tests.material import FIXTURES
from textclean.config import preset

PROSE = sorted((FIXTURES / "prose").glob("*.txt"))
SCRIPTS = {"simplified": ("simplified", "keep"), "traditional": ("keep", "traditional"), "hongkong": ("keep", "traditional")}
KNOWN: dict[tuple[str, str], int] = {}
"""(file, script) of texts that are still harmed, with how many edits; a text that comes out right must leave the list."""

CASES = [(path, script) for path in PROSE for script in SCRIPTS[path.name.split(".")[1]]]


@pytest.mark.parametrize(("path", "script"), CASES, ids=lambda value: getattr(value, "name", value))
def test_clean_prose_comes_out_untouched(path, script):
    """The very same object, or exactly the known harm."""
    text = path.read_text("utf-8")
    result = preset("standard", script=script).run(text)
    found = [("+".join(e.rules), text[e.start : e.end], e.replacement, text[e.start - 8 : e.end + 8]) for e in result.edits]
    assert result.converged
    assert len(found) == KNOWN.get((path.name, script), 0), found
    assert found or result.text is text


def test_the_known_failures_are_texts_that_are_tested():
    """A renamed file takes its entry along."""
    assert {(path.name, script) for path, script in CASES} >= set(KNOWN)
    assert all(KNOWN.values())
