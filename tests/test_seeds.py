"""The real documents of the shared material: what must come out, and what must never be touched."""

import json
import subprocess
import sys

import pytest

import textclean
from tests.material import shared

SUMMARY = ("ALL", "ALL-CLEAN")


def scored(tmp_path, cases):
    """The scorer's summary for one file of cases."""
    out = tmp_path / "score.json"
    command = [sys.executable, shared("tools", "score.py"), shared("cases", cases), "--callable", "textclean:clean", "--json", out]
    subprocess.run(command, check=True, capture_output=True)
    return json.loads(out.read_text("utf-8"))


def test_the_five_seeds_come_out_clean(tmp_path):
    """The bounds are the ones this version was made to keep."""
    every = scored(tmp_path, "seed-cases.jsonl")["summary"]["ALL"]
    assert every["keep"] == every["keep_n"]
    assert every["go"] >= 0.95 * every["go_n"]
    assert every["f05"] >= 0.93
    assert every["idem"] == 0


def test_clean_development_cases_stay_untouched(tmp_path):
    """Not one of them changes, and no case changes on a second run."""
    summary = scored(tmp_path, "dev-cases.jsonl")["summary"]
    assert summary["ALL-CLEAN"]["exact"] == summary["ALL-CLEAN"]["n"]
    assert summary["ALL"]["idem"] == 0
    assert summary["ALL"]["keep"] == summary["ALL"]["keep_n"]


def test_no_protected_span_of_the_seeds_is_touched():
    """A span that must survive is found again, changed in script and width at most, where the alignment says."""
    texts = {}
    for line in shared("seeds", "protected.tsv").read_text("utf-8").splitlines()[1:]:
        name, start, end, text, _ = line.split("\t")
        document, _, target = name.partition(".")
        script = "traditional" if target else "simplified"
        if name not in texts:
            raw = shared("seeds", f"{document}.txt").read_text("utf-8")
            texts[name] = textclean.trace(raw, script=script)
        result = texts[name]
        low, high = result.alignment.to_cleaned(int(start), int(end))
        assert textclean.preset("standard", script=script)(text.replace("\\n", "\n")).strip() == result.text[
            low:high
        ].strip() or any(
            rule.startswith(("unify.script", "unify.punctuation", "unify.quotes", "unify.variant"))
            for edit in result.edits
            if int(start) <= edit.start < int(end)
            for rule in edit.rules
        ), f"{name} {start}:{end} {text!r} became {result.text[low:high]!r}"
        assert high - low == int(end) - int(start), f"{name} {start}:{end} {text!r} became {result.text[low:high]!r}"


@pytest.mark.parametrize("preset", ["standard", "conservative", "aggressive"])
def test_two_working_rounds_are_enough_on_seeds_and_cases(preset):
    """And a second run changes nothing."""
    for cases in ("seed-cases.jsonl", "dev-cases.jsonl"):
        for line in shared("cases", cases).read_text("utf-8").splitlines():
            case = json.loads(line)
            result = textclean.trace(case["input"], preset=preset, script=case["target"])
            assert result.converged and result.rounds <= 2, case["id"]
            assert textclean.clean(result.text, preset=preset, script=case["target"]) == result.text, case["id"]
