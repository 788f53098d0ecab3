"""Leaves out of the wheel what `inseam gate` does not import: tests, and modules for Pants."""

from __future__ import annotations

from setuptools import setup
from setuptools.command.build_py import build_py

# Of packages with more in them than the command needs. A test holds this to what is imported.
NEEDED = {
    "inseam.contracts": {
        "__init__",
        "constraints",
        "durations",
        "numbers",
        "odcs",
        "types",
        "yaml_document",
    },
}
NOT_NEEDED = {
    "inseam.gate": {"leaves", "page", "readers", "repository"},
    "inseam.report": {"__main__"},
}


class OnlyWhatIsNeeded(build_py):
    def find_package_modules(self, package: str, package_dir: str) -> list[tuple[str, str, str]]:
        found: list[tuple[str, str, str]] = super().find_package_modules(package, package_dir)
        return [entry for entry in found if is_needed(package, entry[1])]


def is_needed(package: str, module: str) -> bool:
    if module.endswith("_test") or module == "conftest":
        return False
    if package in NEEDED:
        return module in NEEDED[package]
    return module not in NOT_NEEDED.get(package, set())


setup(cmdclass={"build_py": OnlyWhatIsNeeded})
