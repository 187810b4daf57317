"""Without its host an adapter says what to install; without adapters nobody imports a host. Needs no host itself."""

import subprocess
import sys

import pytest

HOSTS = {
    "pandas": ("pandas", "pandas"),
    "polars": ("polars", "polars"),
    "duckdb": ("duckdb", "duckdb"),
    "sklearn": ("sklearn", "sklearn"),
    "langchain": ("langchain_core", "langchain"),
    "llama_index": ("llama_index", "llama-index"),
    "haystack": ("haystack", "haystack"),
    "spacy": ("spacy", "spacy"),
    "datatrove": ("datatrove", "datatrove"),
    "spark": ("pandas", "spark"),
    "ray": ("ray", "ray"),
}


def run(code):
    """The last line that a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("adapter", HOSTS)
def test_a_missing_host_is_named_with_its_extra(adapter):
    """None in sys.modules is how Python is told that there is no such module."""
    host, extra = HOSTS[adapter]
    code = f"""import sys
sys.modules[{host!r}] = None
try: import textclean.adapters.{adapter}
except ImportError as error: print(error)"""
    assert run(code) == f"textclean.adapters.{adapter} needs {host}: pip install 'textclean-zh[{extra}]'"


def test_a_broken_host_keeps_its_own_error(tmp_path):
    """What is missing is then not the host."""
    (tmp_path / "polars.py").write_text("import no_such_library")
    code = f"""import sys
sys.path.insert(0, {str(tmp_path)!r})
try: import textclean.adapters.polars
except ImportError as error: print(error)"""
    assert run(code) == "No module named 'no_such_library'"


def test_nobody_imports_a_host_unasked():
    """Neither the package nor its adapters' package nor the adapter that needs no host."""
    hosts = sorted({host for host, _ in HOSTS.values()} | {"datasets", "pyspark", "pyarrow"})
    code = f"""import sys, textclean, textclean.adapters, textclean.adapters.datasets
textclean.clean("好")
print([name for name in {hosts!r} if name in sys.modules])"""
    assert run(code) == "[]"


def test_the_command_names_the_missing_ray(tmp_path):
    """As an error of usage, before anything is written."""
    (tmp_path / "in.txt").write_text("好", "utf-8")
    code = f"""import os, sys
os.chdir({str(tmp_path)!r})
sys.modules["ray"] = None
from click.testing import CliRunner
from textclean.cli import cli
done = CliRunner().invoke(cli, ["clean", "in.txt", "-o", "out", "--engine", "ray"])
print(done.exit_code, done.stderr.strip(), os.listdir())"""
    told = "textclean: --engine ray: textclean.adapters.ray needs ray: pip install 'textclean-zh[ray]'"
    assert run(code) == f"2 {told} ['in.txt']"
