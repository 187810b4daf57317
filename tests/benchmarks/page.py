"""The figures in docs/benchmarks.md, written from kept results: `python -m tests.benchmarks.page [--results FOLDER]`.

What is generated stands between two comments, of which the first names it; everything else in the page is written by hand:

    <!-- benchmarks: t2s 3 kB -->
    <!-- end benchmarks -->

A part of which there is no result stays as it is. Knows the form of results, and measures nothing.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.benchmarks import dirt
from tests.benchmarks.chart import Bar, svg
from tests.benchmarks.measure import Table, figure, markdown, read
from tests.benchmarks.peers import PEERS
from tests.benchmarks.peers.install import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
PICTURES = ROOT / "docs" / "pictures"
RESULTS = ROOT / "build" / "bench" / "results"
CHARTS = {"t2s 3 kB": "benchmarks-t2s.svg", "s2t 3 kB": "benchmarks-s2t.svg", "whole dirty": "benchmarks-whole.svg"}
_PART = re.compile(r"(<!-- benchmarks: (?P<name>[^\n]+?) -->\n).*?(<!-- end benchmarks -->)", re.S)
_DIFFERENCES = 6

Part = Callable[[], str]


def tables(folder: Path) -> dict[str, Table]:
    """Every table that was kept, by name."""
    return {one.name: one for path in sorted(folder.glob("*.json")) for one in read(path)[1]}


def parts(folder: Path) -> dict[str, Part]:
    """What can be written of the results in a folder."""
    kept = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))}
    found: dict[str, Part] = {name: lambda one=one: markdown(one) for name, one in tables(folder).items()}  # type: ignore[misc]
    found["dirt"] = dirt.told
    if kept:
        found["taken"] = lambda: _taken(kept.values())
    if versions := next((one["versions"] for one in kept.values() if one["versions"]), None):
        found["peers"] = lambda: _peers(versions)
    if identity := (kept.get("script", {}).get("more") or {}).get("identity"):
        found["identity"] = lambda: "\n".join(_identity(title, rows) for title, rows in identity.items())
    if outcomes := (kept.get("script", {}).get("more") or {}).get("cleaner"):
        found["cleaner outcomes"] = lambda: _outcomes(outcomes)
    if quality := kept.get("quality", {}).get("more"):
        found["quality"] = lambda: _quality(quality, kept["quality"]["versions"])
        found["quality by kind"] = lambda: _by_kind(quality["one kind at a time"])
    if growth := kept.get("growth", {}).get("more"):
        found["growth"] = lambda: _growth(growth)
    if shares := kept.get("shares", {}).get("more"):
        found["shares"] = lambda: _shares(shares)
    return found


def _taken(kept: Iterable[dict[str, Any]]) -> str:
    days = sorted({one["day"] for one in kept})
    machines = sorted({one["machine"] for one in kept})
    return f"Taken {' and '.join(dict.fromkeys((days[0], days[-1])))} on {'; '.join(machines)}; one core.\n"


def _peers(versions: dict[str, str]) -> str:
    rows = [f"| {one.name} | {versions.get(one.name, '-')} | {one.note} |" for one in PEERS]
    return "\n".join(["| tool | version | what it does differently |", "|---|---|---|", *rows]) + "\n"


def _identity(title: str, rows: list[dict[str, Any]]) -> str:
    lines = [
        f"**{title}.**",
        "",
        "| configuration | texts | MB | texts that differ | lines that differ |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {one['configuration']} | {one['texts']} | {one['megabytes']:.1f} | {one['differing']} | {len(one['differences'])} |"
        for one in rows
    ]
    return "\n".join(lines) + "\n"


def _outcomes(found: dict[str, Any]) -> str:
    lines = ["| text and target | documents | that differ | lines | that differ |", "|---|---:|---:|---:|---:|"]
    lines += [
        f"| {name} | {one['texts']} | {one['differing']} | {one['lines']} | {one['lines differing']} |"
        for name, one in found.items()
    ]
    for name, one in found.items():
        if one["differences"]:
            lines += ["", f"The first lines that differ, {name} (before, engine, cleaner):", ""]
            lines += [f"- `{a.strip()}` `{b.strip()}` `{c.strip()}`" for a, b, c in one["differences"][:_DIFFERENCES]]
    return "\n".join(lines) + "\n"


def _quality(found: dict[str, Any], versions: dict[str, str]) -> str:
    lines = []
    for name, rows in found.items():
        if name == "one kind at a time":
            continue
        lines += [f"**{name}**", "", "| | exact | kept | gone | texts dropped |", "|---|---:|---:|---:|---:|"]
        lines += [_quality_row(label, figures) for label, figures in rows.items()]
        lines.append("")
    return "\n".join(lines)


def _by_kind(found: dict[str, Any]) -> str:
    lines = [
        "| damage | texts with it | of them exact | lines changed or put in | of them back or gone |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, one in found.items():
        share = f"{100 * one['gone'] / one['planted']:.0f} %" if one["planted"] else "-"
        lines.append(
            f"| {name} | {one['texts']} | {100 * one['exact'] / max(1, one['texts']):.0f} % | {one['planted']} | {share} |"
        )
    return "\n".join(lines) + "\n"


def _quality_row(label: str, figures: list[int]) -> str:
    exact, cases, kept, keep, gone, go, dropped = figures
    shares = [f"{100 * a / b:.1f} %" if b else "-" for a, b in ((exact, cases), (kept, keep), (gone, go))]
    return f"| {label} | {' | '.join(shares)} | {dropped or ''} |"


def _growth(found: dict[str, Any]) -> str:
    lines = ["| one document, MB | s/MB | peak MiB |", "|---:|---:|---:|"]
    lines += [
        f"| {one['megabytes']:g} | {one['seconds for a megabyte']:.2f} | {one['peak MiB']:.0f} |" for one in found["documents"]
    ]
    hostile = found.get("hostile")
    if hostile:
        above = "; ".join(f"{name} on {what} ({two / one:.1f})" for name, what, one, two in hostile["above"]) or "none"
        n = hostile["characters"]
        lines += [
            "",
            f"Hostile inputs of {n:,} characters and of {2 * n:,}: cleaners that take more than 2.3 times as long: {above}.",
        ]
    return "\n".join(lines) + "\n"


def _shares(found: dict[str, Any]) -> str:
    lines = ["| text | s/MB | the five dearest cleaners, with their share |", "|---|---:|---|"]
    for name, one in found.items():
        dearest = ", ".join(f"{row[0]} {row[1]:.0%}" for row in one["rows"][:5])
        lines.append(f"| {name} | {one['seconds for a megabyte']:.2f} | {dearest} |")
    return "\n".join(lines) + "\n"


def chart(one: Table) -> str:
    """A table's ratios as bars."""
    rows = [row for row in one.rows if not row.failure]
    bars = [Bar(row.label, row.ratio, f"{figure(row.ratio)}", row.label == one.reference) for row in rows]
    return svg(f"{one.title}: time, {one.reference} = 1, logarithmic", bars)


def refreshed(page: str, known: dict[str, Part]) -> str:
    """The page with what is known written anew.

    >>> refreshed("<!-- benchmarks: a -->\\nold\\n<!-- end benchmarks -->\\n", {"a": lambda: "new\\n"})
    '<!-- benchmarks: a -->\\nnew\\n<!-- end benchmarks -->\\n'
    """

    def fill(match: re.Match[str]) -> str:
        part = known.get(match["name"])
        return f"{match[1]}{part()}{match[3]}" if part else match[0]

    return _PART.sub(fill, page)


def write(folder: Path) -> list[str]:
    """Refresh the page and the charts; the names of the parts in the page of which there is no result."""
    known = parts(folder)
    text = PAGE.read_text("utf-8")
    PAGE.write_text(refreshed(text, known), "utf-8")
    found = tables(folder)
    for name, file in CHARTS.items():
        if name in found:
            (PICTURES / file).write_text(chart(found[name]), "utf-8")
    return [match["name"] for match in _PART.finditer(text) if match["name"] not in known]


def main() -> int:
    """Refresh, and tell what was left as it was."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, default=RESULTS, metavar="FOLDER")
    left = write(parser.parse_args().results)
    print(f"{PAGE.name} refreshed" + (f"; no result for {', '.join(left)}" if left else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
