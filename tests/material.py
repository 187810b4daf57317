"""Where tests find their texts: fixtures of the project, and the shared material if TEXTCLEAN_SHARED names it."""

import os
from functools import cache
from pathlib import Path

import pytest

from textclean.testing import Case, read_fixture

FIXTURES = Path(__file__).parent.parent / "fixtures"
DOCUMENTS = FIXTURES / "documents"


@cache
def fixture(name: str) -> list[Case]:
    """The cases of one cleaner; none if it has no fixture file, which another test complains of."""
    path = FIXTURES / f"{name}.txt"
    return read_fixture(path) if path.exists() else []


def fixture_names() -> list[str]:
    return sorted(path.stem for path in FIXTURES.glob("*.txt"))


def case_texts() -> list[str]:
    """The text of every case of every cleaner, and every raw document."""
    cases = [case.before for name in fixture_names() for case in fixture(name)]
    return list(dict.fromkeys(cases)) + [path.read_text("utf-8") for path in sorted(DOCUMENTS.glob("*.raw.txt"))]


def _is_clean(raw: Path) -> bool:
    return raw.read_bytes() == raw.with_name(raw.name.replace(".raw.", ".clean.")).read_bytes()


WHOLE_TEXTS = [raw.read_text("utf-8") for raw in sorted(DOCUMENTS.glob("*.raw.txt")) if _is_clean(raw)]


def shared(*parts: str) -> Path:
    """A path in the shared material; skips the test, saying so, where there is none."""
    root = os.environ.get("TEXTCLEAN_SHARED")
    if not root:
        pytest.skip("needs the shared material: set TEXTCLEAN_SHARED to its folder")
    return Path(root, *parts)
