"""The page of a run: bounded however much is gathered, the same whoever gathered it, safe with any text, alive in a browser."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import textclean
from tests import toys
from textclean.cli import cli
from textclean.console import Faults
from textclean.core.cleaner import Cleaner
from textclean.core.edit import Edit, apply
from textclean.core.pipeline import Pipeline
from textclean.core.result import Pass, Result
from textclean.formats import JsonLines
from textclean.report.html.card import KEPT, Change, Told, card, told
from textclean.report.html.from_trace import traced
from textclean.report.html.gathering import Gathering
from textclean.report.html.measures import measured
from textclean.report.html.page import LARGEST, About, page
from textclean.report.html.sampling import Lowest, mark
from textclean.report.trace import trace
from textclean.report.visible import visible
from textclean.run import clean as cleaning
from textclean.run.checkpoint import Checkpoint, identity
from textclean.run.discovery import discover
from textclean.run.output import plan
from textclean.run.workers import Here
from textclean.watch import Watch

SCRIPT = "<script>alert(1)</script>"


def result(text: str, *edits: Edit) -> Result:
    """What a cleaner that makes these edits would give."""
    return Result(text, apply(text, edits), (Pass("toy", 1, text, apply(text, edits), edits),) if edits else ())


def sample(number: int) -> Result:
    """A document as many others, of which each third does not change."""
    text = f"第{number}篇，說的是,{'好' * (number % 40)}。\n{'广告' * (number % 7)}"
    if number % 3 == 0:
        return result(text)
    edits = [Edit(text.index(","), text.index(",") + 1, "，", ("unify.width",))]
    if number % 7:
        edits.append(Edit(text.index("\n"), len(text), "", (f"debris.ad{number % 11}",), (f"note {number}",)))
    return result(text, *edits)


def gathered(results: dict[int, Result]) -> Gathering:
    made = Gathering()
    for number, each in results.items():
        made.add(each, "corpus.jsonl", number)
    return made


def data_of(html: bytes) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(re.search(r'id="data">(.*?)</script>', html.decode(), re.S)[1])  # type: ignore[index]
    return told


# What is gathered.


def test_a_sample_does_not_depend_on_the_order() -> None:
    """And its counts are exact, however often the lowest were tidied."""
    rng = random.Random(1)
    things = [(rng.randrange(300),) for _ in range(5000)]
    expected = [(key, things.count(key)) for key in sorted(set(things))[:20]]
    for _ in range(3):
        rng.shuffle(things)
        parts: list[Lowest[int]] = [Lowest(20, int.__add__) for _ in range(4)]
        for key in things:
            parts[rng.randrange(4)].put(key, 1)
        whole: Lowest[int] = Lowest(20, int.__add__)
        for part in parts:
            whole.merge(part)
        assert whole.items() == expected


def test_the_same_bytes_whoever_gathered_and_by_way_of_json() -> None:
    """In another order, in parts that were told what is wanted, gone on with from a note: one page."""
    results = {number: sample(number) for number in range(1500)}
    whole = page(gathered(results), About(documents=1500))
    assert page(gathered(results), About(documents=1500)) == whole

    numbers = list(results)
    random.Random(2).shuffle(numbers)
    in_parts = Gathering()
    for at in range(0, len(numbers), 100):
        part = Gathering(in_parts.wanted())
        for number in numbers[at : at + 100]:
            part.add(results[number], "corpus.jsonl", number)
        in_parts.merge(part)
        if at % 400 == 0:
            in_parts = Gathering.restored(json.loads(json.dumps(in_parts.as_state())))
    assert page(in_parts, About(documents=1500)) == whole


_MANY = """
import sys
from tests.test_html_report import Gathering, sample
def most():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
made = Gathering()
for number in range(100_000):
    made.add(sample(number), "corpus.jsonl", number)
    if number == 20_000: early = most()
from tests.test_html_report import About, LARGEST, page
late = most()
written = page(made, About(documents=100_000))
assert made.documents == 100_000 and len(written) <= LARGEST
print(late - early, most() - late, len(written), most())
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc tells how much memory a process took")
def test_a_hundred_thousand_documents_in_bounded_memory() -> None:
    """What is gathered stops growing, and the page is written in a few megabytes more."""
    done = subprocess.run(
        [sys.executable, "-c", _MANY], capture_output=True, text=True, cwd=Path(__file__).parent.parent, check=False
    )
    assert done.returncode == 0, done.stderr
    growth, writing, size, _ = map(int, done.stdout.split())
    assert growth < 16_000, f"grew by {growth} kB from 20,000 to 100,000 documents"
    assert writing < 40_000
    assert size < LARGEST


def test_no_page_is_larger_than_it_says() -> None:
    """The worst: many rules, long texts, and characters that take six bytes each when they are escaped or drawn."""
    made = Gathering()
    for number in range(1200):
        before = ("<&>\u200b\u200c" * 900)[: 3000 + number % 90]
        rules = tuple(f"a.{'<' * 90}{(number * 7 + k) % 400}" for k in range(3))
        changes = [Change(0, len(before), before, "", rules, "<" * 500)]
        changes += [Change(4000 + k, 4001 + k, f"<{k}", f">{number}", rules, "&" * 300) for k in range(20)]
        made.add_told(Told("<" * 300, number, 5000, 100, changes, "<" * 5000))
    written = page(made, About(documents=10**9, title="<" * 9999))
    assert 2_000_000 < len(written) <= LARGEST
    assert len(json.dumps(made.as_state())) < 20_000_000


def test_a_card_tells_what_it_leaves_out() -> None:
    """A long text is shown round its edits; edits beyond the bound are counted; nothing is lost from a short one."""
    text = "天地玄黄，宇宙洪荒。" * 2000
    many = [Edit(at, at + 1, "！", ("a.b",)) for at in range(9, len(text), 10)]
    one = card(told(result(text, *many), "x", 1))
    assert one.edits == 2000 and 0 < one.unseen < 2000
    assert sum(len(str(piece[1]).encode()) for piece in one.pieces) < 8000

    short = result("他说,好\u200b。\n广告", Edit(2, 3, "，", ("a.b",)), Edit(4, 5, "", ("a.c",)), Edit(6, 9, "", ("a.d",)))
    pieces = card(told(short, "x", 1)).pieces
    assert "".join(str(piece[1]) for piece in pieces if piece[0] in (KEPT, "d")) == "他说,好" + visible("\u200b") + "。↵\n广告"
    assert "".join(str(piece[1]) for piece in pieces if piece[0] in (KEPT, "i")) == "他说，好。"


def test_emptied_documents_come_first_among_the_over_cleaned() -> None:
    made = Gathering()
    for number in range(200):
        text = "正文很长" * 50
        cut = number + 1
        made.add(result(text, Edit(0, cut, "", ("a.b",))), "x", number)
    made.add(result("广告", Edit(0, 2, "", ("a.b",))), "x", 900)
    assert made.emptied == 2 and made.heavy == 142
    assert [one.record for one in made.most_lost.values()[:3]] in ([900, 199, 198], [199, 900, 198])


def test_texts_are_measured_before_and_after() -> None:
    assert measured("") == (0, None, None, None)
    assert measured("说說，(好,") == (6, 0.5, 0.5, 0.0)
    repeated = measured("同样的一行有十几个字符在这里。\n同样的一行有十几个字符在这里。").repeated
    assert repeated is not None and 0.4 < repeated < 0.5
    made = gathered({number: sample(number) for number in range(300)})
    before, after = made.measures.bins["width"]
    assert sum(before) == sum(after) == 300 and after[-1] > before[-1]
    assert made.copied() == (0.0, 0.0)
    assert mark("a", 1) == mark("a", 1) != mark("a", 2)


# What is written.


def test_a_text_of_markup_stays_text() -> None:
    """In the text, the path, the rule, the note, the title and the names of tables."""
    made = Gathering()
    made.add(result(SCRIPT + "\u2028<!--", Edit(0, 8, "</script>", (f"a.{SCRIPT}",), (SCRIPT,))), SCRIPT, 1)
    html = page(made, About(documents=1, title=SCRIPT, fingerprint=SCRIPT, cleaners=[SCRIPT], tables=[(SCRIPT,) * 3])).decode()
    assert "<script>alert" not in html and "<!--" not in html
    assert len(re.findall(r"<script\b", html)) == len(re.findall(r"</script>", html)) == 2
    assert data_of(html.encode())["cards"][0]["path"] == SCRIPT


def test_the_page_needs_nothing_else_and_allows_nothing_else() -> None:
    html = page(gathered({1: sample(1)}), About(documents=1)).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy and policy[1].startswith("default-src 'none'; script-src 'sha256-") and "unsafe" not in policy[1]
    assert not re.search(r"https?:|//[a-z]|@import|url\(|\bsrc=|\bhref=|\bstyle=|\bon[a-z]+=", html)
    assert '<html lang="zh">' in html and 'lang="en">Cleaning report' in html


def test_what_is_not_known_is_told() -> None:
    html = page(gathered({1: sample(1)}), About()).decode()
    assert "unknown" in html and "Versions of tables: unknown" in html


# The commands.


def run(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == code, done.stderr
    return done.stderr


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    texts = [f"第{k}個人說:“好”,走了. {SCRIPT}" if k % 2 else f"第{k}篇没有毛病。" for k in range(40)]
    lines = [json.dumps({"text": text}, ensure_ascii=False) for text in texts]
    (tmp_path / "in.jsonl").write_text("\n".join([*lines, "not json"]), "utf-8")
    return tmp_path


def test_clean_writes_a_report(corpus: Path) -> None:
    """Tiles, rules, documents; with two workers the same, but for the time it took."""
    for jobs in "12":
        run("clean", "in.jsonl", "-o", "out.jsonl", "--report", f"{jobs}.html", "-j", jobs, "-q", code=3)
    one, two = (data_of((corpus / f"{jobs}.html").read_bytes()) for jobs in "12")
    assert one == two and len(one["cards"]) == 20
    html = (corpus / "1.html").read_text("utf-8")
    assert textclean.preset("standard").fingerprint() in html
    assert "debris.furniture" in html and "unify.quotes" in html
    assert "<b>40</b>" in html and "<b>20</b>" in html and '<b class="warn">1</b>' in html


def test_a_report_never_overwrites_an_input_and_is_not_for_a_cluster(corpus: Path) -> None:
    assert "would overwrite the input" in run("clean", "in.jsonl", "-o", "o", "--report", "in.jsonl", code=2)
    assert "goes without --report" in run("clean", "in.jsonl", "-o", "o", "--report", "r", "--engine", "ray", code=2)
    assert "would overwrite the input" in run("report", "in.jsonl", "-o", "in.jsonl", code=2)


def test_a_report_from_a_trace(corpus: Path) -> None:
    """The same documents and changes; what a trace lacks is unknown, unless the counts are given."""
    run("clean", "in.jsonl", "-o", "o", "--report", "live.html", "--trace", "t.jsonl", "--stats", "s.json", "-q", code=3)
    run("report", "t.jsonl", "-o", "told.html")
    live, made = (data_of((corpus / name).read_bytes()) for name in ("live.html", "told.html"))
    assert [one["mark"] for one in live["cards"]] == [one["mark"] for one in made["cards"]]
    assert {rule["name"] for rule in live["rules"]} == {rule["name"] for rule in made["rules"]}
    html = (corpus / "told.html").read_text("utf-8")
    assert "Made from a trace" in html and "unknown" in html and "<b>40</b>" not in html
    run("report", "t.jsonl", "-o", "told.html", "--stats", "s.json", "-q")
    assert "<b>40</b>" in (corpus / "told.html").read_text("utf-8")
    told = CliRunner().invoke(cli, ["report", "t.jsonl", "--stats", "s.json", "-q", "-o", "-"])
    assert told.stdout_bytes == (corpus / "told.html").read_bytes()
    assert "is a folder" in run("report", "t.jsonl", "-o", ".", code=2)


HUGE = json.dumps(trace(result("a,"), textclean.Pipeline(()), path="x")).replace('"length": 2', '"length": 1e999')


@pytest.mark.parametrize("line", ["{}", "[]", "7", "no", '{"format": "textclean-trace", "version": 99}', "[" * 9999, HUGE])
def test_what_is_no_trace_is_told(corpus: Path, line: str) -> None:
    (corpus / "t.jsonl").write_text(line)
    assert "t.jsonl: line 1: is no line of a trace" in run("report", "t.jsonl", "-o", "told.html", code=4)
    assert not (corpus / "told.html").exists()
    assert "holds no counts" in run("report", "t.jsonl", "-o", "told.html", "--stats", "in.jsonl", code=4)


def test_a_run_that_goes_on_has_the_report_of_one_that_was_not_stopped(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was gathered is in the note beside the output."""
    monkeypatch.setattr("textclean.run.checkpoint.EVERY", 0.0)
    with (corpus / "big.jsonl").open("w", encoding="utf-8") as file:
        for number in range(20_000):
            file.write(json.dumps({"text": f"第{number}篇，他說:好,走了\u200b。"}, ensure_ascii=False) + "\n")

    def ordered(output: str, stop_after: int | None, resume: bool) -> Gathering:
        jobs = plan(discover(["big.jsonl"]), output)
        order = cleaning.Order(jobs, [JsonLines()], gathering=Gathering())
        assert order.gathering
        with Checkpoint(Path(output), identity(jobs, "x", ()), resume=resume) as checkpoint:
            watch = _Stopped(_Fast((toys.Comma(),)), Faults(), after=stop_after)
            with open(0, "rb", closefd=False) as stdin:
                cleaning.clean(order, Here(watch.pipeline), watch, stdin=stdin, stdout=sys.stdout.buffer, checkpoint=checkpoint)
        return order.gathering

    whole = ordered("whole.jsonl", None, False)
    with pytest.raises(KeyboardInterrupt):
        ordered("part.jsonl", 3, False)
    resumed = ordered("part.jsonl", None, True)
    assert resumed.documents == whole.documents == 20_000 and whole.changed
    assert page(resumed, About()) == page(whole, About())


class _Fast(Pipeline):
    """A pipeline that does one thing, at once."""

    def run(self, text: str) -> Result:
        at = text.index(",")
        return result(text, Edit(at, at + 1, "，", ("unify.width",)))


class _Stopped(Watch):
    """Is interrupted after some blocks."""

    def __init__(self, pipeline: Pipeline, faults: Faults, after: int | None) -> None:
        super().__init__(pipeline, faults)
        self._left = after

    def take(self, outcome: Any, size: int) -> None:
        super().take(outcome, size)
        if self._left is not None:
            self._left -= 1
            if self._left == 0:
                raise KeyboardInterrupt


def test_traced_and_cleaned_agree() -> None:
    """A trace's lines give the cards that the run itself gives, but for the text between edits."""
    pipeline: Cleaner = textclean.preset("standard")
    texts = ["他说:“好”,走了.", "第一篇，沒有毛病嗎,有."]
    live = Gathering()
    lines = []
    for number, text in enumerate(texts, 1):
        live.add(pipeline.run(text), "x", number)
        lines.append(json.dumps(trace(pipeline.run(text), pipeline, path="x", record=number)).encode())
    made = traced(lines).gathering
    both = [(a, b) for a, b in zip(live.by_lot.values(), made.by_lot.values(), strict=True)]
    assert len(both) == 2
    for mine, theirs in both:
        assert mine._replace(pieces=[]) == theirs._replace(pieces=[])
        assert [p for p in mine.pieces if p[0] in "di"] == [p for p in theirs.pieces if p[0] in "di"]


# In a browser.

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")


@contextmanager
def browser(folder: Path) -> Iterator[tuple[Callable[..., Any], list[Any]]]:
    """A headless Chromium: what calls its DevTools protocol, and what pages complained of so far."""
    client = pytest.importorskip("websockets.sync.client", reason="websockets (of the extra dev) is not installed")
    profile = folder / "profile"
    line = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0"]
    with subprocess.Popen([*line, f"--user-data-dir={profile}", "about:blank"], stderr=subprocess.DEVNULL) as child:
        try:
            with client.connect(_address(profile, child), max_size=None) as socket:
                complaints: list[Any] = []
                number = 0

                def call(method: str, **parameters: Any) -> Any:
                    nonlocal number
                    number += 1
                    socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
                    while True:
                        told = json.loads(socket.recv(timeout=30))
                        if told.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled"):
                            complaints.append(told["params"])
                        if told.get("id") == number:
                            assert "error" not in told, told
                            return told["result"]

                for domain in ("Page", "Log", "Runtime"):
                    call(f"{domain}.enable")
                yield call, complaints
        finally:
            child.terminate()


def _address(profile: Path, child: subprocess.Popen[bytes]) -> str:
    """Where the first page listens."""
    for _ in range(300):
        assert child.poll() is None, "the browser did not start"
        told = (profile / "DevToolsActivePort").read_text().split() if (profile / "DevToolsActivePort").exists() else []
        if told:
            with urllib.request.urlopen(f"http://127.0.0.1:{told[0]}/json") as answer:
                pages = [one for one in json.load(answer) if one["type"] == "page"]
            if pages:
                return str(pages[0]["webSocketDebuggerUrl"])
        time.sleep(0.1)
    raise AssertionError("the browser did not say where it listens")


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium (Debian: apt install chromium)")
def test_the_page_lives_in_a_browser(tmp_path: Path) -> None:
    """No complaint; text stays text; a filter, keys, the search and the switch of languages do what they say."""
    results = {number: sample(number) for number in range(200)}
    results[500] = result(SCRIPT + "<img src=x onerror=alert(2)>,", Edit(0, 8, "", (f"a.{SCRIPT}",)))
    (tmp_path / "report.html").write_bytes(page(gathered(results), About(documents=201, title=SCRIPT)))
    with browser(tmp_path) as (call, complaints):

        def ask(expression: str) -> Any:
            told = call("Runtime.evaluate", expression=expression, returnByValue=True)
            assert "exceptionDetails" not in told, told
            return told["result"].get("value")

        def press(key: str) -> None:
            for kind in ("keyDown", "keyUp"):
                call("Input.dispatchKeyEvent", type=kind, key=key, text=key if kind == "keyDown" else "")

        call("Page.navigate", url=(tmp_path / "report.html").as_uri())
        for _ in range(100):
            if ask("document.readyState") == "complete" and ask("document.querySelectorAll('.row').length"):
                break
            time.sleep(0.05)

        shown = ask("document.querySelectorAll('.row').length")
        assert shown > 50
        current = "[...document.querySelectorAll('.row')].findIndex((row) => row.getAttribute('aria-current'))"
        assert ask(current) == 0
        press("j"), press("j")
        assert ask(current) == 2
        press("k")
        assert ask(current) == 1
        title = ask("document.querySelector('#document h3').textContent")
        assert title == ask("document.querySelector('.row[aria-current] .path').textContent")

        choose = "const f = document.getElementById('filter'); f.value = {}; f.dispatchEvent(new Event('change'))"
        ask("{" + choose.format(json.dumps("debris.ad4")) + "}")
        assert 0 < ask("document.querySelectorAll('.row').length") < shown
        ask("{" + choose.format(json.dumps(f"a.{SCRIPT}")) + "}")
        assert ask("document.querySelectorAll('.row').length") == 1
        assert SCRIPT[8:] in ask("document.querySelector('#document .text').textContent")
        assert ask("document.querySelectorAll('#document script, #document img, main script').length") == 0

        press("/")
        assert ask("document.activeElement.id") == "search"
        press("z"), press("q")
        assert ask("document.getElementById('search').value") == "zq"
        assert ask("document.querySelectorAll('.row').length") == 0
        ask("document.querySelector('.rule').click()")
        assert ask("document.querySelectorAll('.example').length") > 0
        for language, heading in (("zh", "清洗报告"), ("en", "Cleaning report")):
            ask(f"document.querySelector('[data-language={language}]').click()")
            assert ask("document.querySelector('h1').innerText") == heading
        assert complaints == []
        # The policy holds: what somebody puts in does not run, and that is what the browser complains of.
        ask("document.body.insertAdjacentHTML('beforeend', '<p onclick=\"window.ran = 1\" id=bad>x</p>'); bad.click()")
        for _ in range(40):
            assert ask("window.ran") is None
            if complaints:
                break
            time.sleep(0.05)
        assert complaints
