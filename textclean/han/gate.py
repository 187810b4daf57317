"""Conversion that is idempotent for every string: decide first whether there is anything to convert, then run OpenCC untouched.

No conversion can both equal OpenCC on every string and be idempotent: t2s turns 薴 into 苧 and 苧 into 苎. So `Gate.convert` asks
for evidence. Two sets of characters carry the decision, source-only and target-only ones, as `han/signs.py` works them out of the
tables.

A text with target-only characters is finished, and comes back as it is, if it holds no source-only character but such as the
usual encoding of the target can write (群 and 床 are good traditional forms, though OpenCC writes 羣 and 牀). A text with almost no
target-only ones is a source, and is converted as a whole. What lies between is mixed: only lines and clauses that show evidence
are converted, and in those a phrase that already is an outcome is kept.

Why twice is once: (1) what comes back as it is, is judged alike again. (2) An outcome of OpenCC holds no source-only character,
by their definition; if it holds a target-only one it is finished by the rule above; if converting it again changes nothing it
stays; otherwise each of its pieces is stable or is the outcome of something, which `_is_outcome` finds again, or gives up and
says yes. (3) A mixed outcome is only accepted if it holds no source-only and some target-only character; else the whole is
treated as a source. (4) What does not settle in four rounds comes back as it was. Nothing rests on the thresholds or on the
encodings.

Positions are kept: only configurations that never change the length are offered. NUL stands for what must not be read.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textclean.core.lazy import lazy_compile
from textclean.core.view import View
from textclean.han.codes import CODE_POINTS, at_any, code_points
from textclean.han.opencc import Converter, Lookup, Stage, converter
from textclean.han.signs import TO_SIMPLIFIED, TO_TRADITIONAL, characters, compatibility, signs
from textclean.han.tables import DEFAULT, Source

REVERSE = {"t2s": "s2t", "tw2s": "s2tw", "hk2s": "s2hk", "s2t": "t2s", "s2tw": "tw2s", "s2hk": "hk2s"}
MIXED = 0.1
"""Target-only characters per source-only one up to which a text is a source as a whole. Chosen on laws, histories, poems."""

_CLAUSE = lazy_compile(r"([，。！？；：、,.!?;:\s「」『』“”‘’（）()《》〈〉\0]+)")
_LONGEST_PIECE = 60
_SEARCH = 400
_HEAD = 1000  # code points
_ROUNDS = 4
_TARGET, _SOURCE, _FOREIGN, _COMPATIBILITY = 1, 2, 4, 8  # flags of a character; a foreign one is of the source as well


class Decision(NamedTuple):
    """What a gate made of a text, and the spans in which the conversion was in force."""

    text: str
    converted: tuple[tuple[int, int], ...]


class Gate:
    """A configuration with the rule above in front of it."""

    def __init__(self, name: str, source: Source = DEFAULT) -> None:
        if name not in REVERSE:
            raise ValueError(f"no gate for {name}: one of {', '.join(REVERSE)}")
        # To know whether there is anything to convert takes these flags; what converts takes longer to read, and waits.
        self._name, self._tables = name, source
        self.source_only, self.target_only = signs(name, source)
        encoding = "gb2312" if name in TO_SIMPLIFIED else "big5hkscs" if name == "s2hk" else "big5"
        self._flags = np.zeros(CODE_POINTS, np.uint8)
        self._flags[[ord(c) for c in self.target_only]] = _TARGET
        self._flags[[ord(c) for c in self.source_only]] = _SOURCE
        self._flags[[ord(c) for c in self.source_only if not _can_write(encoding, c)]] = _SOURCE | _FOREIGN
        self._flags[[ord(c) for c in compatibility(source)]] = _COMPATIBILITY

    @cached_property
    def _converter(self) -> Converter:
        return converter(self._name, self._tables)

    @cached_property
    def _known(self) -> frozenset[str]:
        return characters(self._name, self._tables).known

    @cached_property
    def _unlikely(self) -> frozenset[str]:
        return _unlikely_sources(self._name, self._known)

    @cached_property
    def _inverses(self) -> list[_Inverse]:
        return [_Inverse(stage) for stage in self._converter.stages]

    @cached_property
    def _shields(self) -> list[Lookup]:
        return _shields(self._converter)

    def evidence(self, text: str) -> tuple[int, int]:
        """How many source-only and how many target-only characters there are."""
        source, target, *_ = self._count(text)
        return source, target

    def is_in_target(self, text: str) -> bool:
        """True for a text that shows evidence of the target's script and none of the source's: it stays."""
        kinds = self._kinds(text)
        return len(kinds) > 0 and int(np.bitwise_or.reduce(kinds)) == _TARGET

    def source_positions(self, text: str) -> list[int]:
        """Where the source-only characters stand."""
        found: list[int] = at_any(self._kinds(text), _SOURCE).tolist()
        return found

    def _count(self, text: str) -> tuple[int, int, int, int]:
        """Source-only characters, target-only ones, those of the former that the target's encoding cannot write, compatibility ones.

        A view remembers them, for they are asked for again and again.
        """
        return text.fact(self._counted) if isinstance(text, View) else self._counted(text)

    def _counted(self, text: str) -> tuple[int, int, int, int]:
        kinds = self._kinds(text)
        held = int(np.bitwise_or.reduce(kinds)) if text else 0  # most texts hold one of the kinds at most
        source, target, foreign, odd = (
            int(np.count_nonzero(kinds & kind)) if held & kind else 0 for kind in (_SOURCE, _TARGET, _FOREIGN, _COMPATIBILITY)
        )
        return source, target, foreign, odd

    def _kinds(self, text: str) -> NDArray[np.uint8]:
        return text.fact(self._looked_up) if isinstance(text, View) else self._looked_up(text)

    def _looked_up(self, text: str) -> NDArray[np.uint8]:
        return self._flags.take(code_points(text))

    def convert(self, text: str) -> Decision:
        """`text` in the target script: the same object if it is finished. `convert(convert(x).text).text` is `convert(x).text`."""
        source, target, foreign, odd = self._count(text)
        if odd:
            text = self._converter.normalize(text)
            source, target, foreign, _ = self._count(text)
        if source == 0:
            if target or self._is_finished(text):
                return Decision(text, ())
            return self._as_source(text)
        if target <= MIXED * source:
            return self._as_source(text)
        if foreign == 0:
            return Decision(text, ())
        mixed = self._as_mixed(text, source, target)
        left, made = self.evidence(mixed.text)
        return mixed if made and not left else self._as_source(text)

    def _is_finished(self, text: str) -> bool:
        """For a text without evidence: does it stay, or could it be the outcome of something?"""
        convert = self._converter.convert
        if convert(text) == text:
            return True
        return all(not known or convert(piece) == piece or self._is_outcome(piece) for piece, known in self._pieces(text))

    def _as_source(self, text: str) -> Decision:
        convert = self._converter.convert
        out = convert(text)
        # Its head tells of nearly every text that it is finished.
        if self.evidence(out[:_HEAD])[1] == 0 and self.evidence(out)[1] == 0 and convert(out) != out:
            settled = self._settled(text)
            if settled is None:
                return Decision(text, ())
            out = settled
        return Decision(out, ((0, len(text)),)) if out != text else Decision(text, ())

    def _settled(self, text: str) -> str | None:
        """Piece by piece, repeated where the outcome is the likelier source; None if a piece does not come to rest."""
        convert = self._converter.convert
        parts = []
        for piece, known in self._pieces(text):
            out = convert(piece) if known else piece
            if known and convert(out) != out and self._is_absurd(piece, out):
                for _ in range(_ROUNDS):
                    out, before = convert(out), out
                    if out == before:
                        break
                else:
                    return None
            parts.append(out)
        return "".join(parts)

    def _as_mixed(self, text: str, source: int, target: int) -> Decision:
        parts: list[str] = []
        spans: list[tuple[int, int]] = []
        lines = text.splitlines(keepends=True)
        ends = np.cumsum([len(line) for line in lines])
        kinds = self._kinds(text)
        starts = ends - [len(line) for line in lines]
        sources = np.add.reduceat((kinds & _SOURCE) != 0, starts, dtype=np.intp)
        targets = np.add.reduceat((kinds & _TARGET) != 0, starts, dtype=np.intp)
        whole = self._converter.convert(text)  # of the same length, and no phrase holds a line's end
        at = 0
        for line, here, there in zip(lines, sources.tolist(), targets.tolist(), strict=True):
            if not here:
                keep = there or target >= source
                parts.append(line if keep else whole[at : at + len(line)])
                if not keep:
                    spans.append((at, at + len(line)))
            elif there <= MIXED * here:
                parts.append(whole[at : at + len(line)])
                spans.append((at, at + len(line)))
            elif there <= here:
                parts.append(self._shielded(line))
                spans.append((at, at + len(line)))
            else:
                begun = at
                for clause in _CLAUSE.split(line):
                    converts = not self.source_only.isdisjoint(clause)
                    parts.append(self._shielded(clause) if converts else clause)
                    if converts:
                        spans.append((begun, begun + len(clause)))
                    begun += len(clause)
            at += len(line)
        return Decision("".join(parts), tuple(spans))

    def _shielded(self, text: str) -> str:
        """OpenCC's match, but a longer match of a phrase that is an outcome keeps what stands there; keys win ties."""
        for stage, shield in zip(self._converter.stages, self._shields, strict=True):
            parts = []
            at = 0
            while at < len(text):
                match = next((m for lookup in stage.lookups if (m := lookup.match(text, at))), None)
                kept = shield.match(text, at)
                if kept and kept.length > (match.length if match else 1):
                    match = kept
                parts.append(match.value if match else text[at])
                at += match.length if match else 1
            text = "".join(parts)
        return text

    def _pieces(self, text: str) -> Iterator[tuple[str, bool]]:
        """Longest runs of characters that the tables know, or do not: no key reaches across their borders."""
        for known, run in itertools.groupby(text, key=self._known.__contains__):
            yield "".join(run), known

    def _is_outcome(self, piece: str) -> bool:
        """True if the piece is what some likely source converts to, or if finding out would take too long."""
        if len(piece) > _LONGEST_PIECE:
            return True
        budget = _Budget(_SEARCH)
        for source in self._sources(piece, len(self._inverses) - 1, budget):
            if not self._is_absurd(source, piece) and self._converter.convert(source) == piece:
                return True
            if budget.spent:
                return True
        return budget.spent

    def _sources(self, piece: str, stage: int, budget: _Budget) -> Iterator[str]:
        """What the first stages might have read, if `stage` wrote `piece`."""
        for before in self._inverses[stage].tilings(piece, budget):
            if stage:
                yield from self._sources(before, stage - 1, budget)
            else:
                yield before

    def _is_absurd(self, source: str, outcome: str) -> bool:
        """True if the outcome is likelier to be source text than the source is."""
        if outcome in source and outcome != source:
            return True
        if not self._unlikely.isdisjoint(source):
            return True
        alone = self._by_characters(source)
        return alone == outcome and self._by_characters(outcome) != self._converter.convert(outcome)

    def _by_characters(self, text: str) -> str:
        for stage in self._converter.stages:
            text = "".join(stage.characters.get(c, c) for c in text)
        return text


def _shields(converter: Converter) -> list[Lookup]:
    """Per stage, the phrases that it or a later stage writes."""
    written = [{v: v for table in stage.tables for v in table.values() if len(v) > 1} for stage in converter.stages]
    return [Lookup({k: v for later in written[at:] for k, v in later.items()}) for at in range(len(written))]


def _unlikely_sources(name: str, known: frozenset[str]) -> frozenset[str]:
    """Characters that a text in the source script hardly holds: its usual encoding cannot write them; and 薴, 幺 by hand."""
    encoding = "gb2312" if name in TO_TRADITIONAL else "big5hkscs" if name == "hk2s" else "big5"
    unlikely = {c for c in known if not _can_write(encoding, c)}
    return frozenset(unlikely - {"幺"} | {"薴"} if name in TO_SIMPLIFIED else unlikely | ({"幺"} if name == "s2tw" else set()))


def _can_write(encoding: str, character: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


class _Budget:
    def __init__(self, steps: int) -> None:
        self._left = steps

    def step(self) -> None:
        self._left -= 1

    @property
    def spent(self) -> bool:
        return self._left < 0


class _Inverse:
    """One stage read backwards: the keys behind each value."""

    def __init__(self, stage: Stage) -> None:
        self._keys: dict[str, set[str]] = {}
        for table in stage.tables:
            for key, value in table.items():
                self._keys.setdefault(value, set()).add(key)
        self._fixed = stage.characters
        self._lengths: dict[str, set[int]] = {}
        for value in self._keys:
            self._lengths.setdefault(value[:1], set()).add(len(value))

    def tilings(self, text: str, budget: _Budget) -> Iterator[str]:
        """Every way to read `text` as values laid end to end, as the keys behind them; depth first, likely ones first."""
        yield from self._tile(text, 0, [], budget)

    def _tile(self, text: str, at: int, laid: list[str], budget: _Budget) -> Iterator[str]:
        budget.step()
        if budget.spent:
            return
        if at == len(text):
            yield "".join(laid)
            return
        for length, key in self._choices(text, at):
            laid.append(key)
            yield from self._tile(text, at + length, laid, budget)
            laid.pop()
            if budget.spent:
                return

    def _choices(self, text: str, at: int) -> list[tuple[int, str]]:
        character = text[at]
        choices = [] if character in self._fixed else [(1, character)]
        for length in sorted(self._lengths.get(character, ())):
            if at + length <= len(text):
                choices += [(length, key) for key in sorted(self._keys.get(text[at : at + length], ()))]
        return sorted(choices, key=lambda choice: (choice[1] != text[at : at + choice[0]], -choice[0]))


def gate(name: str, source: Source = DEFAULT) -> Gate:
    """The gate of a configuration, built at first use."""
    return _gate(name, source)


@cache
def _gate(name: str, source: Source) -> Gate:
    return Gate(name, source)


def settled(name: str, text: str, source: Source = DEFAULT) -> str:
    """`text` under a regional configuration, repeated until it rests; `text` itself if it does not rest."""
    convert = converter(name, source).convert
    out = convert(text)
    for _ in range(_ROUNDS):
        again = convert(out)
        if again == out:
            return out
        out = again
    return text
