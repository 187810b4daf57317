"""Where `unify.script` gives something else than the bare engine, on text it was not tuned on: `python -m tests.figures.script`.

Source text is what is in the other script as a whole: Wikipedia's traditional sentences, and histories and statutes that OpenCC made
traditional, for a simplified target; histories and statutes as they are for a traditional one. Documents are compared, then single
lines, each as a document of its own. 著 that becomes 着 where it marks aspect is counted apart: the engine leaves it. Needs
TEXTCLEAN_SHARED, the folder of the shared material.
"""

import argparse
import sys
from collections import Counter

from tests.material import REPORTING, TUNING, clean_documents, shared_root
from textclean.han.opencc import converter
from textclean.unify.script import Script

ASPECT = ("著", "着", "著")  # what stands there, what the cleaner gives, what the engine gives
PROSE = ("histories.simplified", "laws.simplified")


def differing(texts, script, configuration):
    """(texts that differ, texts that differ in more than 著, what stood, came, and would have come, each with how often)."""
    clean, convert = Script(script=script), converter(configuration).convert
    some = more = 0
    kinds = Counter()
    for text in texts:
        ours, theirs = clean(text), convert(text)
        found = {kind for kind in zip(text, ours, theirs, strict=True) if kind[1] != kind[2]} if ours != theirs else set()
        some += bool(found)
        more += bool(found - {ASPECT})
        kinds.update(found)
    return some, more, kinds


def sources(corpora, half):
    """(what, texts, script, configuration) of source text."""
    prose = [text for name in PROSE for text in clean_documents(corpora, name, half)]
    made = converter("s2t").convert
    yield "Wikipedia to simplified", clean_documents(corpora, "wikipedia-ud.traditional", half), "simplified", "t2s"
    yield "prose made traditional, to simplified", [made(text) for text in prose], "simplified", "t2s"
    yield "prose to traditional", prose, "traditional", "s2t"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tuning", action="store_true", help="the other half of the corpora")
    half = TUNING if parser.parse_args().tuning else REPORTING
    for what, texts, script, configuration in sources(shared_root() / "corpora", half):
        lines = [line for text in texts for line in text.split("\n") if line]
        for unit, each in (("documents", texts), ("lines", lines)):
            some, more, kinds = differing(each, script, configuration)
            print(f"{what}: {some} of {len(each)} {unit} differ, {more} in more than 著")
            for (stood, ours, theirs), times in kinds.most_common():
                if (stood, ours, theirs) != ASPECT:
                    print(f"    {stood}: {ours}, the engine {theirs}, in {times}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
