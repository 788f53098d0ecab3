"""Publishes bundles of data products, to Entropy Data or into a folder.

    python -m inseam.publish [--plan] [--directory <folder>] <bundle folder> ...

Teams and contracts of systems outside are read from the repository. The server's address is
ENTROPY_DATA_HOST or `--address`, the key ENTROPY_DATA_API_KEY or the variable of the environment
that `--key-variable` names. Instead of bundles, one file of `publication_json` may be given. Exit
codes: 0 everything is there, 1 something was refused or not sent, 2 something cannot be read, 3 a
fault of ours.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from inseam.bundle.folder import read
from inseam.bundle.manifest import Manifest
from inseam.delivery.clock import SystemClock
from inseam.delivery.deliver import Delivery
from inseam.delivery.destination import Destination
from inseam.delivery.entropy_data import ADDRESS, DEFAULT_ADDRESS, KEY, entropy_data
from inseam.delivery.http import Http
from inseam.delivery.progress import Spoken
from inseam.delivery.retry import RetryPolicy
from inseam.publish.bundle_sources import Sources, findings_there, renamed, sources_of
from inseam.publish.bundle_test_status import finds_errors, warning
from inseam.publish.directory import Directory, items_of
from inseam.publish.entropy_data.destination import EntropyData
from inseam.publish.entropy_data.items import prepared
from inseam.publish.from_bundles import EXTERNAL, PUBLISHED, TEAMS, publication
from inseam.publish.prepared import Prepared
from inseam.publish.publication import Publication
from inseam.publish.publication_json import from_json
from inseam.publish.publish import plan_only, publish_prepared
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.formats import FORMATS
from inseam.report.process import run_process
from inseam.report.report import Report

Bundles = dict[str, tuple[Manifest, dict[str, bytes]]]


def arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="inseam publish",
        description=(__doc__ or "").split("\n", 1)[0],
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("bundles", nargs="+", type=Path)
    parser.add_argument("--plan", action="store_true", help="show what would be sent, and stop")
    parser.add_argument("--directory", type=_folder, help="publish into this folder, to no server")
    parser.add_argument("--address", help=f"of the server; {ADDRESS} if not given")
    parser.add_argument("--key-variable", default=KEY, help="of the environment")
    parser.add_argument("--repository", type=Path, default=Path(), help="where products come from")
    parser.add_argument("--deadline", type=float, default=RetryPolicy().deadline, help="in seconds")
    parser.add_argument("--format", choices=sorted(FORMATS), default="text")
    return parser.parse_args(given)


def _folder(given: str) -> Path:
    """No shell expands a `~` in pants.toml, nor one behind an option's `=`."""
    try:
        return Path(given).expanduser()
    except RuntimeError as error:
        raise argparse.ArgumentTypeError(f"{given!r}: {error}") from error


def run(options: argparse.Namespace, environment: Mapping[str, str]) -> Report:
    destination: Destination
    if options.directory is not None:
        destination = Directory(options.directory)
    else:
        destination = EntropyData(_http(options.address, options.key_variable, environment))
    clock = SystemClock()
    delivery = Delivery(
        destination, RetryPolicy(deadline=options.deadline), clock, Spoken(_say, clock)
    )
    ready = _prepared(options, clock.now())
    return plan_only(ready, delivery) if options.plan else publish_prepared(ready, delivery)


def _prepared(options: argparse.Namespace, now: datetime) -> Prepared:
    if len(options.bundles) == 1 and options.bundles[0].suffix == ".json":
        return prepared(_publication(options.bundles[0]), now)
    bundles = _bundles(options.bundles, options.repository)
    sources = {
        name: source
        for place, (_, files) in bundles.items()
        for name, source in sources_of(place, files).items()
    }
    ready = _of_bundles(options, bundles, sources, now)
    for place, (found, files) in bundles.items():
        if finds_errors(files):
            folder = sources.get(place, place)
            file = sources.get(f"{place}/{found.product}.odps.yaml", place)
            ready.warnings.append(warning(found.product, file, folder))
    return ready


def _of_bundles(
    options: argparse.Namespace, bundles: Bundles, sources: Sources, now: datetime
) -> Prepared:
    if options.directory is not None:
        items = [one for found, files in bundles.values() for one in items_of(found, files)]
        return Prepared(items={item.key: item for item in items})
    registry = {
        path.relative_to(options.repository).as_posix(): path.read_bytes()
        for pattern in (TEAMS, f"{EXTERNAL}*.odcs.yaml", f"{PUBLISHED}*/*.odcs.yaml")
        for path in sorted(options.repository.glob(pattern))
    }
    try:
        made = publication(registry, {place: files for place, (_, files) in bundles.items()})
    except InputError as error:
        raise InputError(findings_there(error.findings, sources)) from error
    return prepared(renamed(made, sources), now)


def _bundles(folders: Sequence[Path], repository: Path) -> Bundles:
    """By where they are, from the repository if they are in it.

    Raises `InputError` with what is wrong in all of them.
    """
    found: Bundles = {}
    findings: list[Finding] = []
    for folder in folders:
        inside = folder.is_relative_to(repository)
        place = folder.relative_to(repository) if inside else folder
        try:
            found[place.as_posix()] = read(folder)
        except InputError as error:
            findings += error.findings
    if findings:
        raise InputError(findings)
    return found


def _http(address: str | None, variable: str, environment: Mapping[str, str]) -> Http:
    try:
        http = entropy_data(address, variable, environment)
    except ValueError as error:
        where = "--address" if address else ADDRESS
        pants = " (in pants.toml, `address` of the repository)" if address else ""
        fix = f"Set {where}{pants} to an address such as {DEFAULT_ADDRESS}."
        raise InputError([_error("publish-address", where, f"{error}.", fix)]) from error
    if not http.key():
        fix = f"Set it to a key of {http.address}."
        raise InputError([_error("publish-key", variable, f"{variable} is not set.", fix)])
    return http


def _publication(path: Path) -> Publication:
    try:
        return from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        message, fix = f"It cannot be read: {error.strerror}.", "Name a file that is there."
    except (ValueError, KeyError, TypeError) as error:
        message, fix = f"It is not a publication: {error}.", "Make it again."
    raise InputError([_error("publication-unreadable", str(path), message, fix)])


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _error(rule: str, file: str, message: str, fix: str, line: int | None = None) -> Finding:
    message = message[0].upper() + message[1:]
    return Finding(
        rule=rule, severity=Severity.ERROR, file=file, line=line, message=message, fix=fix
    )


def main() -> int:
    options = arguments(sys.argv[1:])
    try:
        return run_process(lambda: run(options, os.environ), FORMATS[options.format])
    except KeyboardInterrupt:
        print("Interrupted. Run it again: what has arrived is not sent twice.", file=sys.stderr)
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
