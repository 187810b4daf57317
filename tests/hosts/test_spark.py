"""Spark on this machine, if there is a Java 17: both functions, nulls, and partitions that hold nothing else."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from tests.hosts.material import CLEAN, DIRTY, ROOT, TRADITIONAL, Unlisted, example
from textclean.adapters.spark import clean_frames, clean_text


def java():
    """The version of the Java that Spark would take, or 0."""
    home = os.environ.get("JAVA_HOME")
    try:
        done = subprocess.run([Path(home, "bin", "java") if home else "java", "-version"], capture_output=True, text=True)
    except OSError:
        return 0
    found = re.search(r'version "(\d+)', done.stderr)
    return int(found[1]) if found else 0


# PySpark itself is not optional here, but it installs without what it runs on.
JAVA = java()
pytestmark = pytest.mark.skipif(JAVA < 17, reason=f"Spark needs Java 17, and this machine has {f'Java {JAVA}' if JAVA else 'none'}")


@pytest.fixture(scope="module", autouse=True)
def workers_find_this_project():
    """Spark's workers are processes of their own, and the first python on the path unless they are told which."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])))
        yield
        if session := SparkSession.getActiveSession():
            session.stop()


def test_the_example():
    """Both ways give the same, and other columns and nulls stay."""
    names = example("Spark")
    for frame in (names["frames"], names["columns"]):
        assert sorted(map(tuple, frame.collect())) == [(1, CLEAN), (2, None)]


def test_many_partitions_sql_and_other_pipelines():
    """More batches than partitions, one partition of nulls only, SQL, and cleaners of one's own."""
    spark = SparkSession.builder.master("local[2]").getOrCreate()
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "50")
    rows = [(n, None if n < 250 or n % 5 == 0 else DIRTY, None if n % 2 else f"第{n}页") for n in range(1000)]
    pages = spark.createDataFrame(rows, "id long, text string, title string").repartitionByRange(4, "id").cache()
    expected = [(n, text and CLEAN, title) for n, text, title in rows]
    assert sorted(map(tuple, pages.mapInPandas(clean_frames(), pages.schema).collect())) == expected
    spark.udf.register("clean_text", clean_text())
    pages.createOrReplaceTempView("pages")
    assert sorted(map(tuple, spark.sql("SELECT id, clean_text(text), title FROM pages").collect())) == expected
    one = spark.createDataFrame([(TRADITIONAL, "完■")], "text string, end string")
    done = one.select(clean_text(script="keep")("text"), clean_text(Unlisted())("end")).collect()
    assert tuple(done[0]) == ("談一點看法，舉辦一個活動。", "完")
