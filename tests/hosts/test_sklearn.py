"""scikit-learn: clones, parameters, names, and the containers that texts come in."""

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.utils import get_tags

import textclean
from tests.hosts.material import CLEAN, DIRTY, Unlisted, example
from textclean.adapters.sklearn import TextCleaner


def test_the_example():
    """Dirty and clean are the same to the model."""
    names = example("scikit-learn")
    assert (names["counts"][0] != names["counts"][1]).nnz == 0
    assert "，" in names["model"].get_feature_names_out()


@pytest.mark.parametrize("container", [list, tuple, np.array, lambda t: np.array(t, dtype=object), pd.Series])
def test_texts_in_any_container(container):
    """An array of texts comes out."""
    assert TextCleaner().transform(container([DIRTY, CLEAN])).tolist() == [CLEAN, CLEAN]


def test_missing_texts_tables_and_lone_strings():
    """None, NaN and NA stay; a table keeps its shape; nothing gives nothing."""
    assert TextCleaner().transform([None, DIRTY]).tolist() == [None, CLEAN]
    assert np.isnan(TextCleaner().transform([float("nan"), DIRTY])[0])
    assert TextCleaner().transform(pd.Series([DIRTY, pd.NA], dtype="string")).tolist() == [CLEAN, pd.NA]
    assert TextCleaner().transform(pd.DataFrame({"a": [DIRTY], "b": [None]})).tolist() == [[CLEAN, None]]
    assert TextCleaner().transform([]).tolist() == []
    with pytest.raises(ValueError, match="a list of texts"):
        TextCleaner().transform(DIRTY)


def test_clones_parameters_and_pickles():
    """Parameters are what was given, and nothing else is state."""
    for cleaner in (
        TextCleaner(script="keep"),
        TextCleaner(textclean.preset("standard").without("debris")),
        TextCleaner(Unlisted()),
    ):
        copy = clone(cleaner)
        assert copy.get_params() == cleaner.get_params()
        assert pickle.loads(pickle.dumps(cleaner)).get_params() == cleaner.get_params()
    assert TextCleaner().set_params(script="keep").script == "keep"
    assert get_tags(TextCleaner()).input_tags.string
    assert not get_tags(TextCleaner()).requires_fit
    with pytest.raises(ValueError, match="did you mean"):
        TextCleaner("standrad").fit([DIRTY])


def test_columns_and_searches():
    """Names go through, also into frames; a search tries scripts."""
    frame = pd.DataFrame({"title": [DIRTY, None], "body": [CLEAN, DIRTY]})
    columns = ColumnTransformer([("text", TextCleaner(), ["title", "body"])], verbose_feature_names_out=False)
    done = columns.set_output(transform="pandas").fit_transform(frame)
    assert list(done.columns) == ["title", "body"]
    assert done["body"].tolist() == [CLEAN, CLEAN]
    assert columns.get_feature_names_out().tolist() == ["title", "body"]
    assert TextCleaner().get_feature_names_out().tolist() == ["text"]
    assert TextCleaner().fit(np.array([[DIRTY, CLEAN]])).get_feature_names_out().tolist() == ["x0", "x1"]
    assert TextCleaner().set_output(transform="pandas").fit_transform([DIRTY])["text"].tolist() == [CLEAN]
    model = make_pipeline(TextCleaner(), CountVectorizer(analyzer="char"), LogisticRegression())
    search = GridSearchCV(model, {"textcleaner__script": ["simplified", "keep"]}, cv=2, error_score="raise")
    search.fit([DIRTY, "好。", CLEAN, "好。"] * 2, [0, 1, 0, 1] * 2)
    assert search.predict([DIRTY]).tolist() == [0]
