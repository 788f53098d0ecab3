"""What holds for this backend as a whole: it is thin, and says what it is."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from pants.engine.target import Field, Target
from pants.option.option_types import collect_options_info
from pants.option.subsystem import Subsystem

from pants_inseam import register
from pants_inseam.goals.library_goal import LibraryGoal
from pants_inseam.library import EntryModule
from pants_inseam.target_types import DbtProjectToolsField

FOLDER = Path(__file__).parent
PLATFORM = FOLDER.parents[1]
MODULES = sorted(
    path
    for path in FOLDER.rglob("*.py")
    if not path.stem.endswith("_test") and not path.stem.startswith("stub_")
)
# What a rule reads by itself, Pants cannot know of. (.importlinter says who else may be imported.)
FORBIDDEN_IMPORTS = {"datetime", "subprocess", "time", "urllib"}
# A newer Pants has other words for these.
WORDS_OF_ENGINE = {"AddPrefix", "DigestSubset", "FileContent", "MergeDigests", "RemovePrefix"}
# Of all modules together, for each goal: what is more than that is for the library to do.
MOST_LINES_A_GOAL = 415
FORBIDDEN_CALLS = {"open", "eval", "exec", "__import__"}


def imports(tree: ast.AST) -> set[str]:
    """The top-level packages that a module imports, wherever it does."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.split(".")[0] for name in names}


def calls(tree: ast.AST) -> set[str]:
    nodes = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {node.id for node in nodes if isinstance(node, ast.Name)}


def started_modules() -> set[str]:
    """The library's modules that some rule starts."""
    values = (
        node.value
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.keyword) and node.arg == "module"
    )
    return {str(value.value) for value in values if isinstance(value, ast.Constant)}


def backend_modules() -> Iterator[ModuleType]:
    for path in MODULES:
        names = path.relative_to(FOLDER).with_suffix("").parts
        yield importlib.import_module(".".join(("pants_inseam", *names)))


def classes_of(base: type) -> list[type]:
    """The subclasses of ``base`` that this backend defines."""
    return [
        class_
        for module in backend_modules()
        for _, class_ in inspect.getmembers(module, inspect.isclass)
        if class_.__module__ == module.__name__ and issubclass(class_, base)
    ]


def test_the_checks_below_see_what_they_look_for() -> None:
    tree = ast.parse("import os.path\ndef f():\n    from inseam.report import x\n    open(x)")
    assert imports(tree) == {"os", "inseam"}
    assert calls(tree) == {"open"}
    assert {"register", "target_types", "testing"} <= {path.stem for path in MODULES}
    assert len(classes_of(Target)) == 4


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_leaves_the_work_to_the_library(path: Path) -> None:
    text = path.read_text()
    assert not imports(ast.parse(text)) & FORBIDDEN_IMPORTS
    assert not calls(ast.parse(text)) & FORBIDDEN_CALLS


def test_the_backend_is_thin() -> None:
    goals = LibraryGoal.__subclasses__()
    lines = sum(len(path.read_text().splitlines()) for path in MODULES)
    assert lines <= MOST_LINES_A_GOAL * len(goals)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_files_are_asked_for_through_one_module(path: Path) -> None:
    names = {
        alias.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pants.engine")
        for alias in node.names
    }
    assert path.name == "engine.py" or not names & WORDS_OF_ENGINE


def test_the_rules_of_every_module_are_registered() -> None:
    registered = list(register.rules())
    functions = [
        function
        for module in backend_modules()
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if hasattr(function, "rule")
    ]
    assert len(functions) >= 10
    for function in functions:
        assert function.rule in registered, f"{function.__module__}.{function.__name__}"


def test_every_module_that_is_started_is_a_dependency_of_every_project() -> None:
    modules = started_modules()
    assert "inseam.testing" in modules
    expected = {f"//{EntryModule(module).path}" for module in modules}
    configuration = {
        "//:sqlfluff",
        "//platform/dbt:profiles",
        "//platform/policies:dbt-bouncer",
        "//platform/inseam/style/dbt_context/__init__.py",
        "//platform/inseam/warm/__main__.py",
    }
    assert set(DbtProjectToolsField.default or ()) == expected | configuration


@pytest.mark.parametrize("base", [Target, Field, Subsystem])
def test_everything_that_a_build_file_or_an_option_names_says_what_it_is(base: type) -> None:
    described = classes_of(base)
    assert described
    for class_ in described:
        assert str(vars(class_).get("help", "")).strip(), class_.__name__


def test_every_option_says_what_it_does() -> None:
    options = [
        (subsystem.__name__, option)
        for subsystem in classes_of(Subsystem)
        for option in collect_options_info(subsystem)
    ]
    assert len(options) >= 5
    for subsystem, option in options:
        assert str(option.flag_options["help"]).strip(), f"{subsystem} {option.flag_names}"


def test_the_platform_folder_is_no_python_package() -> None:
    """As one it would hide Python's own module `platform`."""
    assert (PLATFORM / "BUILD").is_file(), "the folder's files are not here to be read"
    assert not (PLATFORM / "__init__.py").exists()
