"""Which files are read, where results go, and that no file is ever half written or destroyed."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests import toys
from textclean.core.errors import ConfigError, InputError
from textclean.run.discovery import discover
from textclean.run.output import Draft, plan, refuse_clobbering
from textclean.run.selection import select


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a small corpus."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "data/b.txt",
        "data/a.md",
        "data/sub/c.jsonl",
        "data/sub/D.TXT",
        "data/e.csv",
        "data/.hidden.txt",
        "data/.git/f.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("甲", "utf-8")
    (tmp_path / "data/b.txt.rejects.jsonl").write_text("{}")
    (tmp_path / "data/link.txt").symlink_to("b.txt")
    (tmp_path / "data/linked").symlink_to("sub")
    return tmp_path


def found(*arguments: str, output: str | None = None) -> list[tuple[str, str]]:
    return [(source.name, str(source.relative)) for source in discover(arguments, Path(output) if output else None)]


# Which files


def test_a_folder_gives_its_text_files_in_order_without_hidden_and_linked_ones(here: Path) -> None:
    assert found("data") == [
        ("data/a.md", "a.md"),
        ("data/b.txt", "b.txt"),
        ("data/sub/D.TXT", "sub/D.TXT"),
        ("data/sub/c.jsonl", "sub/c.jsonl"),
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["data/e.csv"], [("data/e.csv", "e.csv")]),
        (["data/link.txt"], [("data/link.txt", "link.txt")]),
        (["./data/b.txt", "data/b.txt", "data/link.txt"], [("data/b.txt", "b.txt")]),
        (["data/*.txt"], [("data/b.txt", "b.txt")]),
        (["data/b.txt", "data/sub/D.TXT"], [("data/b.txt", "b.txt"), ("data/sub/D.TXT", "sub/D.TXT")]),
        (
            ["data/**/*.jsonl", "-"],
            [("data/b.txt.rejects.jsonl", "b.txt.rejects.jsonl"), ("data/linked/c.jsonl", "linked/c.jsonl"), ("-", "-")],
        ),
        (["data/[b]*.txt"], [("data/b.txt", "b.txt")]),
    ],
)
def test_what_is_named_is_taken_once_and_placed_below_the_shared_folder(
    here: Path, arguments: list[str], expected: list[tuple[str, str]]
) -> None:
    assert found(*arguments) == expected


def test_a_file_whose_name_looks_like_a_pattern_is_a_file(here: Path) -> None:
    (here / "[1].txt").write_text("乙")
    assert found("[1].txt") == [("[1].txt", "[1].txt")]


def test_an_output_folder_inside_the_input_is_not_read(here: Path) -> None:
    assert ("data/sub/c.jsonl", "sub/c.jsonl") not in found("data", output="data/sub")


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("nothing.txt", "no such file or folder"),
        ("data/*.nothing", "matches no file"),
        ("empty", r"holds no \*\.txt, \*\.md, \*\.jsonl"),
        ("broken", "link to something that does not exist"),
    ],
)
def test_an_argument_that_leads_to_no_file_is_an_error(here: Path, argument: str, message: str) -> None:
    (here / "empty").mkdir()
    (here / "broken").symlink_to("gone")
    with pytest.raises(InputError, match=message):
        discover([argument])


def test_standard_input_is_read_once() -> None:
    with pytest.raises(ConfigError, match="only once"):
        discover(["-", "-"])


# Where to


@pytest.mark.parametrize(
    ("arguments", "output", "targets"),
    [
        (["data/b.txt"], None, [None]),
        (["data/b.txt"], "-", [None]),
        (["data/b.txt"], "out.txt", ["out.txt"]),
        (["data/b.txt"], "data/sub", ["data/sub/b.txt"]),
        (["data/b.txt"], "new/", ["new/b.txt"]),
        (["-"], "out.txt", ["out.txt"]),
        (["data"], "out", ["out/a.md", "out/b.txt", "out/sub/D.TXT", "out/sub/c.jsonl"]),
        (["data/b.txt", "data/sub"], "out", ["out/b.txt", "out/D.TXT", "out/c.jsonl"]),
    ],
)
def test_each_input_has_its_target(here: Path, arguments: list[str], output: str | None, targets: list[str | None]) -> None:
    assert [job.target and str(job.target) for job in plan(discover(arguments), output)] == targets


@pytest.mark.parametrize(
    ("arguments", "output", "in_place", "message"),
    [
        (["data"], None, False, "need -o FOLDER"),
        (["data/b.txt", "data/a.md"], None, False, "need -o FOLDER"),
        (["data"], "data/b.txt", False, "need a folder"),
        (["-"], "data", False, "standard input has no name"),
        (["data"], "out", True, "exclude each other"),
        (["-"], None, True, "cannot be changed in place"),
        (["/dev/null"], None, True, "only a regular file"),
    ],
)
def test_plans_that_cannot_be_are_refused(
    here: Path, arguments: list[str], output: str | None, in_place: bool, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        plan(discover(arguments), output, in_place=in_place)


@pytest.mark.parametrize("output", ["data/b.txt", "./data/../data/b.txt", "data/link.txt", "hard.txt", "data"])
def test_an_output_that_is_the_input_is_refused_by_whatever_name(here: Path, output: str) -> None:
    (here / "hard.txt").hardlink_to(here / "data/b.txt")
    with pytest.raises(ConfigError, match=r"would overwrite the input data/b\.txt"):
        refuse_clobbering(plan(discover(["data/b.txt"]), output))


def test_an_output_that_is_another_input_or_output_is_refused(here: Path) -> None:
    with pytest.raises(ConfigError, match=r"would overwrite the input data/sub/c\.jsonl"):
        (here / "c.jsonl").write_text("")
        refuse_clobbering(plan(discover(["c.jsonl", "data/sub/c.jsonl"]), "data"), [Path("data/sub/c.jsonl")])
    (here / "other").mkdir()
    (here / "other/a.md").write_text("丙")
    with pytest.raises(ConfigError, match="two outputs have this name"):
        refuse_clobbering(plan(discover(["data", "other"]), "out"))


def test_devices_may_be_written_to_by_many(here: Path) -> None:
    refuse_clobbering(plan(discover(["data/b.txt"]), "/dev/null"), [Path("/dev/null"), Path("/dev/null")])


# Whole or not at all


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_draft_appears_when_it_is_whole(tmp_path: Path) -> None:
    with Draft(tmp_path / "a") as draft:
        draft.write(b"1")
        assert not (tmp_path / "a").exists()
    assert (tmp_path / "a").read_bytes() == b"1"
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_draft_that_fails_leaves_everything_as_it_was(tmp_path: Path, error: type[BaseException]) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(error), Draft(tmp_path / "a", backup=".bak") as draft:
        draft.write(b"half")
        raise error
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_a_discarded_draft_leaves_the_file_untouched(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    before = (tmp_path / "a").stat()
    with Draft(tmp_path / "a") as draft:
        draft.write(b"new")
        draft.discard()
    assert (tmp_path / "a").stat() == before
    assert names(tmp_path) == ["a"]


def test_mode_and_link_are_kept(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o640)
    (tmp_path / "link").symlink_to("a")
    with Draft(tmp_path / "link") as draft:
        draft.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "a").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    with Draft(tmp_path / "a"):
        pass
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_backup_keeps_what_was_there_and_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    with Draft(tmp_path / "a", backup="~") as draft:
        draft.write(b"2")
    assert (tmp_path / "a~").read_bytes() == b"1"
    with pytest.raises(FileExistsError, match="a backup of that name exists"), Draft(tmp_path / "a", backup="~") as draft:
        draft.write(b"3")
    assert [(tmp_path / name).read_bytes() for name in names(tmp_path)] == [b"2", b"1"]


def test_a_name_as_long_as_can_be_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("长" * 85)
    with Draft(path) as draft:
        draft.write(b"1")
    assert path.read_bytes() == b"1"


def test_a_device_is_written_to_and_not_replaced() -> None:
    with Draft(Path("/dev/null")) as draft:
        draft.write(b"1")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize("name", ["folder", "missing/a"])
def test_errors_carry_the_name_that_was_asked_for(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="cannot be written") as caught, Draft(tmp_path / name):
        pass
    assert caught.value.filename == str(tmp_path / name)


# Through which pipeline


@pytest.fixture
def toy_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    toys.install(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    path = tmp_path / "toys.toml"
    path.write_text(toys.CONFIG + 'before = "toy.ad"\n')
    return path


ALL = ("toy.comma", "toy.doubt", "toy.ad")


@pytest.mark.parametrize(
    ("enable", "disable", "names", "disabled"),
    [
        ([], [], ALL, ()),
        ([], ["toy.comma"], ("toy.doubt", "toy.ad"), ()),
        (["toy.comma"], ["toy.comma"], ALL, ()),
        (["toy"], ["toy.comma", "toy.ad.word"], ALL, ()),
        (["toy.ad"], ["toy"], ("toy.ad",), ()),
        (["toy.ad.line"], ["toy"], ("toy.ad",), ("toy.ad.word",)),
        (["toy.ad.line"], ["toy.ad"], ALL, ("toy.ad.word",)),
        (["toy.ad"], ["toy.ad.word"], ALL, ()),
        (["toy.flip"], [], (*ALL, "toy.flip"), ()),
        (["toy.flip"], ["toy"], ("toy.flip",), ()),
        (["toy.comma"], [], ALL, ()),
    ],
)
def test_enable_takes_back_and_adds(
    toy_config: Path, enable: list[str], disable: list[str], names: tuple[str, ...], disabled: tuple[str, ...]
) -> None:
    pipeline = select(file=toy_config, enable=enable, disable=disable)
    assert (pipeline.names, pipeline.disable) == (names, disabled)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"enable": ["toy.coma"]}, "did you mean 'toy.comma'"),
        ({"disable": ["comma"]}, "did you mean 'toy.comma'"),
        ({"script": "simplifed"}, "did you mean 'simplified'"),
        ({"preset": "standard"}, "not both"),
    ],
)
def test_names_that_cannot_be_used_are_errors(toy_config: Path, arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        select(file=toy_config, **arguments)  # type: ignore[arg-type]
