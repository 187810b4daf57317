"""Hugging Face datasets: the cache is found again, before and after first use and in another process."""

import os
import subprocess
import sys

from datasets import Dataset
from datasets.fingerprint import Hasher

import textclean
from tests.hosts.material import CLEAN, DIRTY, ROOT, example
from textclean.adapters.datasets import DatasetCleaner

PIPELINE = textclean.preset("standard", script="keep").without("debris").with_options("repair.glyph", level="safe")


def test_the_example():
    """Other columns and None stay."""
    assert example("Hugging Face datasets")["clean"].to_dict() == {"id": [1, 2], "text": [CLEAN, None]}


def test_without_batches_and_over_processes():
    """The two other ways in which the host calls it."""
    pages = Dataset.from_dict({"id": list(range(8)), "text": [DIRTY, None] * 4})
    assert pages.map(DatasetCleaner())["text"][:2] == [CLEAN, None]
    assert pages.map(DatasetCleaner(preset=PIPELINE), batched=True, batch_size=2, num_proc=2).to_dict() == {
        "id": list(range(8)),
        "text": [CLEAN, None] * 4,
    }


def test_the_hash_is_the_choice_and_nothing_else():
    """The same after use, another one for another pipeline."""
    for make in (DatasetCleaner, lambda: DatasetCleaner("text", "standard", "keep"), lambda: DatasetCleaner("text", PIPELINE)):
        cleaner = make()
        before = Hasher.hash(cleaner)
        cleaner({"text": [DIRTY, "第一章 談壹點看法…"]})
        assert Hasher.hash(cleaner) == before == Hasher.hash(make())
    choices = [("standard",), ("standard", "keep"), ("conservative",), (PIPELINE,), (PIPELINE.without("dedupe"),)]
    hashes = {Hasher.hash(DatasetCleaner("text", *choice)) for choice in choices}
    assert len(hashes) == len(choices)


MAP = """import sys
import datasets, textclean
from textclean.adapters.datasets import DatasetCleaner
folder, choice, spoilt = sys.argv[1:]
pages = datasets.load_dataset("json", data_files=folder + "/pages.jsonl", cache_dir=folder + "/cache", split="train")
cleaner = DatasetCleaner("text", textclean.preset("standard").without("debris") if choice == "pipeline" else choice)
if spoilt:
    def refuse(*_): raise AssertionError("the cache was not used")
    DatasetCleaner.__call__ = refuse
done = pages.map(cleaner, batched=True)
print(done["text"][0], done.cache_files[0]["filename"])
"""


def test_two_processes_share_the_cache(tmp_path):
    """The second may not clean at all, and hashes strings in another order; another pipeline is cleaned anew."""
    (tmp_path / "pages.jsonl").write_text(f'{{"id": 1, "text": "{DIRTY}"}}\n', "utf-8")

    def mapped(choice, spoilt=""):
        environment = os.environ | {"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "PYTHONHASHSEED": "1" if spoilt else "2"}
        command = [sys.executable, "-W", "ignore", "-c", MAP, str(tmp_path), choice, spoilt]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=100)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1]

    first = mapped("standard")
    assert first.startswith(CLEAN + " ")
    assert mapped("standard", "spoilt") == first
    other = mapped("pipeline")
    assert other != first
    assert mapped("pipeline", "spoilt") == other
