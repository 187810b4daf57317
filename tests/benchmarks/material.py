"""What is measured on: a folder of texts, cut into documents of a size. Knows names and sizes, not what is done with the texts.

A text is `*.txt` or `*.txt.xz`, UTF-8. Its script is told by its name (`laws.simplified.txt`, `news.traditional.txt`, `essay.hongkong.txt`),
or else by the text. Where a text also has a copy that was made clean by hand or tool (`laws.simplified.clean.txt`), speed is measured on
the copy. Without a folder it is the project's own prose.
"""

import argparse
import lzma
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.material import FIXTURES

PROSE = FIXTURES / "prose"
SHORT, LONG = 3_000, 30_000  # bytes of a document
_SCRIPTS = {"simplified": "simplified", "traditional": "traditional", "hongkong": "traditional", "taiwan": "traditional"}
_HEAD = 20_000


class Text(NamedTuple):
    """One file of a corpus."""

    name: str
    script: str
    is_copy: bool
    text: str


def read(folder: Path | None) -> list[Text]:
    """The files of a folder in the order of their names; a mixed one is cut into two texts, by its lines."""
    paths = [path for path in sorted(Path(folder or PROSE).iterdir()) if path.name.endswith((".txt", ".txt.xz"))]
    if not paths:
        raise SystemExit(f"{folder}: holds no *.txt and no *.txt.xz")
    return [text for path in paths for text in _texts(path)]


def _texts(path: Path) -> Iterator[Text]:
    with lzma.open(path, "rb") if path.name.endswith(".xz") else path.open("rb") as file:
        text = file.read().decode("utf-8")
    parts = path.name.split(".")
    script = next((_SCRIPTS[part] for part in parts if part in _SCRIPTS), None)
    if script:
        yield Text(path.name, script, "clean" in parts, text)
        return
    for script, lines in _by_script(text).items():
        yield Text(f"{path.name}, {script} lines", script, "clean" in parts, "".join(f"{line}\n" for line in lines))


def _by_script(text: str) -> dict[str, list[str]]:
    """The lines of a text by the script most of their characters tell; such as tell none go with the one before."""
    from textclean.han.gate import gate

    found: dict[str, list[str]] = {}
    last = "simplified"
    for line in text.split("\n"):
        traditional, simplified = gate("t2s").evidence(line[:_HEAD])
        if traditional != simplified:
            last = "traditional" if traditional > simplified else "simplified"
        found.setdefault(last, []).append(line)
    return found


def clean_copies(texts: list[Text]) -> list[Text]:
    """The clean copies if there are any, else all."""
    return [text for text in texts if text.is_copy] or texts


def documents(text: str, size: int) -> Iterator[str]:
    """Whole lines up to about so many bytes; a line that is longer stands alone."""
    held: list[str] = []
    length = 0
    for line in text.splitlines(keepends=True):
        bytes_ = len(line.encode())
        if held and length + bytes_ > size:
            yield "".join(held)
            held, length = [], 0
        held.append(line)
        length += bytes_
    if held:
        yield "".join(held)


def sample(texts: Iterable[Text], script: str, size: int, limit: float, seed: int = 7) -> list[str]:
    """Documents of one script from all texts, mixed, up to so many bytes."""
    every = [one for text in texts if text.script == script for one in documents(text.text, size)]
    random.Random(seed).shuffle(every)
    return up_to(every, limit)


def up_to(texts: Iterable[str], limit: float) -> list[str]:
    """The first texts, up to so many bytes; one at least."""
    found: list[str] = []
    length = 0
    for text in texts:
        length += len(text.encode())
        if found and length > limit:
            break
        found.append(text)
    return found


def traditional(texts: list[Text], size: int, limit: float) -> tuple[list[str], float]:
    """Traditional documents, and the share of their bytes that was simplified text before OpenCC's s2t made it traditional."""
    from textclean.han.opencc import converter

    own = sample(texts, "traditional", size, limit)
    missing = limit - sum(len(text.encode()) for text in own)
    if missing < limit / 20:
        return own, 0.0
    made = [converter("s2t").convert(text) for text in sample(texts, "simplified", size, missing)]
    whole = sum(len(text.encode()) for text in [*own, *made])
    return [*own, *made], sum(len(text.encode()) for text in made) / whole


def share_made(share: float) -> str:
    """How much of a traditional sample was simplified text, in words; nothing if none was.

    >>> share_made(0.5), share_made(0.0)
    (' (50% of it made from simplified text by s2t)', '')
    """
    return f" ({share:.0%} of it made from simplified text by s2t)" if share else ""


def arguments(description: str | None) -> argparse.ArgumentParser:
    """The options that all measurements have."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--corpus", type=Path, metavar="FOLDER", help="texts to measure on; the project's own prose if none is given"
    )
    parser.add_argument("--megabytes", type=float, default=1.0, help="size of each sample")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--results", type=Path, metavar="FOLDER", help="keep the figures as JSON there")
    return parser
