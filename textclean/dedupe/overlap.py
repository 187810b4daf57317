"""dedupe.overlap: the end of a page said again at the beginning of the next, and a sentence said twice in a row."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textclean.core.cleaner import Cleaner, Safety
from textclean.core.edit import Hit
from textclean.core.lazy import lazy_compile
from textclean.core.protect import protected
from textclean.core.view import View
from textclean.han.chars import count_han, ends_sentence
from textclean.han.lines import Line, is_prose, written_lines

_LEAST = 12  # Chinese characters that two neighbouring lines share at their joint by no accident
_LONGEST = 200
_SENTENCE = 20  # Chinese characters of a sentence that is not said twice in a row on purpose
_SENTENCES = lazy_compile(r"[^。！？\n]+。")


@dataclass(frozen=True)
class Overlap(Cleaner):
    """Say once what two pages share at their joint, and a sentence that stands twice in a row.

    Pages that were scanned, or cut by length, repeat the last words of one at the beginning of the next. A dozen characters at
    the end of a line that come again at the beginning of the line below are such a joint.

    Stay: lines that are alike as wholes; verse and refrains; anaphora; short sentences said twice; speech in quotes.
    """

    name: ClassVar[str] = "dedupe.overlap"
    safety: ClassVar[Safety] = Safety.LOSSY
    after: ClassVar[tuple[str, ...]] = ("repair.controls", "repair.escapes", "debris")
    rules: ClassVar[dict[str, str]] = {
        "joint": "The words of a line's end that begin the next line go there, and a sentence that was cut is joined.",
        "sentence": "The second of two equal sentences in a row goes.",
    }

    def find(self, view: View) -> Iterator[Hit]:
        if any(span.kind in ("record", "table", "code") for span in view.fact(protected)):
            return
        written = view.fact(written_lines)
        for line, after in itertools.pairwise(written):
            yield from _joint(line, after)
        for line in written:
            yield from _twice(line)


def _joint(line: Line, after: Line) -> Iterator[Hit]:
    text, then = line.text.rstrip(), after.text.lstrip()
    if then[:_LEAST] not in text:
        return
    indent = len(after.text) - len(then)
    for length in range(min(len(text), len(then), _LONGEST) - 1, _LEAST - 1, -1):
        if text.endswith(then[:length]):
            spoken = then[0] in "“‘「"
            if count_han(then[:length]) < _LEAST or spoken or not (is_prose(line.text) and is_prose(after.text)):
                return
            start = after.start if ends_sentence(text) else line.start + len(text)
            yield Hit(start, after.start + indent + length, "", "joint", f"{length} code points again")
            return


def _twice(line: Line) -> Iterator[Hit]:
    if line.text.count("。") < 2 or "“" in line.text or "「" in line.text:
        return
    said = _SENTENCES.findall(line.text)
    if len(set(map(str.strip, said))) == len(said):
        return  # no sentence of the line comes again, as in most
    before: re.Match[str] | None = None
    for sentence in _SENTENCES.finditer(line.text):
        same = before is not None and before.end() == sentence.start() and before[0].strip() == sentence[0].strip()
        if same and count_han(sentence[0]) >= _SENTENCE:
            yield Hit(line.start + sentence.start(), line.start + sentence.end(), "", "sentence")
        before = sentence
