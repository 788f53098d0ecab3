"""The target of a dbt package that projects use, of the repository's own or of others."""

from __future__ import annotations

from pants.base.glob_match_error_behavior import GlobMatchErrorBehavior
from pants.engine.target import (
    COMMON_TARGET_FIELDS,
    BoolField,
    Dependencies,
    MultipleSourcesField,
    Target,
)
from pants.util.strutil import help_text


class DbtSourcesField(MultipleSourcesField):
    help = help_text("The files of a dbt project or package.")


class DbtPackageSourcesField(DbtSourcesField):
    # All that dbt may read, in whichever folders; what a package is published with repeats no work,
    # and its own tests are a project of theirs.
    default = (
        "dbt_project.yml",
        "packages.yml",
        "dependencies.yml",
        "**/*.sql",
        "**/*.yml",
        "**/*.yaml",
        "**/*.csv",
        "**/*.md",
        "**/*.py",
        "!*.md",
        "!*.py",
        "!integration_tests/**",
        "!**/target/**",
        "!**/dbt_packages/**",
    )
    default_glob_match_error_behavior = GlobMatchErrorBehavior.ignore
    uses_source_roots = False
    help = "The files of the package, relative to the BUILD file."


class DbtPackageDependenciesField(Dependencies):
    help = "Leave this empty. A package depends on nothing in this repository."


class DbtPackageVendoredField(BoolField):
    alias = "vendored"
    default = False
    help = help_text(
        """
        Whether the package is a copy of what others published. Products use it, and its SQL is
        linted where they call it; its own files are not linted.
        """
    )


class DbtPackageTarget(Target):
    alias = "dbt_package"
    core_fields = (
        *COMMON_TARGET_FIELDS,
        DbtPackageSourcesField,
        DbtPackageDependenciesField,
        DbtPackageVendoredField,
    )
    help = help_text(
        """
        A dbt package that projects use by `local:` in their `packages.yml`, such as
        `shared/dbt_common`.

        A test has the package's files as they are in the repository: a changed macro tests every
        project that uses the package, and `dbt deps` is not needed.

        `./pants tailor` takes a package with a licence of its own for one of others.
        """
    )
