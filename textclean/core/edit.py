"""Hit and Edit, and what can be done with lists of them: apply and compose. Knows nothing of where edits come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Hit(NamedTuple):
    """What a cleaner yields: this span of the text it was shown should become that.

    `start` and `end` are code points, half-open. A `replacement` of None is a *finding*: seen and reported, not changed.
    `rule` is the last part of the rule's name where a cleaner holds several (`share` in `debris.banner.share`);
    `note` is the evidence in a few words.
    """

    start: int
    end: int
    replacement: str | None
    rule: str = ""
    note: str = ""


class Edit(NamedTuple):
    """One change to a text: the code points `start` to `end` become `replacement`; `rules` are all that had a hand in it."""

    start: int
    end: int
    replacement: str
    rules: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Finding(NamedTuple):
    """Something that was seen and left alone, in code points of the original text."""

    start: int
    end: int
    rule: str
    note: str = ""


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Carry out `edits` (ordered, disjoint, in range). Without edits the very same object comes back.

    >>> apply("天地玄黄", [Edit(1, 2, ""), Edit(3, 4, "皇")])
    '天玄皇'
    """
    if not edits:
        return text
    parts = []
    done = 0
    for edit in edits:
        parts.append(text[done : edit.start])
        parts.append(edit.replacement)
        done = edit.end
    parts.append(text[done:])
    return "".join(parts)


def invert(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """The edits that turn `apply(text, edits)` back into `text`.

    >>> edits = [Edit(0, 1, "你好")]
    >>> apply(apply("嗨！", edits), invert("嗨！", edits))
    '嗨！'
    """
    shift = 0
    out = []
    for edit in edits:
        start = edit.start + shift
        out.append(edit._replace(start=start, end=start + len(edit.replacement), replacement=text[edit.start : edit.end]))
        shift += len(edit.replacement) - (edit.end - edit.start)
    return out


def trimmed(edit: Edit, text: str) -> Edit:
    """`edit` without what it leaves as it is at its two ends; an edit that keeps the length, as it came.

    What removes several lines often puts one line end back: where a position went is told more closely without that.

    >>> trimmed(Edit(0, 4, "天\\n"), "天地玄\\n")
    Edit(start=1, end=3, replacement='', rules=(), notes=())
    """
    start, end, new = edit.start, edit.end, edit.replacement
    if end - start == len(new):
        return edit
    head = 0
    while head < min(end - start, len(new)) and text[start + head] == new[head]:
        head += 1
    tail = 0
    while tail < min(end - start, len(new)) - head and text[end - 1 - tail] == new[len(new) - 1 - tail]:
        tail += 1
    return edit._replace(start=start + head, end=end - tail, replacement=new[head : len(new) - tail])


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """One list that does what `first` (a to b) and then `second` (b to c) do: a to c.

    Edits that overlap in b become one. An edit of `first` that keeps the length aligns character by character, so it is cut
    where an edit of `second` begins or ends, and only the part that both touch is merged. The result may hold an edit that
    changes nothing, where `second` took back what `first` did: without the text that cannot be seen.

    >>> compose([Edit(0, 2, "ab")], [Edit(1, 2, "X")])
    [Edit(start=0, end=1, replacement='a', rules=(), notes=()), Edit(start=1, end=2, replacement='X', rules=(), notes=())]
    """
    if not first:
        return list(second)
    if not second:
        return list(first)
    out: list[Edit] = []
    shift = 0  # position in a minus position in b, for what lies behind all clusters so far
    for cluster in _clusters(_cut(_in_result(first), second), second):
        start, a_length, b_length, replacement, rules, notes = cluster
        out.append(Edit(start + shift, start + shift + a_length, replacement, rules, notes))
        shift += a_length - b_length
    return out


class _Made(NamedTuple):
    """An edit of the first list, seen from b: it made b[start:end] out of `length` characters of a."""

    start: int
    end: int
    length: int
    text: str
    rules: tuple[str, ...]
    notes: tuple[str, ...]


def _in_result(edits: Sequence[Edit]) -> Iterable[_Made]:
    shift = 0
    for edit in edits:
        length = edit.end - edit.start
        start = edit.start + shift
        yield _Made(start, start + len(edit.replacement), length, edit.replacement, edit.rules, edit.notes)
        shift += len(edit.replacement) - length


def _cut(made: Iterable[_Made], second: Sequence[Edit]) -> Iterable[_Made]:
    """Cut the edits that keep the length at the borders of `second`."""
    at = 0
    for piece in made:
        if piece.length != len(piece.text) or not piece.length:
            yield piece
            continue
        while at < len(second) and second[at].end <= piece.start:
            at += 1
        borders = []
        ahead = at
        while ahead < len(second) and second[ahead].start < piece.end:
            borders += [second[ahead].start, second[ahead].end]
            ahead += 1
        begin = piece.start
        for border in (*borders, piece.end):
            if begin < border <= piece.end:
                part = piece.text[begin - piece.start : border - piece.start]
                yield piece._replace(start=begin, end=border, length=border - begin, text=part)
                begin = border


def _overlap(a_start: int, a_end: int, b_start: int, b_end: int) -> bool:
    """True if two spans share a character, or one is empty and lies strictly inside the other."""
    return a_start < b_end and b_start < a_end


_Cluster = tuple[int, int, int, str, tuple[str, ...], tuple[str, ...]]


def _clusters(made: Iterable[_Made], second: Sequence[Edit]) -> Iterable[_Cluster]:
    """Group what overlaps in b; yields (start in b, length in a, length in b, text in c, rules, notes)."""
    pieces = list(made)
    i = j = 0
    while i < len(pieces) or j < len(second):
        if j == len(second) or (i < len(pieces) and (pieces[i].start, pieces[i].end) <= (second[j].start, second[j].end)):
            start, end = pieces[i].start, pieces[i].end
            first_i, first_j, i = i, j, i + 1
        else:
            start, end = second[j].start, second[j].end
            first_i, first_j, j = i, j, j + 1
        while True:
            if i < len(pieces) and _overlap(start, end, pieces[i].start, pieces[i].end):
                end = max(end, pieces[i].end)
                i += 1
            elif j < len(second) and _overlap(start, end, second[j].start, second[j].end):
                end = max(end, second[j].end)
                j += 1
            else:
                break
        yield _merge(start, end, pieces[first_i:i], second[first_j:j])


def _merge(start: int, end: int, made: Sequence[_Made], second: Sequence[Edit]) -> _Cluster:
    parts = []
    at = start
    for edit in second:
        parts.append(_text_between(at, edit.start, made))
        parts.append(edit.replacement)
        at = edit.end
    parts.append(_text_between(at, end, made))
    a_length = end - start + sum(piece.length - (piece.end - piece.start) for piece in made)
    signed = [(piece.rules, piece.notes) for piece in made] + [(edit.rules, edit.notes) for edit in second]
    rules = tuple(dict.fromkeys(rule for rules, _ in signed for rule in rules))
    notes = tuple(dict.fromkeys(note for _, notes in signed for note in notes))
    return start, a_length, end - start, "".join(parts), rules, notes


def _text_between(start: int, end: int, made: Sequence[_Made]) -> str:
    """b[start:end], of which every character was made by an edit of the first list (else it were no cluster)."""
    return "".join(p.text[max(start - p.start, 0) : max(end - p.start, 0)] for p in made)
