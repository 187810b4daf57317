"""Spark: a function for `mapInPandas`, and a column function. The pipeline is unpickled once per task, never once per row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from textclean.adapters._choice import chosen
from textclean.adapters._host import needed
from textclean.core.cleaner import Cleaner
from textclean.core.pipeline import Pipeline

with needed("spark", "pandas"):
    import pandas as pd
with needed("spark", "pyspark"):
    from pyspark.sql.functions import pandas_udf


def clean_frames(
    column: str = "text", preset: str | Cleaner = "standard", script: str | None = None
) -> Callable[[Iterator[pd.DataFrame]], Iterator[pd.DataFrame]]:
    """Clean a column of a frame: `frame.mapInPandas(clean_frames("text"), frame.schema)`. The other columns and nulls stay.

    >>> next(clean_frames()(iter([pd.DataFrame({"id": [7], "text": ["他说:好"]})]))).to_dict("list")
    {'id': [7], 'text': ['他说：好']}
    """
    pipeline = chosen(preset, script)

    def clean(frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for frame in frames:
            yield frame.assign(**{column: _cleaned(frame[column], pipeline)})

    return clean


def clean_text(preset: str | Cleaner = "standard", script: str | None = None) -> Any:
    """A function of columns: `frame.withColumn("text", clean_text()("text"))`, or `spark.udf.register("clean_text", clean_text())`."""
    pipeline = chosen(preset, script)

    def clean(columns: Iterator[pd.Series]) -> Iterator[pd.Series]:
        for column in columns:
            yield _cleaned(column, pipeline)

    return pandas_udf(clean, "string")


def _cleaned(column: pd.Series, pipeline: Pipeline) -> pd.Series:
    # Objects, since Spark cannot yet take the strings that pandas 3 makes of its own accord.
    return column.map(pipeline, na_action="ignore").astype(object)
