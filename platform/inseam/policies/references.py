"""What people look for among the policies, and where it is decided."""

from __future__ import annotations

ELSEWHERE: tuple[tuple[str, str], ...] = (
    (
        "Contracts and ODPS files keep to their standard; ids, names, versions and status",
        "`lint`: contract lint",
    ),
    (
        "Personal data without a classification; examples that do not fit; dates as YAML has them",
        "`lint`: contract lint",
    ),
    ("A quality rule or a service level of a column that there is not", "`lint`: contract lint"),
    ("An old Data Contract Specification", "`lint`: contract lint, which names the migration"),
    (
        "CODEOWNERS, `_models.yml`, macros, snapshots and published files are up to date",
        "`lint`: generated files; `generate` writes them",
    ),
    (
        "SQL style; folders, names, joins and descriptions of models; a key of incremental ones",
        "`lint`: sqlfluff and dbt-bouncer",
    ),
    (
        "`select *` in the model of a port",
        "`check`: it yields its contract's columns and no others, however the SQL names them",
    ),
    (
        "How much is tested, by layer; a test of every foreign key",
        "`test`: every port keeps all of its contract, references included; no number is asked",
    ),
    (
        "How old the data of sources may be",
        "nowhere: ports promise it (`contract-freshness-missing`); outside, `loader` is asked",
    ),
    (
        "How available personal data is",
        "nowhere: `personal-data-without-retention` asks how long it is kept",
    ),
    (
        "A port's models, relation, columns and types are its contract's; what is read exists",
        "`check`",
    ),
    (
        "Models compile for Databricks, ask no clock, and read sources in staging only",
        "`check`",
    ),
    ("The data keeps keys, references, quality rules and types", "`test`: the contract test"),
    (
        "Two contracts of one id; products that consume themselves; `ref` across products",
        "`test`, of every product concerned",
    ),
    (
        "The class of a change and its version; transitions of status; notice before an end",
        "`contract-gate`, which knows the base",
    ),
    (
        "A port is removed, or an agreement ended, only with notice",
        "`contract-gate` and the agreement's provider: both need the base",
    ),
    (
        "The last test of a version passed, and not long ago; how much a port is used",
        "run results, which files do not have",
    ),
    ("An agreement is approved by its provider", "the forge, by CODEOWNERS"),
    ("Grants in production equal the agreements", "the release, which has the server"),
    ("Versions of dbt, adapters and packages", "`platform/locks`, one for each tool set"),
    ("Secrets, profiles and dbt's output are not committed", "`.gitignore` and the forge's scan"),
    (
        "Lint looks where contracts lie; the order of release and publishing",
        "the targets, which own every contract; the workflows",
    ),
)
