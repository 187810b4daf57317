"""datatrove: a step between reader and writer, over two tasks, with its statistics."""

import gzip
import json

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from tests.hosts.material import CLEAN, DIRTY, Unlisted, example
from textclean.adapters.datatrove import TextcleanFormatter


def test_the_example():
    """Id and metadata stay."""
    [document] = example("datatrove")["documents"]
    assert (document.text, document.id, document.metadata) == (CLEAN, "p1", {"page": 3})


def test_missing_texts_and_counts():
    """None stays None; what changed is counted."""
    step = TextcleanFormatter(Unlisted())
    documents = [Document(text=text, id=str(at)) for at, text in enumerate(["完■", "完", None])]
    assert [document.text for document in step.run(iter(documents))] == ["完", "完", None]
    assert {name: stat.total for name, stat in step.stats.stats.items() if name in ("total", "changed")} == {
        "total": 3,
        "changed": 1,
    }


def test_two_tasks_from_files_to_files(tmp_path):
    """Every document once, with its metadata."""
    (tmp_path / "in").mkdir()
    for shard in range(2):
        lines = [json.dumps({"id": f"{shard}-{n}", "text": DIRTY, "page": n}, ensure_ascii=False) for n in range(20)]
        (tmp_path / "in" / f"{shard}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    steps = [JsonlReader(str(tmp_path / "in")), TextcleanFormatter(), JsonlWriter(str(tmp_path / "out"))]
    executor = LocalPipelineExecutor(steps, tasks=2, workers=2, logging_dir=str(tmp_path / "logs"), start_method="spawn")
    executor.run()
    paths = sorted((tmp_path / "out").iterdir())
    found = [json.loads(line) for path in paths for line in gzip.decompress(path.read_bytes()).splitlines()]
    assert sorted(record["id"] for record in found) == sorted(f"{shard}-{n}" for shard in range(2) for n in range(20))
    assert {record["text"] for record in found} == {CLEAN}
    assert found[3]["metadata"]["page"] == 3
