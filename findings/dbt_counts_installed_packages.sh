#!/bin/sh
# dbt-core: before it reads a project it compares how many packages packages.yml lists with how many folders there are
# in dbt_packages, and not which. So with another package's folder in the place of one that is listed, `dbt parse`
# passes without `dbt deps`; the message that packages are missing comes only where folders are too few. What a person
# sees then is an undefined macro, in a project whose packages "are installed".
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check dbt-core==1.11.* dbt-duckdb==1.10.*
cd "$folder"
mkdir -p project/models project/dbt_packages/another
cd project
printf 'name: shop\nprofile: shop\n' > dbt_project.yml
printf 'shop: {target: dev, outputs: {dev: {type: duckdb, path: ":memory:"}}}\n' > profiles.yml
printf 'packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.3.0\n' > packages.yml
printf 'select 1 as a\n' > models/a.sql
printf 'name: another\nversion: 1.0.0\n' > dbt_packages/another/dbt_project.yml

dbt() { DBT_SEND_ANONYMOUS_USAGE_STATS=false "$folder/venv/bin/dbt" --quiet --no-use-colors parse --profiles-dir . > said.txt 2>&1; }

echo "dbt-core $("$folder/venv/bin/pip" list --format=freeze | sed -n 's/^dbt-core==//p')"
with_another=passes; dbt || with_another=fails
echo "dbt_utils is listed, another package is installed: parse $with_another"
rm -r dbt_packages/another
with_none=passes; dbt || with_none=fails
echo "dbt_utils is listed, none is installed: parse $with_none"
grep -o 'dbt found .*' said.txt
[ "$with_another" = passes ] && [ "$with_none" = fails ]
