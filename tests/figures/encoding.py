"""How often the encoding of a file is told, and how often a file in another language is taken for Chinese: `python -m tests.figures.encoding`.

    python -m tests.figures.encoding                          the seeds, re-encoded, and the samples of CPython's own tests
    python -m tests.figures.encoding --messages FOLDER        besides: message catalogues (*.po) in the encodings of their languages
    python -m tests.figures.encoding --libraries FOLDER       where chardet and charset-normalizer lie, if they are not installed

Right is what decodes to the same text. A character that is cut off at the end is forgiven to all. The detector here knows that its
texts are Chinese, while the libraries must also think of everything else: the comparison favours it. Needs TEXTCLEAN_SHARED.
"""

import argparse
import codecs
import importlib
import sys
from collections import Counter
from pathlib import Path

from tests.figures.mojibake import messages
from tests.material import shared_root
from textclean.formats.detect import detect
from textclean.unify.script import Script

HEAD, SHORT, LONG = 1024, 8, 200
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "big5", "big5hkscs", "hz")
LEGACY = {
    "cp1252": "de fr es pt pt_BR it nl da sv nb fi is ca eu gl af",
    "cp1250": "cs pl hu sk hr sl ro sq",
    "cp1254": "tr",
    "cp1257": "et lv lt",
    "cp1258": "vi",
    "cp1251": "ru uk bg be sr mk",
    "koi8-r": "ru bg",
    "koi8-u": "uk",
    "iso8859-5": "ru uk bg sr mk",
    "cp866": "ru",
    "shift_jis": "ja",
    "euc_jp": "ja",
    "euc_kr": "ko",
    "cp949": "ko",
    "johab": "ko",
    "cp1253": "el",
    "iso8859-7": "el",
    "cp874": "th",
    "cp1256": "ar fa ckb",
    "iso8859-6": "ar",
    "cp1255": "he",
    "mac-roman": "fr de",
    "cp850": "fr pt",
}


def pieces(text):
    """(kind, text) of a whole text, its lines, and eight characters of each."""
    yield "whole", text
    for line in text.split("\n"):
        if len(line.strip()) >= SHORT:
            yield "lines", line
            yield "8 characters", line.strip()[:SHORT]


def encoded(text, encoding):
    """Bytes, without the characters that the encoding lacks."""
    return text.encode(encoding, "ignore")


def same(data, name, encoding):
    """Whether reading the bytes in what was told gives what reading them in the right encoding gives, but for a mark and a cut end."""
    try:
        texts = [codecs.getincrementaldecoder(codec)("replace").decode(data).lstrip("\ufeff") for codec in (name, encoding)]
    except (LookupError, TypeError):
        return False
    return texts[0] == texts[1]


def libraries():
    """The detectors that are here, by name: each takes bytes and gives a codec's name or None."""
    found = {"textclean": lambda data, whole: detect(data, whole=whole).encoding}
    for name in ("chardet", "charset_normalizer"):
        try:
            library = importlib.import_module(name)
        except ImportError:
            print(f"{name} is not installed, so it is not compared: pip install {name.replace('_', '-')}, or --libraries FOLDER")
            continue
        if name == "chardet":
            found[f"chardet {library.__version__}"] = lambda data, whole, library=library: library.detect(data)["encoding"]
        else:
            found[f"charset-normalizer {library.__version__}"] = _normalizer(library)
    return found


def _normalizer(library):
    def told(data, whole):
        best = library.from_bytes(data).best()
        return best and best.encoding

    return told


def rows(texts):
    """(encoding, kind, bytes, whether they are a whole file) of every row that is reported."""
    traditional = [Script(script="traditional")(text) for text in texts]
    for encoding in ENCODINGS:
        for text in traditional if encoding.startswith("big5") else texts:
            for kind, piece in pieces(text):
                yield encoding, kind, encoded(piece, encoding), True
            # The thousandth byte and some is inside a character in one text or another.
            yield encoding, "first 1 kB, cut", encoded(text, encoding)[: HEAD - 1], False


def samples():
    """(name, bytes, text) of CPython's own samples; nothing if they are not installed with it."""
    try:
        import test.cjkencodings as package
    except ImportError:
        import test

        folder = Path(test.__file__).parent / "cjkencodings"
    else:
        folder = Path(next(iter(package.__path__)))
    for path in sorted(folder.glob("*.txt")):
        if not path.stem.endswith("-utf8"):
            yield path.stem, path.read_bytes()


CHINESE_SAMPLES = ("big5", "big5hkscs", "gb18030", "gb2312", "gbk", "hz")


def tell_positives(detectors, texts):
    """Print right answers of all, for each encoding and kind."""
    right, total, refused = Counter(), Counter(), Counter()
    for encoding, kind, data, whole in rows(texts):
        total[kind, encoding] += 1
        for name, told in detectors.items():
            answer = told(data, whole)
            right[kind, encoding, name] += answer is not None and same(data, answer, encoding)
            refused[kind, encoding] += name == "textclean" and answer is None
    print(f"{'':32}{'total':>6}" + "".join(f"{name:>26}" for name in detectors) + f"{'refused (ours)':>16}")
    for kind, encoding in sorted(total):
        counts = "".join(f"{right[kind, encoding, name]:26}" for name in detectors)
        print(f"{kind + ', ' + encoding:32}{total[kind, encoding]:6}{counts}{refused[kind, encoding]:16}")


def tell_samples(detectors):
    """Print what CPython's samples are told as."""
    found = list(samples())
    if not found:
        print("\nCPython's own samples (test/cjkencodings) are not installed with this Python: skipped")
        return
    print("\nCPython's own samples")
    for name, data in found:
        answers = {title: told(data, True) for title, told in detectors.items()}
        wanted = name if name in CHINESE_SAMPLES else "no Chinese"
        shown = ", ".join(
            f"{title}: {answer}{' ✓' if answer and same(data, answer, name) else ''}" for title, answer in answers.items()
        )
        print(f"{name:16} {len(data):5} bytes, {wanted:12} {shown}")


CHINESE = ("gb", "big5", "hz", "utf-16", "utf_16", "cp950", "euc_tw", "iso-2022-cn")


def negatives(folder, size):
    """(encoding, bytes) of messages in each language's old encodings, in files of so many bytes and more, or message by message."""
    found = messages(folder)
    for encoding, languages in LEGACY.items():
        for language in languages.split():
            file = b""
            for message in found.get(language, ()):
                file += message.encode(encoding, "ignore") + b"\n"
                if len(file) >= size:
                    if not file.isascii():
                        yield encoding, file
                    file = b""


def tell_negatives(detectors, folder):
    """Print how many files of other languages are taken for Chinese."""
    for size, title in ((LONG, f"files of {LONG} bytes and more"), (1, "single messages")):
        wrong, total = Counter(), Counter()
        for encoding, data in negatives(folder, size):
            total[encoding] += 1
            for name, told in detectors.items() if size == LONG else (("textclean", detectors["textclean"]),):
                answer = told(data, True) or ""
                wrong[encoding, name] += answer.lower().startswith(CHINESE)
                wrong["all", name] += answer.lower().startswith(CHINESE)
        total["all"] = sum(total.values())
        names = [name for name in detectors if size == LONG or name == "textclean"]
        print(f"\n{'called Chinese, ' + title:46}{'total':>6}" + "".join(f"{name:>26}" for name in names))
        for encoding in total:
            print(f"{encoding:46}{total[encoding]:6}" + "".join(f"{wrong[encoding, name]:26}" for name in names))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=Path)
    parser.add_argument("--libraries")
    given = parser.parse_args()
    if given.libraries:
        sys.path.append(given.libraries)
    seeds = sorted(Path(shared_root(), "seeds").glob("[0-9]*.txt"))
    detectors = libraries()
    tell_positives(detectors, [path.read_text("utf-8") for path in seeds])
    tell_samples(detectors)
    if given.messages:
        tell_negatives(detectors, given.messages)
    else:
        print("\nno other languages: name a folder of message catalogues with --messages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
