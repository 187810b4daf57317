"""Where tests find their texts: fixtures of the project, and the shared material if TEXTCLEAN_SHARED names it."""

import lzma
import os
import zlib
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


def shared_root() -> Path:
    """The shared material, for a command; says what is missing where there is none."""
    root = os.environ.get("TEXTCLEAN_SHARED")
    if not root:
        raise SystemExit("set TEXTCLEAN_SHARED to the folder of the shared material")
    return Path(root)


def shared(*parts: str) -> Path:
    """A path in the shared material; skips the test, saying so, where there is none."""
    root = os.environ.get("TEXTCLEAN_SHARED")
    if not root:
        pytest.skip("needs the shared material: set TEXTCLEAN_SHARED to its folder")
    return Path(root, *parts)


LINES = 40
REPORTING, TUNING = 1, 0


def clean_documents(corpora: Path, name: str, half: int = REPORTING) -> list[str]:
    """The documents (forty lines each) of a clean corpus of which the first line has a CRC-32 of that parity."""
    with lzma.open(corpora / f"{name}.clean.txt.xz", "rt", encoding="utf-8") as opened:
        lines = opened.read().rstrip("\n").split("\n")
    cut = ["\n".join(lines[k : k + LINES]) + "\n" for k in range(0, len(lines), LINES)]
    return [text for text in cut if zlib.crc32(text.split("\n")[0].encode()) % 2 == half]
