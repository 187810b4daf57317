"""Conversion of script against OpenCC itself and its kin: `python -m tests.benchmarks.script [--corpus FOLDER]`.

    --only identity          the engine's outcomes beside OpenCC's, byte by byte, in all configurations, and beside the older package's
    --only speed             the engine beside the others, on short and long documents, to convert and already converted
    --only cleaner           what asking first (unify.script) changes and costs beside the bare engine
    --only marks             punctuation in context beside autocorrect-py and pangu

Texts that a configuration converts from are those of the corpus in its source script, and the others, brought there by OpenCC itself.
"""

import itertools
import sys
from dataclasses import asdict, dataclass, field

from tests.benchmarks import dirt, material
from tests.benchmarks.crew import OURS, Crew, Unavailable, versions
from tests.benchmarks.measure import Candidate, machine, table, tell, written
from tests.benchmarks.peers.opencc_cpp import CONFIGURATIONS
from tests.benchmarks.peers.opencc_python import CONFIGURATIONS as OLDER

LONG, SHORT = material.LONG, material.SHORT
_BEFORE = {"hk2": "s2hk", "jp2": "t2jp", "s2": "t2s", "t2": "s2t", "tw2": "s2tw"}
_SHOWN = 12  # differences printed for a configuration
_AROUND = 10


# Identity


@dataclass
class Identity:
    """How many texts came out alike, and where the others differ."""

    configuration: str
    texts: int = 0
    megabytes: float = 0.0
    differing: int = 0
    raised: int = 0
    differences: list[tuple[str, str, str]] = field(default_factory=list)


class Sources:
    """The texts a configuration converts from: its own script's as they are, the others brought there by OpenCC."""

    def __init__(self, crew, texts):
        self._crew = crew
        self._own = {
            script: [one for text in texts if text.script == script for one in material.documents(text.text, LONG)]
            for script in ("simplified", "traditional")
        }
        self._brought = {}

    def of(self, name):
        """For one configuration."""
        begin = next(prefix for prefix in _BEFORE if name.startswith(prefix))
        if begin == "jp2":
            return self._by(begin, "traditional")
        script, other = ("simplified", "traditional") if begin == "s2" else ("traditional", "simplified")
        return self._own[script] + self._by(begin, other)

    def _by(self, begin, script):
        """All texts of a script as OpenCC converts them for that kind of source."""
        if begin not in self._brought:
            made = self._crew.outputs("opencc_cpp", f"convert {_BEFORE[begin]}", f"all {script}", self._own[script])
            self._brought[begin] = [text for text in made if text]
        return self._brought[begin]


def compared(name, texts, theirs, ours):
    """Where two converters differ."""
    found = Identity(name, len(texts), sum(len(text.encode()) for text in texts) / 1e6)
    for text, their, our in zip(texts, theirs, ours, strict=True):
        if their is None or our is None:
            found.raised += 1
        elif their != our:
            found.differing += 1
            found.differences += differences(text, their, our)
    return found


def differences(text, theirs, ours):
    """(what stood there, theirs, ours), line by line, with a few characters around the first difference of a line."""
    for before, one, other in zip(text.split("\n"), theirs.split("\n"), ours.split("\n"), strict=False):
        if one != other:
            at = next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
            yield tuple(each[max(0, at - _AROUND) : at + _AROUND] for each in (before, one, other))


def identity(crew, every, peer, configurations, way, quick=0):
    """One `Identity` for each configuration."""
    for name in configurations:
        given = every.of(name)
        if quick:
            given = material.up_to(given, quick * 1e6)
        sample = f"sources of {next(prefix for prefix in _BEFORE if name.startswith(prefix))}, {quick}"
        theirs = crew.outputs(peer, f"convert {name}", sample, given)
        ours = crew.outputs(OURS, way.format(name), sample, given)
        yield compared(name, given, theirs, ours)


def identity_markdown(title, found):
    """A table, and the differences below it."""
    lines = [f"**{title}.**", "", "| configuration | texts | MB | texts that differ | raised |", "|---|---:|---:|---:|---:|"]
    lines += [f"| {one.configuration} | {one.texts} | {one.megabytes:.1f} | {one.differing} | {one.raised} |" for one in found]
    for one in found:
        if one.differences:
            lines += [
                "",
                f"{one.configuration}: {len(one.differences)} lines differ; the first of them (before, theirs, ours):",
                "",
            ]
            lines += [f"- `{before}` `{their}` `{our}`" for before, their, our in one.differences[:_SHOWN]]
    return "\n".join(lines) + "\n"


def identities(crew, texts, quick=0):
    """Both comparisons, told as they are ready; what goes into the results."""
    parts = (
        ("Engine and OpenCC C++, the same tables: bytes", "opencc_cpp", CONFIGURATIONS, "convert {}"),
        ("Engine with the older tables and opencc-python-reimplemented", "opencc_python", OLDER, "convert {}, older tables"),
    )
    kept, every = {}, Sources(crew, texts)
    for title, peer, configurations, way in parts:
        try:
            found = list(identity(crew, every, peer, configurations, way, quick))
        except Unavailable as error:
            print(f"**{title}.** not measured: {error}\n")
            continue
        print(identity_markdown(title, found), flush=True)
        kept[title] = [asdict(one) for one in found]
    return kept


# Speed


def converters(name, *, older=True):
    """All that convert so, ours first."""
    rows = [
        Candidate("textclean's engine", OURS, f"convert {name}"),
        Candidate("OpenCC C++", "opencc_cpp", f"convert {name}", "the same outcome"),
        Candidate("zhconv-rs", "zhconv_rs", f"convert {name}", "MediaWiki's tables: another outcome"),
    ]
    if older:
        rows.append(Candidate("opencc-python-reimplemented", "opencc_python", f"convert {name}", "older tables"))
    return rows


RECODED = Candidate("UTF-8 encode and decode", OURS, "decode and encode", "the limit for what reads and writes files")


def speeds(crew, texts, limit, rounds):
    """Tables of conversion, as they are ready."""
    copies = material.clean_copies(texts)
    for size, told in ((SHORT, "3 kB"), (LONG, "30 kB")):
        traditional, made = material.traditional(copies, size, limit)
        simplified = material.sample(copies, "simplified", size, limit)
        what = f"traditional text{material.share_made(made)}, documents of {told}"
        yield table(crew, f"t2s {told}", f"t2s, {told}", traditional, what, converters("t2s"), rounds)
        what = f"text already simplified, documents of {told}"
        yield table(
            crew, f"t2s simplified {told}", f"t2s, nothing to do, {told}", simplified, what, [*converters("t2s"), RECODED], rounds
        )
        what = f"simplified text, documents of {told}"
        yield table(crew, f"s2t {told}", f"s2t, {told}", simplified, what, converters("s2t"), rounds)


# The cleaner beside its engine


def cleaner_speeds(crew, texts, limit, rounds):
    """What asking first costs."""
    copies = material.clean_copies(texts)
    traditional, _ = material.traditional(copies, LONG, limit)
    simplified = material.sample(copies, "simplified", LONG, limit)
    for way, name, sample, what in (
        ("simplified", "t2s", traditional, "traditional text"),
        ("simplified", "t2s", simplified, "text already simplified"),
        ("traditional", "s2t", simplified, "simplified text"),
    ):
        rows = [
            Candidate("the bare engine", OURS, f"convert {name}", "converts whatever it is given"),
            Candidate(
                "unify.script", OURS, f"cleaner unify.script {way}", "asks first, looks again afterwards, keeps what is spoken of"
            ),
        ]
        title = f"unify.script to {way} beside the engine ({what})"
        yield table(crew, title, title, sample, f"{what}, documents of 30 kB", rows, rounds)


def cleaner_outcomes(crew, texts, quick=0):
    """Where the cleaner's outcome is not the engine's, by document and by line."""
    kept = {}
    for script, target, name in (
        ("traditional", "simplified", "t2s"),
        ("simplified", "traditional", "s2t"),
        ("simplified", "simplified", "t2s"),
    ):
        given = [one for text in texts if text.script == script for one in material.documents(text.text, SHORT)]
        given = material.up_to(given, quick * 1e6) if quick else given
        if not given:
            continue
        sample = f"{script} short, {quick}"
        engine = crew.outputs(OURS, f"convert {name}", sample, given)
        cleaner = crew.outputs(OURS, f"cleaner unify.script {target}", sample, given)
        found = compared(f"{script} text to {target}", given, engine, cleaner)
        rows = list(itertools.chain.from_iterable(text.split("\n") for text in given))
        print(
            f"**unify.script and the bare engine, {found.configuration}**: {found.differing} of {found.texts} documents differ, "
            f"{len(found.differences)} of {len(rows)} lines (before, engine, cleaner):\n"
        )
        print("\n".join(f"- `{a}` `{b}` `{c}`" for a, b, c in found.differences[: 2 * _SHOWN]) + "\n", flush=True)
        kept[found.configuration] = asdict(found) | {"lines": len(rows), "lines differing": len(found.differences)}
    return kept


# Marks


def marks(crew, texts, limit, rounds):
    """Half-width marks into full-width ones where the neighbours ask for it."""
    simplified = material.sample(material.clean_copies(texts), "simplified", LONG, limit)
    dirty = [dirt.narrowed(text, 0.3, seed) for seed, text in enumerate(simplified)]
    rows = [
        Candidate("unify.width, unify.punctuation, unify.quotes", OURS, "marks in context", "as one pipeline, to rest"),
        Candidate("unify.punctuation alone", OURS, "cleaner unify.punctuation"),
        Candidate("autocorrect-py", "autocorrect", "format", "also puts blanks between Han and Latin"),
        Candidate("pangu", "pangu", "spacing", "also puts blanks between Han and Latin"),
    ]
    for sample, what in ((dirty, "three marks in ten made half-width"), (simplified, "clean text")):
        yield table(
            crew,
            f"marks, {what}",
            f"Marks in context ({what})",
            sample,
            f"simplified text, {what}, documents of 30 kB",
            rows,
            rounds,
        )


PARTS = ("identity", "speed", "cleaner", "marks")


def measured(crew, texts, given):
    """Run what was asked for; (tables, other findings)."""
    limit = given.megabytes * 1e6
    tables, more = [], {}
    if "identity" in given.only:
        more["identity"] = identities(crew, texts, given.quick)
    for part, work in (("speed", speeds), ("cleaner", cleaner_speeds), ("marks", marks)):
        if part in given.only:
            for one in work(crew, texts, limit, given.rounds):
                tell(one)
                tables.append(one)
    if "cleaner" in given.only:
        more["cleaner"] = cleaner_outcomes(crew, texts, given.quick)
    return tables, more


def main():
    parser = material.arguments(__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART")
    parser.add_argument(
        "--quick", type=float, default=0, metavar="MB", help="compare outcomes on so many MB for each configuration only"
    )
    given = parser.parse_args()
    texts = material.read(given.corpus)
    print(f"{machine()}\n")
    with Crew() as crew:
        tables, more = measured(crew, texts, given)
        if given.results:
            written(given.results, "script", tables, versions(crew), more)
    return 0


if __name__ == "__main__":
    sys.exit(main())
