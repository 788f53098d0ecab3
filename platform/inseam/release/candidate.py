"""What a product would be released as: ``python -m inseam.release.candidate <request> <file>``.

The product's files, packages and contracts lie at their paths in the repository, below the working
folder. A call that finds nothing changed by it reads none of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from inseam.release.input_ports import input_ports
from inseam.release.plan import Candidate
from inseam.release.working_copy import Source, code_digest, files_to_build
from inseam.report.finding import InputError
from inseam.report.process import run_process
from inseam.report.report import Report
from inseam.testing.preconditions import unmet_preconditions
from inseam.testing.request import ProductRequest, read_product_request


def candidate(product: ProductRequest, files: Mapping[str, Source]) -> Candidate:
    """Of the files that dbt is given."""
    own = product.output_ports
    return Candidate(
        product.project.name,
        code_digest(files, product),
        tuple(sorted(own)),
        input_ports(product.project, sorted(product.input_ports.keys() - own.keys())),
    )


def to_json(found: Candidate) -> str:
    return json.dumps(asdict(found), sort_keys=True)


def main() -> Report:
    request_file, target = sys.argv[1:]
    product = read_product_request(Path(request_file))
    if wrong := unmet_preconditions(product):
        raise InputError([located.finding for located in wrong])
    found = candidate(product, files_to_build(product.project))
    Path(target).write_text(to_json(found), encoding="utf-8")
    return Report()


if __name__ == "__main__":
    sys.exit(run_process(main))
