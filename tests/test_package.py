"""The wheel, in an environment that knows nothing of this folder: packaging leaves files out in silence."""

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent

_CLEAN = """
import textclean
text = "壹個操作,妳看著"
assert textclean.clean("他说:“走吧”,走了.") == "他说：“走吧”，走了。", textclean.clean("他说:“走吧”,走了.")
assert "site-packages" in textclean.__file__
from textclean import registry
for name in registry.names():
    registry.cleaner(name)()(open(r"{raw}", encoding="utf-8").read())
for name in ("standard", "conservative", "aggressive"):
    textclean.preset(name)
"""


def test_the_wheel_cleans_text_in_an_empty_environment(tmp_path):
    """Built, installed with its dependencies, imported and called, outside this folder."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True, capture_output=True, cwd=tmp_path)
    raw = ROOT / "fixtures" / "documents" / "article-look-alikes-forum-tail.raw.txt"
    subprocess.run([python, "-I", "-c", _CLEAN.format(raw=raw)], check=True, cwd=tmp_path)
    told = subprocess.run([python, "-m", "textclean", "clean", raw], check=True, capture_output=True, cwd=tmp_path)
    assert "我要回帖" not in told.stdout.decode("utf-8")
