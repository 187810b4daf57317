"""What the tests of all hosts share: a dirty text, the examples of docs/adapters.md, and cleaners that misbehave. Knows no host."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textclean import Cleaner, Hit, View

ROOT = Path(__file__).parents[2]
DIRTY = "他说:“走吧”,于是走了。"
CLEAN = "他说：“走吧”，于是走了。"
TRADITIONAL = "談一點看法,舉辦一個活動。"


def example(section: str) -> dict[str, object]:
    """The names after the first Python block of a section of docs/adapters.md has run: the example is the test."""
    page = (ROOT / "docs" / "adapters.md").read_text("utf-8")
    block = re.search(rf"^## {section}\n.*?```python\n(.*?)```", page, re.S | re.M)
    assert block, f"docs/adapters.md has no example for {section}"
    names: dict[str, object] = {"__name__": "example"}
    exec(compile(block[1], f"docs/adapters.md: {section}", "exec"), names)
    return names


@dataclass(frozen=True)
class Unlisted(Cleaner):
    """A cleaner that no configuration can name."""

    name: ClassVar[str] = "test.unlisted"

    def find(self, view: View) -> Iterator[Hit]:
        """End marks go."""
        for match in re.finditer("■", view):
            yield Hit(match.start(), match.end(), "")


@dataclass(frozen=True)
class Killer(Cleaner):
    """Kills its own process at a certain text: once, if there is a file to remember it by, or every time."""

    name: ClassVar[str] = "test.killer"
    memory: str = ""

    def find(self, view: View) -> Iterator[Hit]:
        """Nothing, or the end."""
        if "致命" in view and not (self.memory and Path(self.memory).exists()):
            if self.memory:
                Path(self.memory).write_text(str(os.getpid()))
            os._exit(1)
        yield from ()
