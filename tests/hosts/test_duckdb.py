"""DuckDB: an SQL function; NULL stays NULL."""

import duckdb
import pytest

from tests.hosts.material import CLEAN, DIRTY, TRADITIONAL, Unlisted, example
from textclean.adapters.duckdb import register


def test_the_example():
    """NULL too."""
    assert example("DuckDB")["rows"] == [(1, CLEAN), (2, None)]


def test_many_rows_several_functions_and_constants():
    """More rows than one vector holds, over threads; a function each for two pipelines."""
    with duckdb.connect() as connection:
        register(connection)
        register(connection, "keeping", script="keep")
        register(connection, "unlisted", preset=Unlisted())
        connection.sql(f"CREATE TABLE pages AS SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE '{DIRTY}' END t FROM range(9000) r(i)")
        found = connection.sql(
            "SELECT clean_text(t) AS done, count(*) FROM pages GROUP BY done ORDER BY done NULLS FIRST"
        ).fetchall()
        assert found == [(None, 3000), (CLEAN, 6000)]
        assert connection.sql(f"SELECT keeping('{TRADITIONAL}'), unlisted('完■'), clean_text('')").fetchall() == [
            ("談一點看法，舉辦一個活動。", "完", "")
        ]
        assert connection.sql("SELECT clean_text(NULL)").fetchall() == [(None,)]


def test_the_default_connection_and_unknown_presets():
    """Without a connection, the module's own; a slip is told before any row."""
    register()
    assert duckdb.sql(f"SELECT clean_text('{DIRTY}')").fetchall() == [(CLEAN,)]
    with pytest.raises(ValueError, match="did you mean 'standard'"):
        register(name="other", preset="standrad")
