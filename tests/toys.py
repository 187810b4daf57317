"""Small cleaners for tests of what stands round cleaners, installed as a package of somebody else would be."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.view import View

CONFIG = """\
[[cleaner]]
name = "toy.comma"
[[cleaner]]
name = "toy.ad"
[[cleaner]]
name = "toy.doubt"
"""


@dataclass(frozen=True)
class Comma(Cleaner):
    """Half-width commas become full-width. Always.

    A second paragraph, which only the page shows.
    """

    name: ClassVar[str] = "toy.comma"
    safety: ClassVar[Safety] = Safety.SAFE

    mark: str = "，"
    """What a comma becomes."""

    def find(self, view: View) -> Iterator[Hit]:
        for match in re.finditer(",", view):
            yield Hit(match.start(), match.end(), self.mark)


@dataclass(frozen=True)
class Ad(Cleaner):
    """Advertisements go."""

    name: ClassVar[str] = "toy.ad"
    safety: ClassVar[Safety] = Safety.LOSSY
    rules: ClassVar[dict[str, str]] = {"word": "The word 广告 goes.", "line": "A line of asterisks goes."}

    def find(self, view: View) -> Iterator[Hit]:
        for match in re.finditer("广告", view):
            yield Hit(match.start(), match.end(), "", "word", "said so itself")
        for match in re.finditer(r"^\*+\n", view, re.M):
            yield Hit(match.start(), match.end(), "", "line")


@dataclass(frozen=True)
class Doubt(Cleaner):
    """Lost characters are reported."""

    name: ClassVar[str] = "toy.doubt"
    safety: ClassVar[Safety] = Safety.SAFE

    def find(self, view: View) -> Iterator[Hit]:
        for match in re.finditer("锟斤拷", view):
            yield Hit(match.start(), match.end(), None, note="bytes were lost")


@dataclass(frozen=True)
class Trap(Cleaner):
    """Does harm to the process it runs in: ends it at 崩溃 and 杀死, never ends at 死循环, takes its time at 慢."""

    name: ClassVar[str] = "toy.trap"

    def find(self, view: View) -> Iterator[Hit]:
        if "崩溃" in view:
            os._exit(7)
        if "杀死" in view:
            os.kill(os.getpid(), signal.SIGKILL)
        if "死循环" in view:
            time.sleep(3600)
        if "慢" in view:
            time.sleep(0.02)
        return iter(())


@dataclass(frozen=True)
class Flip(Cleaner):
    """Never comes to rest on a text with 甲 or 乙 in it."""

    name: ClassVar[str] = "toy.flip"

    def find(self, view: View) -> Iterator[Hit]:
        for match in re.finditer("[甲乙]", view):
            yield Hit(match.start(), match.end(), "乙" if match[0] == "甲" else "甲")


@dataclass(frozen=True)
class Crash(Cleaner):
    """Raises on a text with 炸 in it."""

    name: ClassVar[str] = "toy.crash"

    def find(self, view: View) -> Iterator[Hit]:
        if "炸" in view:
            raise ZeroDivisionError("a toy broke")
        return iter(())


def install(folder: Path) -> None:
    """Write the entry points of the toys into `folder`, which must then be on the path."""
    meta = folder / "toys-1.0.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: toys\nVersion: 1.0\n")
    kinds = (Comma, Ad, Doubt, Flip, Crash, Trap)
    (meta / "entry_points.txt").write_text(
        "[textclean.cleaners]\n" + "".join(f"{k.name} = tests.toys:{k.__name__}\n" for k in kinds)
    )
