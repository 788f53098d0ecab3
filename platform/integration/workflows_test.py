"""The workflows: valid, safe for pull requests from anyone, and their last word is right."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
ACTIONS = sorted((ROOT / ".github/actions").glob("*/action.yml"))
MAIN = ROOT / ".github/workflows/main.yml"
PULL_REQUEST = ROOT / ".github/workflows/pull-request.yml"
NIGHTLY = ROOT / ".github/workflows/nightly.yml"
REVIEW = ROOT / ".github/workflows/review.yml"
TOOLS = Path(sys.executable).parent
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}$")

Step = Mapping[str, Any]


def read(file: Path) -> dict[str, Any]:
    # As text only: YAML 1.1 would read the key `on` as a boolean.
    content: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    return content


def steps_of(file: Path) -> Iterator[Step]:
    content = read(file)
    for job in content["jobs"].values() if "jobs" in content else [content["runs"]]:
        yield from job["steps"]


def run_tool(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(TOOLS / command[0]), *command[1:]],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("custom.github-workflows-require-timeout", WORKFLOWS),
        ("vendor.github-actions", ACTIONS),
        ("vendor.gitlab-ci", [ROOT / ".gitlab-ci.yml"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_file_fits_the_schema(schema: str, files: list[Path]) -> None:
    assert files
    checked = run_tool("check-jsonschema", f"--builtin-schema={schema}", *map(str, files))

    assert checked.returncode == 0, checked.stdout


def test_an_audit_of_their_security_finds_nothing() -> None:
    # Below medium it asks for a newer way to name an action of the same repository.
    audited = run_tool("zizmor", "--offline", "--no-progress", "--min-severity=medium", ".github")

    assert audited.returncode == 0, audited.stdout


@pytest.mark.parametrize(
    "file", [*WORKFLOWS, *ACTIONS], ids=lambda file: file.parent.name + "/" + file.name
)
def test_every_action_is_pinned_to_a_commit(file: Path) -> None:
    used = [step["uses"] for step in steps_of(file) if "uses" in step]

    assert used
    assert [name for name in used if not name.startswith("./") and not PINNED.match(name)] == []
    # Which release that is, for people and for update bots.
    for line in file.read_text(encoding="utf-8").splitlines():
        if "uses:" in line and "@" in line:
            assert re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


@pytest.mark.parametrize(
    "file", [*WORKFLOWS, *ACTIONS], ids=lambda file: file.parent.name + "/" + file.name
)
def test_what_an_event_says_never_becomes_code(file: Path) -> None:
    assert [step["run"] for step in steps_of(file) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_checkout_has_the_whole_history_and_leaves_no_token(file: Path) -> None:
    checkouts = [s for s in steps_of(file) if s.get("uses", "").startswith("actions/checkout@")]

    assert checkouts
    for checkout in checkouts:
        assert checkout["with"] == {"fetch-depth": "0", "persist-credentials": "false"}


def test_only_main_does_more_than_read() -> None:
    workflow = read(PULL_REQUEST)

    assert workflow["on"].keys() == {"pull_request", "merge_group"}
    assert workflow["permissions"] == {"contents": "read"}
    assert not any("permissions" in job for job in workflow["jobs"].values())
    assert "secrets" not in PULL_REQUEST.read_text(encoding="utf-8")


def test_each_night_the_job_that_may_write_issues_is_in_an_environment() -> None:
    workflow = read(NIGHTLY)
    tests, production = workflow["jobs"]["nightly"], workflow["jobs"]["production"]

    assert workflow["on"].keys() == {"schedule", "workflow_dispatch"}
    assert workflow["permissions"] == {"contents": "read"}
    assert "permissions" not in tests
    assert "secrets" not in str(tests)
    assert production["permissions"] == {"contents": "read", "issues": "write"}
    assert production["environment"] == "databricks"
    assert production["concurrency"] == read(MAIN)["jobs"]["release"]["concurrency"]
    # What runs code of products gets no token of the forge, and what has it no secret.
    of = {step["run"].split()[0]: set(step["env"]) for step in production["steps"] if "env" in step}
    assert "GITHUB_TOKEN" not in of[".ci/nightly-production"]
    assert of[".ci/nightly-issues"] == {"GITHUB_TOKEN"}


@pytest.mark.parametrize("file", [PULL_REQUEST, NIGHTLY], ids=lambda file: file.name)
def test_only_main_writes_caches(file: Path) -> None:
    for step in (
        *steps_of(file),
        *(step for action in ACTIONS for step in steps_of(action)),
    ):
        assert not re.match(r"actions/cache(/save)?@", step.get("uses", ""))


def test_what_comments_runs_nothing_of_the_pull_request_and_has_no_secret() -> None:
    workflow = read(REVIEW)
    assert workflow["on"] == {
        "workflow_run": {"workflows": [read(PULL_REQUEST)["name"]], "types": ["completed"]}
    }
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    assert job["permissions"] == {
        "actions": "read",
        "contents": "read",
        "pull-requests": "write",
    }
    assert "github.event.workflow_run.event == 'pull_request'" in job["if"]
    text = REVIEW.read_text(encoding="utf-8")
    assert "secrets" not in text
    # Without a `ref` it is what is on main; the artifact is read by what checks it, alone.
    assert "ref:" not in text
    assert [step["run"] for step in job["steps"] if "run" in step] == [
        "PYTHONPATH=platform python3 -m inseam.review.post"
    ]
    (kept,) = [
        step["with"] for step in steps_of(PULL_REQUEST) if step.get("name") == "Keep the review"
    ]
    assert (kept["name"], kept["path"]) == ("review", "dist/review")


# In the place of `./pants`: notes what it is called with, and fails where a word is among that.
STAND_IN_FOR_PANTS = """\
#!/bin/bash
printf '%s\\n' "$*" >> calls
case "$*" in
  *due_now.py*) printf 'products/a::\\nproducts/b::\\n' ;;
  *" test "*) mkdir -p dist/test/a && echo '{}' > dist/test/a/result.json ;;
  *) echo '{}' ;;
esac
case " $* " in *" $FAILS "*) exit 1 ;; esac
"""


@pytest.mark.parametrize("fails", ["nothing", "facts", "monitor", "dist/nightly/listed.json"])
def test_what_happens_each_night_goes_on_after_a_failure(tmp_path: Path, fails: str) -> None:
    (tmp_path / ".ci").mkdir()
    for name in ("nightly-production", "nightly-issues"):
        shutil.copy2(ROOT / ".ci" / name, tmp_path / ".ci" / name)
    (tmp_path / "pants").write_text(STAND_IN_FOR_PANTS, encoding="utf-8")
    (tmp_path / "pants").chmod(0o755)
    given = {"PATH": "/usr/bin:/bin", "FAILS": fails}

    done = subprocess.run([tmp_path / ".ci/nightly-production", "lake"], env=given, check=False)
    subprocess.run([tmp_path / ".ci/nightly-issues"], env=given, check=True)

    assert done.returncode == (0 if fails == "nothing" else 1)
    # Where nobody can say what is due, what was printed instead names no products.
    is_known = fails != "dist/nightly/listed.json"
    released = (
        "--inseam-format=json release --release-environment=lake --release-refresh"
        " products/a:: products/b::"
    )
    of_release = " dist/nightly/release.json" if is_known else ""
    assert (tmp_path / "calls").read_text(encoding="utf-8").splitlines() == [
        "--inseam-format=json facts ::",
        "--inseam-format=json release --release-environment=lake --release-list products::",
        "run platform/inseam/orchestration/due_now.py -- dist/nightly/listed.json",
        *([released] if is_known else []),
        "--inseam-format=json monitor --monitor-environment=lake products::",
        "--data-products-inputs=upstream test products::",
        (
            f"run platform/inseam/monitor/issues.py -- dist/nightly/monitor.json{of_release}"
            " dist/test/a/result.json"
        ),
    ]


# In the place of a Python: makes a venv of itself, and says what pytest is given.
STAND_IN_FOR_PYTHON = """\
#!/bin/bash
case "$*" in
  "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && cp "$0" "$3/bin/pip" ;;
  "-m pytest "*) printf '%s\\n' "$@" ;;
esac
"""


def given_to_pytest(script: str, folder: Path) -> list[str]:
    (folder / ".ci").mkdir(parents=True)
    for name in ("integration", "nightly"):
        shutil.copy2(ROOT / ".ci" / name, folder / ".ci" / name)
    (folder / ".pants.bootstrap").write_text(
        '_inseam_find_any_python() { printf %s "$PWD/python"; }\n', encoding="utf-8"
    )
    for name in ("python", "chromedriver", "chromium", "java", "initdb"):
        (folder / name).write_text(STAND_IN_FOR_PYTHON, encoding="utf-8")
        (folder / name).chmod(0o755)
    done = subprocess.run(
        [folder / script],
        env={"PATH": f"{folder}:/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_what_is_marked_nightly_runs_at_night_and_all_else_with_each_change(tmp_path: Path) -> None:
    by_day = given_to_pytest(".ci/integration", tmp_path / "day")
    by_night = given_to_pytest(".ci/nightly", tmp_path / "night")

    assert by_day[by_day.index("-m", 1) :][:2] == ["-m", "not nightly"]
    assert "-rP" in by_night
    by_night.remove("-rP")
    assert by_night == [name.replace("not nightly", "nightly") for name in by_day]
    steps = read(NIGHTLY)["jobs"]["nightly"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == [".ci/nightly"]


def paths(steps: Iterable[Step], action: str) -> set[str]:
    found = [step for step in steps if step.get("uses", "").startswith(action)]
    return {step["with"]["path"] for step in found}


def test_main_saves_the_folders_that_pull_requests_restore() -> None:
    saved = paths(read(MAIN)["jobs"]["everything"]["steps"], "actions/cache/save@")
    restored = paths(steps_of(ACTIONS[0]), "actions/cache/restore@")

    assert saved == restored
    assert len(saved) == 2


def publishing() -> dict[str, Any]:
    job: dict[str, Any] = read(MAIN)["jobs"]["publish"]
    return job


def releasing() -> dict[str, Any]:
    job: dict[str, Any] = read(MAIN)["jobs"]["release"]
    return job


def holds(condition: str, **values: str) -> bool:
    """Whether a condition of GitHub's holds, with the values of what it names."""
    text = condition.removeprefix("${{").removesuffix("}}").replace("&&", " and ")
    text = text.replace("||", " or ").replace("!cancelled()", "(cancelled != 'yes')")
    for name, value in values.items():
        text = text.replace(name.replace("__", "."), repr(value))
    return bool(eval(" ".join(text.split()), {"__builtins__": {}}, {"cancelled": "no"}))


ENDS = ("success", "failure", "cancelled", "skipped")


def test_main_is_released_after_its_checks_and_only_from_main() -> None:
    assert read(MAIN)["on"] == {"push": {"branches": ["main"]}}
    # Without a function such as always() in `if`, a job waits for the success of what it needs.
    assert releasing()["needs"] == "everything"
    assert releasing()["if"] == "${{ vars.DATABRICKS_HOST != '' }}"


@pytest.mark.parametrize("released", ENDS)
@pytest.mark.parametrize("checked", ENDS)
def test_main_is_published_after_its_checks_and_its_release(checked: str, released: str) -> None:
    """Where nothing is released, it is published all the same."""
    assert publishing()["needs"] == ["everything", "release"]
    ends = {"needs__everything__result": checked, "needs__release__result": released}

    published = holds(publishing()["if"], **ends, vars__ENTROPY_DATA_HOST="https://here")

    assert published == (checked == "success" and released in ("success", "skipped"))
    assert not holds(publishing()["if"], **ends, vars__ENTROPY_DATA_HOST="")


def test_main_releases_into_each_environment_that_another_machine_reaches() -> None:
    environments = yaml.safe_load((ROOT / "platform/environments.yaml").read_text("utf-8"))
    hosted = [one["name"] for one in environments if one.get("hosts")]
    commands = [
        step["run"] for step in releasing()["steps"] if "release-main" in step.get("run", "")
    ]

    assert commands == [f'.ci/release-main {name} "$TIP"' for name in hosted]
    assert releasing()["environment"] in hosted
    assert releasing()["concurrency"]["group"] == f"release-{releasing()['environment']}"


@pytest.mark.parametrize(
    ("name", "variable"),
    [("Nothing is published", "ENTROPY_DATA_HOST"), ("Nothing is released", "DATABRICKS_HOST")],
)
def test_where_no_server_is_named_main_says_so_and_stays_green(name: str, variable: str) -> None:
    jobs = read(MAIN)["jobs"]
    (said,) = [s for s in jobs["everything"]["steps"] if name in s.get("run", "")]

    assert said["if"] == f"${{{{ vars.{variable} == '' }}}}"
    # Naming an environment makes it, so a job that does must not begin there.
    assert [name for name, job in jobs.items() if "environment" in job] == ["release", "publish"]


def test_what_writes_elsewhere_goes_one_after_the_other_and_none_is_cut_off() -> None:
    groups = [job["concurrency"] for job in read(MAIN)["jobs"].values()]

    assert "concurrency" not in read(MAIN)
    assert len({group["group"] for group in groups}) == len(groups)
    # A group must not be another for every commit or run.
    assert not any("${{" in group["group"] for group in groups)
    assert {group["cancel-in-progress"] for group in groups} == {"false"}


def test_only_the_steps_that_release_and_publish_have_secrets() -> None:
    with_secret = [
        (job, step["run"])
        for job, content in read(MAIN)["jobs"].items()
        for step in content["steps"]
        if "secrets" in yaml.dump(step)
    ]

    assert with_secret == [
        ("release", '.ci/release-main databricks "$TIP"'),
        ("publish", '.ci/publish-main "$TIP"'),
    ]
    assert re.findall(r"secrets\.(\w+)", MAIN.read_text(encoding="utf-8")) == [
        "DATABRICKS_TOKEN",
        "ENTROPY_DATA_API_KEY",
        "ENTROPY_DATA_API_KEY",
    ]
    assert publishing()["environment"] == "marketplace"


def test_main_reads_and_no_more() -> None:
    assert read(MAIN)["permissions"] == {"contents": "read"}
    assert not any("permissions" in job for job in read(MAIN)["jobs"].values())


@pytest.mark.parametrize(
    ("job", "script", "folder", "key"),
    [
        ("publish", '.ci/publish-main "$TIP"', "dist/publish", "publish-"),
        (
            "release",
            '.ci/release-main databricks "$TIP"',
            "dist/release",
            "release-databricks-",
        ),
    ],
)
def test_what_a_job_leaves_is_there_for_the_next_one_however_it_ended(
    job: str, script: str, folder: str, key: str
) -> None:
    steps = read(MAIN)["jobs"][job]["steps"]
    names = [step.get("uses", step.get("run", "")).partition("@")[0] for step in steps]
    restores = steps[names.index("actions/cache/restore")]
    saves = steps[names.index("actions/cache/save")]

    runs = names.index(script)
    assert names.index("actions/cache/restore") < runs < names.index("actions/cache/save")
    assert saves["if"] == "${{ always() }}"
    assert restores["with"]["path"] == saves["with"]["path"] == folder
    # A cache is written once, so each attempt needs a key of its own, found by how it begins.
    assert saves["with"]["key"] == key + "${{ github.run_id }}-${{ github.run_attempt }}"
    assert restores["with"]["restore-keys"] == key


@pytest.mark.parametrize("job", ["publish", "release"])
def test_main_is_asked_for_its_tip_only_when_its_turn_has_come(job: str, tmp_path: Path) -> None:
    (step,) = [s for s in read(MAIN)["jobs"][job]["steps"] if s.get("id") == "main"]
    gh = tmp_path / "gh"
    gh.write_text('#!/bin/sh\n[ "$2" = repos/a/b/git/ref/heads/main ] && echo 1a2b3c\n')
    gh.chmod(0o755)
    output = tmp_path / "output"

    def ask(repository: str) -> int:
        return subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            env={
                "PATH": f"{tmp_path}:/usr/bin:/bin",
                "REPOSITORY": repository,
                "GITHUB_OUTPUT": str(output),
            },
            check=False,
        ).returncode

    assert ask("a/b") == 0
    assert output.read_text() == "tip=1a2b3c\n"
    assert ask("a/unknown") != 0


def test_the_required_job_waits_for_all_others() -> None:
    jobs = read(PULL_REQUEST)["jobs"]

    assert {*jobs["pull-request"]["needs"], "pull-request"} == jobs.keys()
    assert jobs["pull-request"]["if"] == "${{ always() }}"


@pytest.mark.parametrize("integration", ["success", "failure", "cancelled", "skipped"])
@pytest.mark.parametrize("checks", ["success", "failure", "cancelled", "skipped"])
def test_the_required_job_is_green_only_if_all_others_are(checks: str, integration: str) -> None:
    (step,) = read(PULL_REQUEST)["jobs"]["pull-request"]["steps"]

    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        env={"CHECKS": checks, "INTEGRATION": integration},
        stdout=subprocess.DEVNULL,
        check=False,
    )

    assert (done.returncode == 0) == (checks == integration == "success")


def test_the_keys_of_the_caches_name_all_that_decides_them(tmp_path: Path) -> None:
    keys = next(step for step in steps_of(ACTIONS[0]) if step.get("id") == "keys")
    output = tmp_path / "output"

    subprocess.run(
        ["bash", "-e", "-c", keys["run"]],
        env={
            **{name: name.lower() for name in keys["env"]},
            "GITHUB_OUTPUT": str(output),
        },
        check=True,
    )

    assert output.read_text() == (
        "tools=tools-machine-pythons-locks\n"
        "results=results-machine-pythons-locks-commit\n"
        "newest-results=results-machine-pythons-locks-\n"
    )


def test_the_shell_is_clean(tmp_path: Path) -> None:
    inline = []
    for file in (*WORKFLOWS, *ACTIONS):
        for number, step in enumerate(steps_of(file)):
            if "run" in step:
                script = tmp_path / f"{file.parent.name}-{file.stem}-{number}.sh"
                script.write_text(step["run"], encoding="utf-8")
                inline.append(str(script))
    scripts = sorted(str(path) for path in (ROOT / ".ci").iterdir())

    checked = run_tool("shellcheck", "--external-sources", "--shell=bash", *scripts, *inline)

    assert checked.returncode == 0, checked.stdout
