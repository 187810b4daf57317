"""pandas: index, name, type and missing values stay."""

import pandas as pd
import pytest

import textclean.adapters.pandas  # brings the accessors
from tests.hosts.material import CLEAN, DIRTY, TRADITIONAL, Unlisted, example


def test_the_example():
    """A frame and a series."""
    names = example("pandas")
    assert names["clean"].to_dict("list")["id"] == [1, 2]
    assert list(names["clean"].index) == ["a", "b"]
    assert names["clean"]["text"]["a"] == CLEAN
    assert pd.isna(names["clean"]["text"]["b"])
    assert names["frame"]["text"]["a"] == DIRTY
    assert names["texts"]["a"] == CLEAN


@pytest.mark.parametrize("kind", [object, "str", "string", pd.StringDtype("pyarrow"), "category"])
def test_types_and_missing_values_stay(kind):
    """But cleaned categories are texts."""
    series = pd.Series([DIRTY, None, DIRTY], index=[5, 5, 7], name="body", dtype=kind)
    done = series.textclean.clean()
    assert done.name == "body"
    assert list(done.index) == [5, 5, 7]
    assert [None if pd.isna(text) else text for text in done] == [CLEAN, None, CLEAN]
    assert done.dtype == series.dtype or kind == "category"


def test_odd_columns():
    """None at all, only missing ones, other pipelines, several columns, names that are no strings, and numbers."""
    assert pd.Series([], dtype="str").textclean.clean().empty
    assert pd.Series([None, DIRTY, None], dtype=object).textclean.clean().tolist() == [None, CLEAN, None]
    assert pd.Series([pd.NA, DIRTY], dtype=object).textclean.clean()[0] is pd.NA
    assert pd.Series([TRADITIONAL]).textclean.clean(script="keep")[0] == "談一點看法，舉辦一個活動。"
    assert pd.Series(["完■"]).textclean.clean(Unlisted())[0] == "完"
    frame = pd.DataFrame({0: [DIRTY], "title": [DIRTY], "n": [1]})
    assert frame.textclean.clean(0, "title").iloc[0].tolist() == [CLEAN, CLEAN, 1]
    with pytest.raises(TypeError, match="not int"):
        frame.textclean.clean("n")
    with pytest.raises(textclean.ConfigError, match="which columns"):
        frame.textclean.clean()
