from __future__ import annotations

import json
from typing import Any

import pytest
from pants.engine.fs import Snapshot
from pants.engine.process import FallibleProcessResult
from pants.testutil.rule_runner import RuleRunner
from pants.util.frozendict import FrozenDict

from pants_inseam.library import EntryModule, EntrySources, LibraryProcess
from pants_inseam.stub_repository import (
    OPTIONS,
    WITHOUT_WARM_PROCESSES,
    Files,
    below,
    make_repository,
    pex_tool_variables,
)

LIBRARY = below(
    "platform/inseam",
    {
        "testing/__main__.py": "import inseam.testing.engine",
        "testing/engine.py": "from inseam.odcs import contract",
        "testing/present.py": "",
        "odcs/contract.py": "import decimal, json",
        "odcs/types.py": "",
        "testing/engine_test.py": "",
    },
)
# Says what it was given, as JSON.
PROBE = """\
import inseam.odcs.contract, json, os, sys

files = [os.path.join(folder, name) for folder, _, names in os.walk(".") for name in names]
json.dump(
    {
        "argv": sys.argv[1:],
        "encoding": sys.getfilesystemencoding(),
        "env": dict(os.environ),
        "files": [file[2:] for file in files if not file.startswith(("./.cache", "./testing.pex"))],
        "imported_from": inseam.odcs.contract.__file__,
    },
    sys.stdout,
)
"""


@pytest.mark.parametrize(
    "module, path",
    [
        ("inseam.testing", "platform/inseam/testing/__main__.py"),
        ("inseam.testing.present", "platform/inseam/testing/present.py"),
        ("inseam.a.b.c", "platform/inseam/a/b/c.py"),
    ],
)
def test_the_file_of_an_entry_module(module: str, path: str) -> None:
    assert EntryModule(module).path == path


def repository(files: Files) -> RuleRunner:
    return make_repository(
        {**LIBRARY, **files},
    )


def entry_sources(runner: RuleRunner, module: str) -> set[str]:
    digest = runner.request(EntrySources, [EntryModule(module)]).digest
    return set(runner.request(Snapshot, [digest]).files)


def run(
    runner: RuleRunner, module: str, argv: tuple[str, ...] = (), **arguments: Any
) -> FallibleProcessResult:
    process = LibraryProcess(
        module=module, argv=argv, description="A test", resolve="testing", **arguments
    )
    return runner.request(FallibleProcessResult, [process])


def test_what_a_module_reads_lies_beside_it() -> None:
    page = "from pathlib import Path; print((Path(__file__).parent / 'page.css').read_text())"
    folder = "platform/inseam/testing"
    runner = repository({f"{folder}/present.py": page, f"{folder}/page.css": "a colour"})
    runner.write_files(
        {
            f"{folder}/BUILD": "python_sources(dependencies=[':page'])\n"
            "resource(name='page', source='page.css')\n"
        }
    )
    assert run(runner, module="inseam.testing.present").stdout == b"a colour\n"


def probe(**arguments: Any) -> dict[str, Any]:
    runner = repository({"platform/inseam/testing/present.py": PROBE})
    result = run(runner, "inseam.testing.present", **arguments)
    assert result.exit_code == 0, result.stderr.decode()
    given: dict[str, Any] = json.loads(result.stdout)
    return given


def test_the_sources_of_an_entry_module_are_those_that_it_imports() -> None:
    runner = repository({})
    assert entry_sources(runner, "inseam.testing") == {
        "_src/inseam/testing/__main__.py",
        "_src/inseam/testing/engine.py",
        "_src/inseam/odcs/contract.py",
    }
    assert entry_sources(runner, "inseam.testing.present") == {"_src/inseam/testing/present.py"}


def test_a_process_has_its_arguments_and_no_sources_but_its_own() -> None:
    given = probe(argv=("a b", "--c"))
    assert given["argv"] == ["a b", "--c"]
    assert {file for file in given["files"] if file.endswith(".py")} == {
        "_src/inseam/odcs/contract.py",
        "_src/inseam/testing/present.py",
    }
    assert given["imported_from"].endswith("_src/inseam/odcs/contract.py")


def test_a_process_has_nothing_of_the_user_s_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "of the user")
    env = probe(env=FrozenDict({"OURS": "of the rule"}))["env"]
    assert env["TZ"] == "UTC"
    assert env["OURS"] == "of the rule"
    assert not env.get("PATH")
    assert not {"SECRET", "HOME", "USER"} & set(env)


def test_text_is_utf8_whatever_the_locale() -> None:
    assert probe()["encoding"] == "utf-8"


def test_exit_code_outputs_and_messages_come_back() -> None:
    runner = repository(
        {
            "platform/inseam/testing/present.py": "import os, sys\n"
            "os.mkdir('folder')\n"
            "for name in ('file', 'folder/inner', 'unnamed'): open(name, 'w').close()\n"
            "print('findings')\nprint('fault', file=sys.stderr)\nsys.exit(3)\n"
        }
    )
    result = run(
        runner,
        "inseam.testing.present",
        output_files=("file",),
        output_directories=("folder",),
    )
    assert (result.exit_code, result.stdout, result.stderr) == (3, b"findings\n", b"fault\n")
    assert runner.request(Snapshot, [result.output_digest]).files == ("file", "folder/inner")


def test_a_process_that_takes_too_long_is_ended() -> None:
    runner = repository({"platform/inseam/testing/present.py": "import time; time.sleep(600)"})
    result = run(runner, "inseam.testing.present", timeout_seconds=1)
    # It would end with 0 by itself.
    assert result.exit_code != 0


def test_an_edit_of_a_module_that_is_not_imported_repeats_nothing() -> None:
    sources = {"platform/inseam/testing/present.py": "import uuid; print(uuid.uuid4())"}
    runner = repository(sources)
    first = run(runner, "inseam.testing.present").stdout
    runner.write_files({"platform/inseam/odcs/contract.py": "edited = True"})
    assert run(runner, "inseam.testing.present").stdout == first
    runner.write_files({"platform/inseam/testing/present.py": "import uuid; print(uuid.uuid1())"})
    assert run(runner, "inseam.testing.present").stdout != first


def test_the_module_that_forks_gets_the_module_to_run_and_a_folder_that_stays() -> None:
    says = "import json, os, sys; print(json.dumps([sys.argv[1:], os.environ['INSEAM_WARM']]))"
    runner = repository({"platform/inseam/warm/__main__.py": says})
    options = [option for option in OPTIONS if option != WITHOUT_WARM_PROCESSES]
    runner.set_options(options, env_inherit=pex_tool_variables())

    result = run(runner, "inseam.testing.present", ("a b",))

    assert result.exit_code == 0, result.stderr.decode()
    assert json.loads(result.stdout) == [["inseam.testing.present", "a b"], "_warm"]
