"""One Result for a reader at a terminal: the text with its edits in place, then the rules. Knows no file and no command."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from textclean.core.cleaner import Cleaner, covers
from textclean.core.edit import Edit, Finding
from textclean.core.result import Result
from textclean.report.signature import cleaner_of, promise
from textclean.report.tally import counted, edits_by_rule
from textclean.report.visible import shortened, visible

if TYPE_CHECKING:  # rich costs 60 ms, which only a shown text should
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

_EXAMPLES = 3
_AROUND = 24
"""Code points kept on either side of an edit in a long line."""
_LONG = 3 * _AROUND
_LONGEST_EDIT = 200
_LONGEST_EXAMPLE = 12
_STYLES = {"kept": "", "removed": "strike", "inserted": "bold", "found": "underline", "skipped": "dim"}
_ROOMS = {"repair": "cyan", "unify": "green", "debris": "red", "dedupe": "magenta"}
_OTHER_ROOM = "blue"
_MARKS = {"removed": ("[-", "-]"), "inserted": ("{+", "+}"), "found": ("[?", "?]")}
_WORDS = {"removed": "removed", "inserted": "put in", "found": "seen and left alone"}
_SAFETY_STYLES = {"safe": "green", "lossy": "yellow", "guess": "magenta"}


class Piece(NamedTuple):
    """A stretch of one line: kind is kept, removed, inserted, found or skipped; room, that of the first rule which had a hand in it."""

    kind: str
    text: str
    room: str = ""


@dataclass
class Line:
    """A line of the original with what happened in it; inserted lines have no number."""

    number: int | None
    pieces: list[Piece] = field(default_factory=list)

    @property
    def touched(self) -> bool:
        return any(piece.kind != "kept" for piece in self.pieces)


def explain(
    result: Result,
    cleaner: Cleaner,
    *,
    title: str,
    place: Callable[[int], tuple[int, int]],
    rule: str = "",
    color: bool = False,
    width: int = 100,
) -> str:
    """What was done to a text, and why, for a terminal `width` cells wide; colours only if `color`.

    `place` tells where a code point stands in the file. With `rule`, only what rules of that name (or beginning of a name,
    dot by dot) had a hand in is shown. What is removed is struck out, what is put in bold, each in the colour of its room. Without colour a removed span is `[-so-]`, an inserted one `{+so+}`, a finding `[?so?]`.
    """
    from rich.console import Group
    from rich.text import Text

    edits = [edit for edit in result.edits if not rule or any(covers((rule,), name) for name in edit.rules)]
    findings = [finding for finding in result.findings if not rule or covers((rule,), finding.rule)]
    counts = Counter({name: count for name, count in edits_by_rule(result).items() if not rule or covers((rule,), name)})
    parts: list[RenderableType] = [Text(_headline(title, result, edits, findings, counts), style="bold")]
    if edits or findings:
        lines = lines_of(result.original, edits, findings)
        parts += [*([_legend(lines)] if color else []), "", _text_view(lines, color)]
    for name, count in counts.most_common():
        parts += ["", _rule_view(name, count, edits, result.original, cleaner, place)]
    if findings:
        parts += ["", _findings_view(findings, result.original, place)]
    return rendered(Group(*parts), color=color, width=width)


def rendered(renderable: RenderableType, *, color: bool, width: int) -> str:
    """What rich makes of a renderable, as a string: with colour as ANSI escapes, or as bare text. No line ends in blanks."""
    from rich.console import Console

    console: Console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    with console.capture() as capture:
        console.print(renderable)
    return "".join(line.rstrip() + "\n" for line in capture.get().splitlines())


def _legend(lines: Iterable[Line]) -> Text:
    """What the colours and styles of the text mean, of those that are in it."""
    from rich.text import Text

    pieces = [piece for line in lines for piece in line.pieces]
    kinds = [kind for kind in _MARKS if any(piece.kind == kind for piece in pieces)]
    rooms = sorted({piece.room for piece in pieces if piece.room})
    words = [Text(_WORDS[kind], _STYLES[kind]) for kind in kinds] + [Text(visible(room), _color(room)) for room in rooms]
    return Text("  ").join(words)


def _color(name: str) -> str:
    """The colour of the room that a rule, or a room, stands in."""
    return _ROOMS.get(name.partition(".")[0], _OTHER_ROOM)


def _headline(title: str, result: Result, edits: Sequence[Edit], findings: Sequence[Finding], counts: Counter[str]) -> str:
    if not result.converged:
        return f"{visible(title)}: left as it was: {', '.join(result.fighting)} did not come to rest; please report this text"
    if not edits and not findings:
        return f"{visible(title)}: nothing to change"
    done = f"{counted(len(edits), 'place')} changed by {counted(len(counts), 'rule')}" if edits else "nothing to change"
    return f"{visible(title)}: {done}" + (f", {counted(len(findings), 'finding')}" if findings else "")


def lines_of(text: str, edits: Iterable[Edit], findings: Iterable[Finding] = ()) -> list[Line]:
    """The text line by line with removed, inserted and found spans as pieces of their own. Findings inside edits give way.

    >>> for piece in lines_of("甲,乙", [Edit(1, 2, "，", ("unify.width",))])[0].pieces: print(piece.kind, piece.text)
    kept 甲
    removed ,
    inserted ，
    kept 乙
    """
    lines = [Line(1)]
    number = 1
    for kind, stretch, room in _stretches(text, edits, findings):
        *whole, rest = stretch.split("\n")
        for part in whole:
            shown = part if kind == "kept" else part + "\n"
            if shown:
                lines[-1].pieces.append(Piece(kind, shown, room))
            number += kind != "inserted"
            lines.append(Line(None if kind == "inserted" else number))
        if rest:
            lines[-1].pieces.append(Piece(kind, rest, room))
    return lines


def _stretches(text: str, edits: Iterable[Edit], findings: Iterable[Finding]) -> Iterator[Piece]:
    """The whole text in order, as pieces that may hold line ends."""
    marks = sorted(
        [(edit.start, edit.end, 0, edit.replacement, "".join(edit.rules[:1])) for edit in edits]
        + [(finding.start, finding.end, 1, "", finding.rule) for finding in findings]
    )
    at = 0
    for start, end, is_finding, replacement, rule in marks:
        if start < at:
            continue
        room = rule.partition(".")[0]
        yield Piece("kept", text[at:start])
        yield Piece("found" if is_finding else "removed", text[start:end], room)
        yield Piece("inserted", replacement, room)
        at = end
    yield Piece("kept", text[at:])


def _text_view(lines: Sequence[Line], color: bool) -> Table:
    """The touched lines, each with a line of context on either side; the line numbers stand in a column of their own."""
    table = _grid()
    table.add_column(justify="right", style="dim", no_wrap=True, min_width=4)
    table.add_column(overflow="fold")
    shown = {k for at, line in enumerate(lines) if line.touched for k in (at - 1, at, at + 1)}
    last = -1
    if not lines[-1].pieces:  # what stands behind the last line end is no line
        lines = lines[:-1]
    for at, line in enumerate(lines):
        if at in shown:
            if at > last + 1:
                table.add_row("⋯", "")
            table.add_row("" if line.number is None else str(line.number), _inline(_pieces_shown(line), color))
            last = at
    if last < len(lines) - 1:
        table.add_row("⋯", "")
    return table


def _pieces_shown(line: Line) -> Iterator[Piece]:
    """The pieces of a line, of which long kept ones are cut down to what stands beside an edit."""
    final = len(line.pieces) - 1
    for k, (kind, text, room) in enumerate(line.pieces):
        if kind != "kept":
            yield Piece(kind, shortened(text, _LONGEST_EDIT), room)
        elif len(text) <= _LONG:
            yield Piece(kind, text)
        else:
            # Nothing stands before the first piece or after the last that a reader must see it joined to.
            head = _AROUND if k or not line.touched else 0
            tail = _AROUND if k < final else 0
            yield Piece("kept", text[:head])
            yield Piece("skipped", "…")
            yield Piece("kept", text[len(text) - tail :])


def _inline(pieces: Iterable[Piece], color: bool) -> Text:
    from rich.text import Text

    shown = Text()
    for kind, text, room in pieces:
        if not text:
            continue
        left, right = ("", "") if color else _MARKS.get(kind, ("", ""))
        drawn = visible(text, spaces=kind in _MARKS and not text.strip())
        shown.append(left + drawn + right, style=f"{_STYLES[kind]} {_color(room)}" if room else _STYLES[kind])
    return shown


def _rule_view(
    name: str, count: int, edits: Iterable[Edit], original: str, cleaner: Cleaner, place: Callable[[int], tuple[int, int]]
) -> RenderableType:
    """A rule: its name, safety and count, what it does, and examples that differ."""
    from rich.console import Group
    from rich.text import Text

    step = cleaner_of(name, cleaner)
    safety = str(step.safety) if step else "guess"
    parts: list[RenderableType] = [
        Text.assemble(
            (visible(name), f"bold {_color(name)}"), "  ", (safety, _SAFETY_STYLES[safety]), "  ", counted(count, "edit")
        ),
        _indented(Text(visible(" ".join(promise(name, cleaner).split())))),
    ]
    examples: dict[tuple[str, str], Edit] = {}
    for edit in edits:
        if name in edit.rules:
            examples.setdefault((original[edit.start : edit.end], edit.replacement), edit)
    rows = [
        (_where(place(edit.start)), _quoted(before) or "nothing", "→", _quoted(after) or "nothing", visible(_evidence(name, edit)))
        for (before, after), edit in list(examples.items())[:_EXAMPLES]
    ]
    if rows:
        parts.append(_indented(_columns(rows)))
    if len(examples) > _EXAMPLES:
        parts.append(_indented(Text(f"and {counted(len(examples) - _EXAMPLES, 'other edit')}", style="dim")))
    return Group(*parts)


def _evidence(name: str, edit: Edit) -> str:
    """The notes of an edit, and the other rules that had a hand in it: what is shown is what all of them made together."""
    others = [rule for rule in edit.rules if rule != name]
    return "; ".join([*edit.notes, *([f"together with {', '.join(others)}"] if others else [])])


def _findings_view(findings: Sequence[Finding], original: str, place: Callable[[int], tuple[int, int]]) -> RenderableType:
    from rich.console import Group
    from rich.text import Text

    rows = [(_where(place(start)), _quoted(original[start:end]), rule, visible(note)) for start, end, rule, note in findings]
    return Group(Text("seen and left alone", style="bold"), _indented(_columns(rows)))


def _where(place: tuple[int, int]) -> str:
    return "{}:{}".format(*place)


def _quoted(text: str) -> str:
    return text and f"`{visible(shortened(text, _LONGEST_EXAMPLE), spaces=not text.strip())}`"


def _columns(rows: Sequence[Sequence[str]]) -> Table:
    """Rows of plain text whose columns line up in cells, not in characters."""
    from rich.text import Text

    table = _grid(gap=2)
    for _ in rows[0]:
        table.add_column(overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _indented(what: RenderableType) -> RenderableType:
    from rich.padding import Padding

    return Padding(what, (0, 0, 0, 2))


def _grid(gap: int = 1) -> Table:
    from rich.table import Table

    return Table.grid(padding=(0, gap))
