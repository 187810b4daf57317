"""Polars: eager, lazy and streaming; nulls stay nulls."""

import polars as pl
import pytest

import textclean.adapters.polars  # noqa: F401  # brings the namespace
from tests.hosts.material import CLEAN, DIRTY, TRADITIONAL, Unlisted, example


def test_the_example():
    """Lazily."""
    assert example("Polars")["clean"].to_dict(as_series=False) == {"id": [1, 2], "text": [CLEAN, None]}


def test_everywhere_an_expression_may_stand():
    """Streaming, in groups, behind filters, on empty columns and columns of nulls."""
    pages = pl.DataFrame({"site": ["a", "b"] * 500, "text": [DIRTY, None] * 500})
    lazy = pages.lazy().with_columns(pl.col("text").textclean.clean().alias("done"))
    streamed = lazy.filter(pl.col("done").is_not_null()).collect(engine="streaming")
    assert streamed["done"].to_list() == [CLEAN] * 500
    assert lazy.collect_schema()["done"] == pl.String
    grouped = pages.group_by("site", maintain_order=True).agg(pl.col("text").first().textclean.clean())
    assert grouped["text"].to_list() == [CLEAN, None]
    empty = pl.DataFrame({"text": pl.Series([], dtype=pl.String)}).select(pl.col("text").textclean.clean())
    assert empty.schema == {"text": pl.String}
    nulls = pl.DataFrame({"text": pl.Series([None, None], dtype=pl.String)})
    assert nulls.select(pl.col("text").textclean.clean())["text"].null_count() == 2


def test_pipelines_and_wrong_types():
    """The choice of the other adapters."""
    one = pl.DataFrame({"text": [TRADITIONAL], "end": ["完■"], "n": [1]})
    assert one.select(pl.col("text").textclean.clean(script="keep")).item() == "談一點看法，舉辦一個活動。"
    assert one.select(pl.col("end").textclean.clean(Unlisted())).item() == "完"
    with pytest.raises(Exception, match="not int"):
        one.select(pl.col("n").textclean.clean())
