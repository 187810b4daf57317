"""How much of what was decoded wrongly comes back, and what is done to text that was not: `python -m tests.figures.mojibake [FOLDER]`.

Lines of the reporting half of histories and wikipedia-ud are mangled by code, family by family, and cleaned each as a document of
its own. Clean lines are those of all corpora and, if a folder with message catalogues (.po) is named or Django is installed, of other
languages.
"""

import codecs
import difflib
import importlib.util
import os
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.material import REPORTING, clean_documents
from textclean.repair.mojibake import Mojibake

CORPORA = ("histories.simplified", "laws.simplified", "poetry", "wikipedia-ud.traditional")
LINES = 400
_MARK = re.compile("[。！？，；：”]")


def _merged(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return bytes(error.object[error.start : error.start + 1]).decode("sloppy-windows-1252"), error.start + 1


def _windows(data: bytes) -> str:
    """Windows-1252, Latin-1 where that has no character: what browsers do."""
    return "".join(chr(b) if b in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes((b,)).decode("cp1252") for b in data)


def _strict(encoding: str) -> Callable[[str], str]:
    return lambda line: line.encode("utf-8").decode(encoding)


def _half(line: str) -> str:
    import ftfy.bad_codecs  # noqa: F401  (registers sloppy-windows-1252)

    codecs.register_error("byte by byte", _merged)
    return line.encode("gbk").decode("utf-8", "byte by byte")


def _late(line: str, places: list[int]) -> str:
    """The first byte of one of the characters at `places` is lost in GBK, and what follows is read one byte late."""
    if not places:
        raise UnicodeError("no such place")
    at = places[zlib.crc32(line.encode()) % len(places)]
    before, behind = line[:at].encode("gbk"), line[at:].encode("gbk")
    return (before + b"?" + behind[1:]).decode("gb18030", "replace").replace("\ufffd", "?")


def _late_mark(line: str) -> str:
    return _late(line, [m.start() for m in _MARK.finditer(line[:-2])])


def _late_character(line: str) -> str:
    return _late(line, [k for k in range(1, len(line) - 2) if line[k] >= "\u4e00" and line[k] <= "\u9fff"])


FAMILIES: dict[str, Callable[[str], str]] = {
    "UTF-8 as Latin-1": _strict("latin-1"),
    "UTF-8 as Windows-1252": lambda line: _windows(line.encode("utf-8")),
    "UTF-8 as Windows-1252, twice": lambda line: _windows(_windows(line.encode("utf-8")).encode("utf-8")),
    "UTF-8 as Mac Roman": _strict("mac-roman"),
    "UTF-8 as Windows-1251": _strict("cp1251"),
    "UTF-8 as Windows-1252, bytes lost": lambda line: line.encode("utf-8").decode("cp1252", "replace"),
    "GBK as Latin-1": lambda line: line.encode("gbk").decode("latin-1"),
    "GBK as Windows-1252": lambda line: _windows(line.encode("gbk")),
    "GBK as UTF-8 where valid": _half,
    "UTF-8 as GB18030, lossless": _strict("gb18030"),
    "UTF-8 as GB18030, bytes lost": lambda line: line.encode("utf-8").decode("gb18030", "replace"),
    "UTF-8 as GBK, bytes lost": lambda line: line.encode("utf-8").decode("gbk", "replace"),
    "UTF-8 as cp936, € and ? for lost": lambda line: _cp936(line),
    "GBK as Korean": lambda line: line.encode("gbk").decode("cp949"),
    "GBK as Big5": lambda line: line.encode("gbk").decode("big5hkscs"),
    "GBK one byte late, from a mark on": _late_mark,
    "GBK one byte late, from any character on": _late_character,
}
"""What was done to a line, and how. A line that the encoding cannot be read in so raises UnicodeError, and is passed over."""


def _cp936(line: str) -> str:
    """As GBK, where the lone byte 80 is the euro sign, and any other lost byte a question mark."""
    data = line.encode("utf-8")
    found = []
    while data:
        try:
            found.append(data.decode("gbk"))
            break
        except UnicodeDecodeError as error:
            found.append(data[: error.start].decode("gbk") + ("€" if data[error.start] == 0x80 else "?"))
            data = data[error.start + 1 :]
    return "".join(found)


def mangled(lines: list[str], family: str, number: int = LINES) -> Iterator[tuple[str, str]]:
    """(as it was, as it became) for the first so many lines that the family changes and can hold."""
    mangle = FAMILIES[family]
    left = number
    for line in lines:
        try:
            broken = mangle(line)
        except UnicodeError:
            continue
        if broken != line and left:
            left -= 1
            yield line, broken


def clean_lines(corpora: Path, name: str, half: int = REPORTING) -> list[str]:
    """The lines of one half of a corpus, eight characters and more."""
    return [line for text in clean_documents(corpora, name, half) for line in text.split("\n") if len(line) >= 8]


def material(corpora: Path, half: int = REPORTING) -> list[str]:
    """Lines to be mangled: histories (modern Chinese, simplified) and wikipedia-ud (traditional), three to one."""
    prose, wikipedia = (clean_lines(corpora, name, half) for name in ("histories.simplified", "wikipedia-ud.traditional"))
    rows = []
    for k in range(len(wikipedia)):
        rows += [*prose[3 * k : 3 * k + 3], wikipedia[k]]
    return rows + prose[3 * len(wikipedia) :]


def likeness(one: str, other: str) -> float:
    """Share of the characters of both that stand in both, in order."""
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def false_repairs(lines: list[str]) -> list[tuple[str, str]]:
    """(as it was, as it became) for every clean line that is changed, each line as a document of its own."""
    cleaner = Mojibake()
    return [(line, out) for line in lines if (out := cleaner(line)) != line]


_MESSAGE = re.compile(r'^msgstr(?:\[\d\])? ((?:".*"\n)+)', re.M)


def messages(folder: Path) -> dict[str, list[str]]:
    """Translated messages by language: what stands before LC_MESSAGES in a catalogue's path."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.po")):
        language = path.parent.parent.name if path.parent.name == "LC_MESSAGES" else path.stem
        for match in _MESSAGE.finditer(path.read_text("utf-8", "replace")):
            text = "".join(row[1:-1] for row in match[1].splitlines()).replace("\\n", "\n").replace('\\"', '"')
            found.setdefault(language, []).extend(line for line in text.split("\n") if line.strip())
    return {language: list(dict.fromkeys(lines)) for language, lines in found.items()}


def catalogues() -> Path | None:
    """The folder of .po files that was named, or that of an installed Django."""
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    spec = importlib.util.find_spec("django")
    return Path(spec.origin).parent if spec and spec.origin else None


def main() -> int:
    """Print both tables."""
    root = os.environ.get("TEXTCLEAN_SHARED")
    if not root:
        print("set TEXTCLEAN_SHARED to the folder of the shared material", file=sys.stderr)
        return 2
    half = int(os.environ.get("HALF", REPORTING))
    corpora = Path(root, "corpora")
    lines = material(corpora, half)
    print(f"{'family':42} lines  exact  alike  twice = once   ({'reporting' if half else 'tuning'} half, histories + wikipedia-ud)")
    for family in FAMILIES:
        _tell_family(family, lines)
    print("\nclean lines      lines  false")
    total: Counter[str] = Counter()
    groups = {name: clean_lines(corpora, name, half) for name in CORPORA}
    folder = catalogues()
    groups |= messages(folder) if folder else {}
    for name, group in groups.items():
        false = false_repairs(group)
        total.update(lines=len(group), false=len(false))
        print(f"{name:26} {len(group):6} {len(false):6}")
        for before, after in false:
            print(f"    {before!r}\n -> {after!r}")
    print(f"{'together':26} {total['lines']:6} {total['false']:6}")
    if folder is None:
        print("no other languages: name a folder with .po files, or install django")
    return 0


def _tell_family(family: str, lines: list[str]) -> None:
    cleaner = Mojibake()
    exact = alike = still = 0.0
    rows = list(mangled(lines, family))
    for line, broken in rows:
        out = cleaner(broken)
        exact += out == line
        alike += likeness(out, line)
        still += cleaner(out) == out
    number = max(len(rows), 1)
    print(f"{family:42} {len(rows):5}  {exact / number:.3f}  {alike / number:.4f}  {still / number:.3f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
