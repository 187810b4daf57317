"""The playground: nobody gets in but by the address, what is copied does what was seen, any text stays text, it works in a browser."""

from __future__ import annotations

import http.client
import json
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import textclean
from tests.test_html_report import CHROMIUM, browser
from textclean import config
from textclean.cli import cli
from textclean.config import preset_names, read_preset
from textclean.core.cleaner import covers
from textclean.core.edit import Edit, Finding, apply
from textclean.core.errors import ConfigError
from textclean.core.pipeline import Pipeline
from textclean.core.result import Pass, Result
from textclean.playground import showing
from textclean.playground.page import _SAMPLE, page
from textclean.playground.setting import Setting, catalogue, pipeline, setting
from textclean.playground.showing import shown

pytest.importorskip("starlette", reason="starlette (of the extra serve) is not installed")
pytest.importorskip("uvicorn", reason="uvicorn (of the extra serve) is not installed")

from textclean.playground import app
from textclean.playground.app import LIMIT
from textclean.playground.server import Server

SCRIPT = "<script>alert(1)</script>"
PLAIN = {"text": "他说,好", "preset": "standard", "script": "simplified", "on": [], "off": []}


# What is set.


def test_what_there_is_to_choose_is_read_from_what_there_is() -> None:
    """Every preset, the mildest first; every script; every cleaner of a preset, once, and room by room in the order of work."""
    made = catalogue()
    assert [one["name"] for one in made["presets"]] == ["conservative", "standard", "aggressive"]
    assert sorted(one["name"] for one in made["presets"]) == list(preset_names())
    assert made["scripts"] == list(config.SCRIPTS) and made["preset"] == "standard"
    names = [one["name"] for one in made["cleaners"]]
    assert len(names) == len(set(names))
    assert set(names) == {row.name for name in preset_names() for row in read_preset(name).rows}
    assert all(one["promise"] and one["safety"] in ("safe", "lossy", "guess") for one in made["cleaners"])


def test_a_setting_that_only_leaves_out_is_told_by_its_preset() -> None:
    """A room in the place of its cleaners; a rule whose cleaner goes is not told."""
    debris = tuple(name for name in textclean.preset("standard").names if name.startswith("debris."))
    told = Setting("standard", "keep", off=("debris.forum.post", *debris, "unify.quotes.stray")).toml()
    assert told.splitlines()[1:] == [
        'extends = "standard"',
        'script = "keep"',
        "disable = [",
        '  "debris",',
        '  "unify.quotes.stray",',
        "]",
    ]


def settings() -> Iterator[Setting]:
    """Settings as the page makes them: of what a preset has some is off, of what it has not some is on."""
    rng = random.Random(7)
    made = catalogue()
    for preset in made["presets"]:
        for share in (0.0, 0.05, 0.3, 1.0):
            for script in rng.sample(config.SCRIPTS, 2):
                on, off = [], []
                for cleaner in made["cleaners"]:
                    for name in (cleaner["name"], *(rule for rule, _ in cleaner["rules"])):
                        has = name in preset["cleaners"] if name == cleaner["name"] else not covers(preset["off"], name)
                        if rng.random() < share:
                            (off if has else on).append(name)
                yield Setting(preset["name"], script, tuple(on), tuple(off))
    yield Setting("conservative", "keep", on=("unify.variant", "dedupe.fragment.version"), off=("dedupe.fragment",))
    yield Setting("conservative", "keep", on=("debris.noise",), off=("unify.linebreaks", "repair.glyph"))


@pytest.mark.parametrize("chosen", list(settings()), ids=lambda one: f"{one.preset}-{one.script}-{len(one.on)}-{len(one.off)}")
def test_the_configuration_loads_and_does_the_same(chosen: Setting, tmp_path: Path) -> None:
    """With the cleaners and rules that were asked for, and with the options of the preset."""
    have = set(textclean.preset(chosen.preset).names)
    on = {name for name in chosen.on if name.count(".") == 1} - set(chosen.off)
    expected = (have | on) - set(chosen.off)
    if not expected and chosen.on:
        return
    file = tmp_path / "copied.toml"
    file.write_text(chosen.toml(), "utf-8")
    loaded = config.load(file)
    assert set(loaded.names) == expected
    assert set(pipeline(chosen.toml()).names) == expected
    shipped = config.preset(chosen.preset, script=chosen.script)
    for step in loaded.steps:
        if step.name in shipped.names:
            assert step in shipped.steps
    rules = [name for name in chosen.off if name.count(".") > 1 and any(covers((step,), name) for step in expected)]
    assert all(covers(loaded.disable, name) for name in rules)
    assert not any(covers(loaded.disable, name) for name in chosen.on if not covers(chosen.off, name))
    assert loaded.run(_SAMPLE).text == pipeline(chosen.toml()).run(_SAMPLE).text
    if chosen == Setting(chosen.preset, chosen.script):
        assert loaded == shipped


@pytest.mark.parametrize(
    "told",
    [
        {"preset": "standrad", "script": "keep", "on": [], "off": []},
        {"preset": "standard", "script": "kept", "on": [], "off": []},
        {"preset": "standard", "script": "keep", "on": ["no.such"], "off": []},
        {"preset": "standard", "script": "keep", "on": [], "off": ['x"\n']},
        {"preset": "standard", "script": "keep", "on": [7], "off": []},
        {"preset": None, "script": "keep", "on": [], "off": []},
        {},
    ],
)
def test_what_cannot_be_set_is_an_error(told: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        pipeline(setting(told).toml())


# What is shown.


@given(st.text("甲乙,丙", max_size=30), st.data())
def test_the_pieces_are_the_text_before_and_after(text: str, data: st.DataObject) -> None:
    """Whatever edits and findings there are; each piece knows its own."""
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits = []
    for start, end in zip(places[::2], places[1::2], strict=False):
        replacement = data.draw(st.sampled_from(["", "丁", "，"]))
        if text[start:end] != replacement and (not edits or start > edits[-1].end):
            edits.append(Edit(start, end, replacement, ("a.b",)))
    after = apply(text, edits)
    spans = data.draw(st.lists(st.tuples(st.integers(0, len(after)), st.integers(0, len(after))).map(sorted), max_size=5))
    seen = tuple(sorted(Finding(start, end, "a.c", "seen") for start, end in spans))
    passes = (Pass("a.b", 1, text, after, tuple(edits)),) if edits else ()
    result = Result(text, after, passes, seen)
    made = shown(result, Pipeline(()))
    pieces = made["pieces"]
    assert "".join(piece[1] for piece in pieces if piece[0] in "kdf") == text
    assert "".join(piece[1] for piece in pieces if piece[0] in "kif") == after
    assert all(piece[2] < len(made["edits"]) for piece in pieces if piece[0] in "di")
    assert all(piece[2] < len(made["findings"]) for piece in pieces if piece[0] == "f")
    assert made["text"] == after and made["edited"] == len(result.edits)


def test_what_cannot_be_seen_is_drawn_and_reasons_are_told() -> None:
    made = shown(textclean.trace("他走了\u200b。"), textclean.preset("standard"))
    assert ["d", "⟨ZWSP⟩", 0] in made["pieces"]
    assert made["edits"] == [
        {"before": "⟨ZWSP⟩", "after": "", "rules": ("repair.controls.invisible",), "notes": ["U+200B"], "safety": "safe"}
    ]
    assert made["counts"] == {"repair.controls.invisible": 1}


def test_so_many_edits_are_drawn_and_the_others_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "SHOWN", 3)
    made = shown(textclean.trace("好,好,好,好,好,走了。"), textclean.preset("standard"))
    assert len(made["edits"]) == 3 and made["edited"] == 5 and made["unseen"]["edits"] == 2
    assert "".join(piece[1] for piece in made["pieces"] if piece[0] in "kd") == "好,好,好,"
    assert made["text"] == "好，好，好，好，好，走了。"


# Who gets in.


@contextmanager
def running() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.end()
        thread.join(20)
        assert not thread.is_alive()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as one:
        yield one


class Answer:
    """What a server said."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(server: Server, path: str | None = None, method: str = "GET", body: Any = None, **headers: str) -> Answer:
    """An answer to a request as written; without `path` one for the page."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        sent = {key.replace("_", "-"): value for key, value in headers.items()}
        connection.request(method, f"/{server.token}/" if path is None else path, body, sent)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def clean(server: Server, told: Any, **headers: str) -> Answer:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return ask(server, f"/{server.token}/clean", "POST", body, **{"Content-Type": "application/json", **headers})


def test_the_address_leads_to_the_page(server: Server) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}/", server.address)
    assert server._socket.getsockname()[0] == "127.0.0.1"
    answer = ask(server)
    assert answer.status == 200 and answer.body == page(LIMIT).html
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert ask(server, Host=f"localhost:{server.port}").status == 200
    assert ask(server, Origin=server.address.rpartition(f"/{server.token}")[0]).status == 200


def test_every_answer_keeps_to_itself(server: Server) -> None:
    """No other origin may read it, nobody keeps it, and the page may load nothing and ask nobody else."""
    for answer in (
        ask(server),
        ask(server, "/"),
        clean(server, PLAIN),
        clean(server, b"?"),
        ask(server, Host="x"),
        ask(server, method="PUT"),
    ):
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "server" not in answer.headers
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'") and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    policy = ask(server).headers["content-security-policy"]
    assert "script-src 'sha256-" in policy and "style-src 'sha256-" in policy and "connect-src 'self'" in policy


def test_the_page_needs_nothing_else() -> None:
    html = page(LIMIT).html.decode().replace("xmlns='http://www.w3.org/2000/svg'", "")
    assert not re.search(r"https?:|//[a-z]+\.|@import|url\(|\bsrc=|\bstyle=|\bon[a-z]+=\"|innerHTML|localStorage", html)
    assert 'spellcheck="false"' in html  # some browsers ask a server about spelling


@pytest.mark.parametrize(
    "path", ["/", "//", "/clean", "/wrong/", "/wrong/clean", "/%E5%AD%97/", "/favicon.ico", "/{token}x/", "/{short}/"]
)
def test_without_the_token_nothing_is_told(server: Server, path: str) -> None:
    for method in ("GET", "POST"):
        answer = ask(server, path.format(token=server.token, short=server.token[:-1]), method)
        assert answer.status == 403
        assert "address" in answer.text and server.token not in answer.text


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1:{port}.evil.example", "0.0.0.0:{port}", ""],
)
def test_another_host_is_refused(server: Server, host: str) -> None:
    """A name of somebody else's may lead here, but the browser tells it."""
    answer = ask(server, Host=host.format(port=server.port))
    assert answer.status == 403 and b"<" not in answer.body
    assert clean(server, PLAIN, Host=host.format(port=server.port)).status == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1"])
def test_another_origin_is_refused(server: Server, origin: str) -> None:
    assert clean(server, PLAIN, Origin=origin.format(port=server.port)).status == 403


def test_only_what_is_asked_for_by_the_page_is_answered(server: Server) -> None:
    path = f"/{server.token}/clean"
    for method in ("GET", "PUT", "DELETE", "OPTIONS"):
        assert ask(server, path, method).status == 405
    assert ask(server, method="POST").status == 405
    assert ask(server, f"/{server.token}/other").status == 404
    assert ask(server, path, "POST", json.dumps(PLAIN), Content_Type="text/plain").status == 400


def test_a_text_that_is_too_long_is_refused_with_the_limit(server: Server) -> None:
    """By what is sent, not by what is said of it; a text just below is cleaned."""
    rest = len(json.dumps({**PLAIN, "text": ""}))
    assert clean(server, {**PLAIN, "text": "x" * (LIMIT - rest)}).status == 200
    for size in (LIMIT - rest + 1, 3 * LIMIT):
        answer = clean(server, {**PLAIN, "text": "x" * size})
        assert answer.status == 413 and f"{LIMIT:,} bytes" in answer.text
    chunks = (b"x" * 100_000 for _ in range(11))
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", f"/{server.token}/clean", chunks, {"Content-Type": "application/json"}, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"7", b"\xff", b'{"text": 7}', b"[" * 100_000, json.dumps({"text": "x"}).encode()]
)
def test_what_no_page_sends_is_refused(server: Server, body: bytes) -> None:
    assert clean(server, body).status == 400


def test_a_wrong_name_is_told_with_the_right_one(server: Server) -> None:
    answer = clean(server, {**PLAIN, "off": ["unify.quoets"]})
    assert answer.status == 400 and "did you mean 'unify.quotes'" in answer.text


# What is answered.


def test_a_text_is_cleaned_as_the_library_does(server: Server) -> None:
    for preset in preset_names():
        answer = json.loads(clean(server, {**PLAIN, "text": _SAMPLE, "preset": preset}).body)
        assert answer["text"] == textclean.clean(_SAMPLE, preset=preset)
        assert config.parse(answer["toml"]).build().run(_SAMPLE).text == answer["text"]


def test_any_text_is_answered(server: Server) -> None:
    """Markup as it came, in an answer that no browser takes for a page; halves of surrogate pairs too."""
    for text in (f"{SCRIPT},好", "", "\ud800甲\udc00", "\0\u2028", "<!--"):
        answer = clean(server, {**PLAIN, "text": text, "off": ["repair"]})
        assert answer.status == 200 and answer.headers["content-type"] == "application/json"
        made = json.loads(answer.body)
        if text.startswith("<script>"):
            assert made["pieces"][0][1].startswith(SCRIPT)


class _Slow:
    """A pipeline that works until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.texts: list[str] = []

    def run(self, text: str) -> Result:
        self.texts.append(text)
        assert self.go.wait(30)
        return Result(text, text)

    steps = ()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Slow]:
    made = _Slow()
    monkeypatch.setattr(app, "pipeline", lambda toml: made)
    yield made
    made.go.set()


def wait(until: Callable[[], Any]) -> None:
    for _ in range(400):
        if until():
            return
        time.sleep(0.02)
    raise AssertionError("did not happen")


def test_a_slow_text_holds_nobody_up_and_who_has_gone_is_not_cleaned_for(server: Server, slow: _Slow) -> None:
    with ThreadPoolExecutor(3) as pool:
        two = [pool.submit(clean, server, {**PLAIN, "text": text}) for text in "甲乙"]
        wait(lambda: len(slow.texts) == 2)
        assert ask(server).status == 200

        body = json.dumps({**PLAIN, "text": "gone"})
        gone = http.client.HTTPConnection("127.0.0.1", server.port)
        gone.request("POST", f"/{server.token}/clean", body, {"Content-Type": "application/json"})
        time.sleep(0.2)
        gone.close()
        time.sleep(0.2)
        last = pool.submit(clean, server, {**PLAIN, "text": "last"})
        time.sleep(0.2)
        slow.go.set()
        assert [one.result().status for one in (*two, last)] == [200, 200, 200]
    assert sorted(slow.texts) == sorted(["甲", "乙", "last"])


def test_a_cleaner_that_fails_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "pipeline", lambda toml: None)
    answer = clean(server, PLAIN)
    assert answer.status == 500 and answer.text.startswith("internal error: AttributeError")
    assert ask(server).status == 200


# The command.


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_the_command_prints_the_address_and_ends_in_order(busy: bool) -> None:
    """On an interrupt, also while a page is open and keeps its connection, or waits for a long text."""
    line = [sys.executable, "-m", "textclean", "serve", "--no-open"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout and child.stderr
        address = child.stdout.readline()
        match = re.fullmatch(r"http://127\.0\.0\.1:(\d+)(/\S+/)\n", address)
        assert match
        connection = http.client.HTTPConnection("127.0.0.1", int(match[1]), timeout=60)
        connection.request("GET", match[2])
        assert connection.getresponse().read() == page(LIMIT).html
        if busy:
            body = json.dumps({**PLAIN, "text": '他说:"好",走了.\n' * 10_000})
            connection.request("POST", f"{match[2]}clean", body, {"Content-Type": "application/json"})
            time.sleep(0.5)
        child.send_signal(signal.SIGINT)
        if busy:
            assert connection.getresponse().status == 200
        out, err = child.communicate(timeout=30)
        connection.close()
    assert child.returncode == 0 and out == ""
    assert err == "textclean: listening; end with Ctrl-C\ntextclean: ended\n"


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = CliRunner().invoke(cli, ["serve", "--no-open", "--port", str(port)])
    assert done.exit_code == 4 and done.stderr.startswith(f"textclean: 127.0.0.1:{port}: ") and not done.stdout


def test_the_browser_is_opened_unless_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr(Server, "run", lambda self: (time.sleep(0.3), self._socket.close()))
    assert CliRunner().invoke(cli, ["serve", "--no-open"]).exit_code == 0 and not opened
    done = CliRunner().invoke(cli, ["serve"])
    assert done.exit_code == 0 and opened == [done.stdout.strip()]


@pytest.mark.parametrize("absent", ["starlette", "uvicorn"])
def test_without_the_extra_the_command_says_how_to_get_it(absent: str) -> None:
    code = f"import sys; sys.modules['{absent}'] = None; sys.argv = ['textclean', 'serve']; from textclean.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and not done.stdout
    assert done.stderr == f"textclean: textclean serve needs {absent}: pip install 'textclean-zh[serve]'\n"


def test_no_other_command_loads_a_server() -> None:
    code = (
        "import sys, textclean.cli; print(*{'starlette', 'uvicorn', 'anyio', 'jinja2', 'textclean.playground'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


# In a browser.


class Tab:
    """A page in a browser, and what is done in it."""

    def __init__(self, call: Callable[..., Any], address: str) -> None:
        self.call = call
        call("Page.navigate", url=address)
        self.settle()

    def __call__(self, expression: str) -> Any:
        told = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def settle(self) -> None:
        """Wait until the last answer is drawn."""
        wait(lambda: self("(document.documentElement || {dataset: {}}).dataset.settled"))

    def put(self, text: str) -> None:
        """Type a text, as far as the page can tell."""
        self(f"{{ const t = document.getElementById('text'); t.value = {json.dumps(text)}; t.dispatchEvent(new Event('input')); }}")
        self.settle()

    def click(self, selector: str) -> None:
        self(f"document.querySelector({json.dumps(selector)}).click()")
        self.settle()

    def text(self, selector: str) -> str:
        return str(self(f"document.querySelector({json.dumps(selector)}).textContent"))


@pytest.fixture
def tab(tmp_path: Path, server: Server) -> Iterator[tuple[Tab, list[Any]]]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium (Debian: apt install chromium)")
    with browser(tmp_path) as (call, complaints):
        call("Network.enable")
        yield Tab(call, server.address), complaints


def test_the_page_cleans_as_one_types(tab: tuple[Tab, list[Any]]) -> None:
    """The diff follows the text, a switch changes it, a reason is told, and no console complains."""
    page, complaints = tab
    page.put("他说,好")
    assert page.text("#diff del") == "," and page.text("#diff ins") == "，" and page.text("#clean") == "他说，好"
    assert page.text(".edit .name") == "unify.punctuation.width"
    page("{ document.querySelector('#text').focus(); }")
    page.call("Input.insertText", text="了!")
    wait(lambda: page.text("#clean") in ("他说，好了！", "了！他说，好"))

    page.put('他说:"走了"。爱好鍺都知道')
    assert "爱好者" in page.text("#clean")
    page.click('[data-name="repair.glyph"]')
    assert "爱好者" not in page.text("#clean") and '"repair.glyph"' in page.text("#toml")
    page.click('[data-name="unify.quotes.straight"]')
    assert '"走了' in page.text("#clean")
    assert page("document.getElementById('reset').hidden") is False
    page.click("#reset")
    assert "爱好者" in page.text("#clean") and "“走了" in page.text("#clean")

    page("document.querySelector('#diff ins').click()")
    assert page("document.getElementById('why').hidden") is False
    assert page.text("#why .name") == page.text(".edit[aria-current] .name")
    page("document.getElementById('why').click()")
    assert page("document.getElementById('why').hidden") is True
    page.click('[data-preset="conservative"]')
    assert page("document.getElementById('script').value") == "keep"
    assert 'extends = "conservative"' in page.text("#toml")

    page.put("再也讀不出的:锟斤拷锟斤拷。")
    assert page.text("#diff mark") == "锟斤拷锟斤拷" == page.text("#findings mark")
    for language, heading in (("zh", "试验台"), ("en", "Playground")):
        page.click(f"[data-language={language}]")
        assert page("document.querySelector('h1').innerText") == heading
    assert complaints == []


def test_what_is_copied_does_what_was_seen(tab: tuple[Tab, list[Any]], tmp_path: Path, server: Server) -> None:
    """Also with a cleaner that the preset leaves out."""
    page, complaints = tab
    page.call(
        "Browser.grantPermissions",
        origin=server.address.rpartition(f"/{server.token}")[0],
        permissions=["clipboardReadWrite", "clipboardSanitizedWrite"],
    )
    page.put(_SAMPLE)
    for clicks in (
        ['[data-name="unify.quotes"]', '[data-name="debris.tools.row"]'],
        ['[data-preset="aggressive"]'],
        ['[data-preset="conservative"]', '[data-name="unify.variant"]'],
    ):
        for selector in clicks:
            page.click(selector)
        page("document.getElementById('copy-toml').click()")
        # The clipboard where the browser lends it, else what the page shows to be selected.
        copied = page("navigator.clipboard.readText().catch(() => document.getElementById('toml').textContent)")
        assert copied == page.text("#toml")
        (tmp_path / "copied.toml").write_text(copied, "utf-8")
        assert config.load(tmp_path / "copied.toml").run(_SAMPLE).text == page.text("#clean")
        (tmp_path / "in.txt").write_text(_SAMPLE, "utf-8")
        done = CliRunner().invoke(cli, ["clean", str(tmp_path / "in.txt"), "--config", str(tmp_path / "copied.toml"), "-q"])
        assert done.exit_code == 0 and done.stdout == page.text("#clean")
        time.sleep(1.5)
    assert complaints == []


def test_a_document_of_markup_stays_text(tab: tuple[Tab, list[Any]]) -> None:
    """Pasted, shown as diff, as clean text and in the reasons; and what somebody puts in as markup does not run."""
    page, complaints = tab
    bad = f"{SCRIPT * 3}</script><img src=x onerror=alert(2)>,好,<b onclick=alert(3)>"
    page.click('[data-name="repair.tags"]')
    for text in (bad, bad * 50, f"他说{SCRIPT},{SCRIPT}\n首页>新闻>{SCRIPT}"):
        for name in ("repair.tags", "repair.tags"):
            page.put(text)
            assert page("document.querySelectorAll('main script, main img, main b[onclick]').length") == 0
            assert SCRIPT in page.text("#diff")
            page.click(f'[data-name="{name}"]')
    assert complaints == []
    page(
        "try { document.body.insertAdjacentHTML('beforeend', '<p onclick=\"window.ran = 1\" id=bad>x</p>'); bad.click() } catch {}"
    )
    wait(lambda: complaints)
    assert page("window.ran") is None


def test_a_file_is_read_and_too_long_a_text_is_told(tab: tuple[Tab, list[Any]]) -> None:
    """A file in UTF-8 or GB 18030; what stood there stays when an answer is a complaint."""
    page, complaints = tab
    drop = """{{ const data = new DataTransfer(); data.items.add(new File([new Uint8Array({bytes})], "x.txt"));
        document.dispatchEvent(new DragEvent("drop", {{ dataTransfer: data, cancelable: true }})); }}"""
    for encoding in ("utf-8", "gb18030"):
        page(drop.format(bytes=list("拖来的文件,好".encode(encoding))))
        wait(lambda: page.text("#clean") == "拖来的文件，好")
        page.put("")
    page(drop.format(bytes=[255, 255, 255]))
    wait(lambda: "GB 18030" in page.text("#trouble"))
    page.put("长" * (LIMIT // 3))
    assert f"{LIMIT:,}" in page.text("#trouble") and page("document.getElementById('trouble').hidden") is False
    page.put("短,好")
    assert page("document.getElementById('trouble').hidden") is True and page.text("#clean") == "短，好"
    assert complaints == []


@pytest.mark.parametrize("width", [390, 800, 1280])
def test_the_page_fits(tab: tuple[Tab, list[Any]], width: int) -> None:
    """Nothing is wider than the window, with a long text of one word too."""
    page, complaints = tab
    page.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 500)
    page.put(_SAMPLE + "x" * 3000 + ",好\n" + "首页>新闻>正文" * 30)
    assert page("document.documentElement.scrollWidth <= innerWidth")
    assert page("document.getElementById('diff').getBoundingClientRect().height") > 150
    assert complaints == []


def test_a_page_without_its_server_says_so(tmp_path: Path) -> None:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium (Debian: apt install chromium)")
    with browser(tmp_path) as (call, _):
        with running() as server:
            page = Tab(call, server.address)
        page.put("好,好")
        assert "textclean serve" in page.text("#trouble")
