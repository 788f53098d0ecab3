"""What is affected, for people and for programs: the forms by their names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from inseam.affected.result import (
    Affected,
    AffectedContract,
    AffectedExposure,
    AffectedFile,
    AffectedProduct,
    Downstream,
    Reason,
    State,
    Step,
    in_order,
)
from inseam.report.markdown import cell

VERSION = 1
# Nearest first; how many there are is shown.
REASONS_IN_TEXT = 3
REASONS_IN_JSON = 50
_BLOCKS_IN_TEXT = 8
_FILES_IN_TEXT = 20
_JOBS_OF_MATRIX = 256


def to_json(affected: Affected) -> str:
    """``{"version": 1, ...}``; each product has its nearest reasons, and how many there are."""
    document = {
        "version": VERSION,
        "base": affected.base,
        "goals": list(affected.goals),
        "affected": affected.affected,
        "looked_at": affected.looked_at,
        "files": [_file_dict(file) for file in affected.files],
        "products": [_product_dict(product) for product in affected.products],
        "not_affected": list(_not_affected(affected)),
        "deleted": list(affected.deleted),
        "contracts": [_contract_dict(found) for found in affected.contracts],
        "reaches": [
            {"product": r.product, "causes": r.causes, "path": [asdict(step) for step in r.steps]}
            for r in affected.reaches
        ],
        "exposures": [_exposure_dict(exposure) for exposure in affected.exposures],
    }
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False)


def _file_dict(file: AffectedFile) -> dict[str, Any]:
    blocks = [
        {"name": b.name, "what": b.what, "class": b.class_.value, "line": b.line}
        for b in file.blocks
    ]
    return {
        "path": file.path,
        "old_path": file.old_path,
        "status": file.status,
        "class": file.class_.value,
        "blocks": blocks,
        "note": file.note,
    }


def _product_dict(product: AffectedProduct) -> dict[str, Any]:
    return {
        "product": product.product,
        "folder": product.folder,
        "state": product.state.value,
        "goals": list(product.goals),
        "reasons_total": len(product.reasons),
        "reasons": [
            {
                "kind": reason.kind,
                "distance": reason.distance,
                "goals": list(reason.goals),
                "note": reason.note,
                "path": [asdict(step) for step in reason.steps],
            }
            for reason in product.reasons[:REASONS_IN_JSON]
        ],
    }


def _contract_dict(found: AffectedContract) -> dict[str, Any]:
    return {
        "id": found.contract_id,
        "file": found.file,
        "state": found.state.value,
        "class": found.class_.value,
        "provider": found.provider,
        "consumers": list(found.consumers),
        "goals": list(found.goals),
    }


def _exposure_dict(found: AffectedExposure) -> dict[str, Any]:
    return {
        "product": found.product,
        "exposure": found.exposure,
        "type": found.type,
        "owner": found.owner,
        "causes": found.causes,
        "path": [asdict(step) for step in found.steps],
    }


def _not_affected(affected: Affected) -> Iterator[str]:
    found = {product.product for product in affected.products}
    yield from (name for name in affected.asked if name not in found | set(affected.deleted))


def to_text(affected: Affected) -> str:
    """Products with their reasons, what is downstream, contracts, files, and a summary."""
    parts = [
        *("\n".join(_product_lines(product)) for product in affected.products),
        "\n".join(f"{name}: deleted" for name in affected.deleted),
        "\n".join(f"{name}: not affected" for name in _not_affected(affected)),
        "\n".join(line for reached in affected.reaches for line in _downstream_lines(reached)),
        "\n".join(line for found in affected.exposures for line in _exposure_lines(found)),
        "\n".join(map(_contract_line, affected.contracts)),
        "\n".join(_files_lines(affected.files)),
        summary(affected),
    ]
    return "\n\n".join(filter(None, parts))


def summary(affected: Affected) -> str:
    goals = f": {', '.join(affected.goals)}" if affected.goals else ""
    return (
        f"{len(affected.files)} file(s) changed since {affected.base[:12]};"
        f" {affected.affected} of {affected.looked_at} product(s) and"
        f" {len(affected.contracts)} contract(s) affected{goals}"
    )


def _files_lines(files: Sequence[AffectedFile]) -> Iterator[str]:
    for file in files[:_FILES_IN_TEXT]:
        yield from _file_lines(file)
    if (more := len(files) - _FILES_IN_TEXT) > 0:
        yield f"and {more} more file(s)"


def _file_lines(file: AffectedFile) -> Iterator[str]:
    old = f" (was {file.old_path})" if file.old_path else ""
    note = f"; {file.note}" if file.note else ""
    yield f"{file.path}{old}: {file.status} ({file.class_}{note})"
    for block in file.blocks[:_BLOCKS_IN_TEXT]:
        yield f"    line {block.line}: {block.name or 'the document'} {block.what} ({block.class_})"
    if (more := len(file.blocks) - _BLOCKS_IN_TEXT) > 0:
        yield f"    and {more} more"


def _contract_line(found: AffectedContract) -> str:
    of = f" of {found.provider}" if found.provider else ""
    readers = ", ".join(found.consumers) or "nobody"
    return f"contract {found.contract_id}{of}: {found.state} ({found.class_}); read by {readers}"


def _product_lines(product: AffectedProduct) -> Iterator[str]:
    new = "new; " if product.state is State.ADDED else ""
    yield f"{product.product}: {new}{', '.join(product.goals)}"
    for reason in product.reasons[:REASONS_IN_TEXT]:
        yield from _path_lines(reason.steps, _about(reason))
    if (more := len(product.reasons) - REASONS_IN_TEXT) > 0:
        yield f"    and {more} more reason(s), {len(product.reasons)} in all"


def _about(reason: Reason) -> str:
    return f"{reason.kind}; {reason.note}" if reason.note else reason.kind


def _downstream_lines(reached: Downstream) -> Iterator[str]:
    yield f"{reached.product}: nothing to run, but it is downstream"
    yield from _path_lines(reached.steps, f"{reached.causes} cause(s)")


def _exposure_lines(found: AffectedExposure) -> Iterator[str]:
    yield f"{_exposure(found)}: reads what changes"
    yield from _path_lines(found.steps, f"{found.causes} cause(s)")


def _exposure(found: AffectedExposure) -> str:
    of = f" of {found.owner}" if found.owner else ""
    return f"exposure {found.product}.{found.exposure} ({found.type or 'of no type'}{of})"


def _path_lines(steps: Iterable[Step], about: str) -> Iterator[str]:
    first, *rest = steps
    yield f"    {first.file}:{first.line}: {first.what}{_gone(first)} [{about}]"
    for step in rest:
        how = f" {step.how}" if step.how else ""
        yield f"      -> {step.file}:{step.line}: {step.what}{how}{_gone(step)}"


def _gone(step: Step) -> str:
    return " (at the base)" if step.is_gone else ""


def to_markdown(affected: Affected) -> str:
    """A table of products with their nearest reason, for a comment on a pull request."""
    lines = [f"**{summary(affected)}**"]
    if affected.products:
        lines += ["", "| product | goals | because |", "|---|---|---|"]
    for product in affected.products:
        more = len(product.reasons) - 1
        because = cell(" -> ".join(_markdown_step(s) for s in product.reasons[0].steps))
        because += f" (and {more} more)" if more else ""
        lines.append(f"| {cell(product.product)} | {', '.join(product.goals)} | {because} |")
    lines += [f"- {cell(name)} is deleted" for name in affected.deleted]
    for reached in affected.reaches:
        lines.append(f"- {cell(reached.product)} has nothing to run, but it is downstream")
    lines += [f"- {cell(_exposure(found))} reads what changes" for found in affected.exposures]
    return "\n".join(lines)


def _markdown_step(step: Step) -> str:
    return f"{step.what} ({step.file}:{step.line})"


def to_github_matrix(affected: Affected) -> str:
    """What `strategy.matrix` of a workflow takes: a job for each product, on one line.

    GitHub starts no more than 256 jobs. Of more products several share one.
    """
    products = affected.products
    jobs = min(len(products), _JOBS_OF_MATRIX)
    shared = [products[job::jobs] for job in range(jobs)]
    include = [
        {
            "product": " ".join(p.product for p in of_job),
            "target": " ".join(f"{p.folder}::" for p in of_job),
            "goals": " ".join(in_order({goal for p in of_job for goal in p.goals})),
        }
        for of_job in shared
    ]
    return json.dumps({"include": include}, sort_keys=True)


Form = Callable[[Affected], str]
FORMS: Mapping[str, Form] = {
    "text": to_text,
    "json": to_json,
    "markdown": to_markdown,
    "github-matrix": to_github_matrix,
}
