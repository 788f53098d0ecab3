"""A repository before and after a change: which contracts there are, and what became of each.

Files are given by their paths relative to the repository's root, with their content. The archive of
published versions is `contracts/published/<id>/<version>.odcs.yaml`, with the id as `file_stem` has
it: a published file is of the contract whose id it has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from inseam.documents.yaml_document import Document, read_yaml
from inseam.gate.archived import version_reused
from inseam.gate.catalogue import BY_ID
from inseam.gate.compare import PROMISED, Verdict, compare
from inseam.gate.consumers import Consumers, readers_in_words
from inseam.gate.findings import ContractFinding, contract_findings, tree_finding
from inseam.gate.grade import Category
from inseam.gate.model import ComparedContract
from inseam.gate.ports import port_findings
from inseam.gate.promises import impossible_promises
from inseam.gate.service_levels import END_DATES, end_date
from inseam.gate.settings import Settings
from inseam.gate.shape_problems import shape_problems
from inseam.gate.snapshots import snapshot_findings
from inseam.gate.versions import Version, read_version
from inseam.odcs.names import file_stem
from inseam.promises.feasibility import Reading
from inseam.report.finding import Finding, InputError, Related, Severity

# The standard allows JSON, which is YAML as well.
SUFFIXES = (".odcs.yaml", ".odcs.yml", ".odcs.json")
_PUBLISHED = re.compile(
    r"(?:.*/)?contracts/published/(?P<stem>[^/]+)/(?P<version>[^/]+)\.odcs\.(?:ya?ml|json)"
)
_PORT_FOLDER = re.compile(r"(?:.*/)?output_ports/v(?P<major>[0-9]+)/[^/]+")
_ID_WITH_MAJOR = re.compile(r".*-v(?P<major>[0-9]+)")

Tree = Mapping[str, bytes]
Selection = Callable[[str], bool]
_NOTHING: Tree = {}
_UNKNOWN: Mapping[str, Reading] = {}


@dataclass(frozen=True, slots=True)
class Outcome:
    """``unreadable`` are findings on contracts of the new tree that could not be compared.

    ``standing`` is what would be reported of contracts that nobody touched: only waivers ask.
    ``looked_at`` are the ids of all contracts, on either side, ``touched`` of those that differ. Of
    the contracts, ``compared`` were on both sides, changed or not, ``added`` and ``gone`` on one.
    """

    contract_findings: tuple[ContractFinding, ...]
    standing: tuple[ContractFinding, ...]
    verdicts: tuple[Verdict, ...]
    unreadable: tuple[Finding, ...]
    looked_at: frozenset[str]
    touched: frozenset[str]
    compared: int
    added: int
    gone: int


@dataclass(slots=True)
class _Contracts:
    """Of one tree, the live ones and the published ones.

    ``owners`` are the ids of the contracts that the published files are of, by their paths.
    """

    live: dict[str, Document] = field(default_factory=dict)
    published: dict[str, dict[Version, Document]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    problems: list[Finding] = field(default_factory=list)

    def ids(self) -> set[str]:
        return {ComparedContract(document).id for document in self.live.values()}

    def by_id(self) -> dict[str, Document]:
        return {ComparedContract(document).id: document for document in self.live.values()}


def compare_trees(
    base: Tree,
    head: Tree,
    settings: Settings,
    *,
    before: str,
    consumers: Consumers | None = None,
    agreements: Mapping[str, Iterable[str]] | None = None,
    beside: Tree = _NOTHING,
    reading: Mapping[str, Reading] = _UNKNOWN,
    only: Selection | None = None,
    waived: Collection[str] = (),
) -> Outcome:
    """Every file counts as a contract: `is_contract_file` says which to take of a repository.

    ``before`` names the base for people. ``agreements`` are the active ones by contract id.
    ``beside`` are consumers' snapshots and products' files of the new tree; ``reading`` is what is
    known of the ports' models there. Of the contracts whose
    files are not ``only``, on neither side, nothing is reported. `Outcome.standing` is of ids that
    are ``waived``.
    Contracts of the base that cannot be read are left out with a warning: nobody can fix them.
    """
    old, new = _read(base, is_base=True), _read(head, is_base=False)
    were, providers = old.by_id(), new.by_id()
    unreadable = head.keys() - new.live.keys()
    if only is not None:
        base, head = _narrow(old, base, new, head, only)
    found: list[ContractFinding] = [ContractFinding("", "", problem) for problem in old.problems]
    verdicts: list[Verdict] = []
    pairs = list(_pairs(old, new))
    for before_document, document in pairs:
        if base.get(before_document.file) == head.get(document.file):
            continue
        verdict = compare(before_document, document, settings)
        verdicts.append(verdict)
        found += contract_findings(verdict, settings, before, consumers)
    found += _removed(old, new, unreadable, settings, before, consumers, agreements or {})
    found += impossible_promises(verdicts, were, providers, beside, reading, before, settings.today)
    said = {(one.contract, one.finding.rule, one.element) for one in found}
    untouched = {path for path in new.live if base.get(path) == head[path]}
    found += _taken(new, untouched)
    for document in new.live.values():
        found += _in_the_archive(document, new, head, settings)
        if document.file not in untouched:
            found += _against_published(document, new, head, settings, consumers, said)
        found += _folder(document)
    found += _archive(base, head, old, new, before)
    live = new.by_id()
    changed = {
        ComparedContract(document).id
        for path, document in new.live.items()
        if path not in untouched
    }
    found += snapshot_findings(beside, providers, changed, settings, only)
    found += port_findings(beside, live)
    touched = changed | {
        ComparedContract(document).id
        for path, document in old.live.items()
        if base[path] != head.get(path)
    }
    standing: list[ContractFinding] = []
    for path in sorted(untouched):
        if ComparedContract(new.live[path]).id in waived:
            standing += _against_published(new.live[path], new, head, settings, None, set())
    standing += snapshot_findings(beside, providers, set(waived), settings, None)
    return Outcome(
        contract_findings=tuple(found),
        standing=tuple(standing),
        verdicts=tuple(verdicts),
        unreadable=tuple(new.problems),
        looked_at=frozenset(old.ids() | new.ids()),
        touched=frozenset(touched),
        compared=len(pairs),
        added=len(new.live.keys() - {document.file for _, document in pairs}),
        gone=len(old.live) - len(pairs),
    )


def _narrow(
    old: _Contracts, base: Tree, new: _Contracts, head: Tree, only: Selection
) -> tuple[Tree, Tree]:
    """Leaves the contracts of the files that are ``only``, and what is published of them."""
    ids = {
        ComparedContract(document).id
        for side in (old, new)
        for path, document in side.live.items()
        if only(path)
    }
    for side in (old, new):
        side.live = {
            path: document
            for path, document in side.live.items()
            if only(path) or ComparedContract(document).id in ids
        }
        side.published = {id_: versions for id_, versions in side.published.items() if id_ in ids}
        side.problems = [problem for problem in side.problems if only(problem.file)]
    stems = {file_stem(id_) for id_ in ids}

    def is_left(path: str) -> bool:
        owner = old.owners.get(path) or new.owners.get(path)
        if owner:
            return owner in ids
        archived = _PUBLISHED.fullmatch(path)
        return archived["stem"] in stems if archived else path in old.live or path in new.live

    return (
        {path: content for path, content in base.items() if is_left(path)},
        {path: content for path, content in head.items() if is_left(path)},
    )


def is_contract_file(path: str) -> bool:
    """Not the snapshots that consumers keep of other products' contracts."""
    return path.endswith(SUFFIXES) and "input_ports" not in PurePosixPath(path).parts


def contract_ids(tree: Tree) -> frozenset[str]:
    """Of the contracts that can be read."""
    return frozenset(_read(tree, is_base=True).ids())


def _read(tree: Tree, *, is_base: bool) -> _Contracts:
    found = _Contracts()
    for path in sorted(tree):
        try:
            document = read_yaml(path, tree[path])
            problems = shape_problems(document)
        except InputError as error:
            document, problems = None, list(error.findings)
        if is_base:
            # What is not a contract at all cannot be compared; a misshapen one can, in part.
            readable = document is not None and _is_contract(problems, document)
            problems = [] if readable else [_of_the_base(one) for one in problems]
        else:
            readable = not problems
        found.problems += problems
        if document is not None and readable:
            _file(found, path, document)
    return found


def _is_contract(problems: list[Finding], document: Document) -> bool:
    value = document.value
    is_header = not isinstance(value, dict) or value.get("kind") != "DataContract"
    return not problems or not is_header


def _of_the_base(problem: Finding) -> Finding:
    return Finding(
        rule="base-unreadable",
        severity=Severity.WARNING,
        file=problem.file,
        line=problem.line,
        message=f"Nothing is compared with the old file. {problem.message}",
        fix="Compare by hand. From the next change on, there is a contract to compare with.",
    )


def _file(found: _Contracts, path: str, document: Document) -> None:
    archived = _PUBLISHED.fullmatch(path)
    if archived is None:
        found.live[path] = document
        return
    id_ = ComparedContract(document).id
    # What is in a folder of another name is a wrong copy of what the folder is for.
    owner = id_ if file_stem(id_) == archived["stem"] else archived["stem"]
    found.owners[path] = owner
    version = read_version(archived["version"])
    if version is not None:
        found.published.setdefault(owner, {})[version] = document


def _pairs(old: _Contracts, new: _Contracts) -> Iterator[tuple[Document, Document]]:
    """By id and path, of what is left by id, and what has lost its id by its path.

    Of two old contracts with an id that one file has now, both are compared with that.
    """
    now = _claims(new)
    found = {
        path: new.live[path]
        for path, document in old.live.items()
        if path in new.live and ComparedContract(document).id == ComparedContract(new.live[path]).id
    }
    taken = set(found)
    for path, document in old.live.items():
        claims = now.get(ComparedContract(document).id)
        if path not in found and claims:
            found[path] = next((one for one in claims if one.file not in taken), claims[0])
            taken.add(found[path].file)
    for path in old.live:
        if path not in found and path in new.live and path not in taken:
            found[path] = new.live[path]
    for path, document in old.live.items():
        if path in found:
            yield document, found[path]


def _claims(contracts: _Contracts) -> dict[str, list[Document]]:
    """The contracts of each id."""
    claims: dict[str, list[Document]] = {}
    for document in contracts.live.values():
        if id_ := ComparedContract(document).id:
            claims.setdefault(id_, []).append(document)
    return claims


def _taken(new: _Contracts, untouched: Collection[str]) -> Iterator[ContractFinding]:
    """Ids that more than one file claims, at each claim but the first."""
    for id_, (first, *others) in _claims(new).items():
        if all(document.file in untouched for document in (first, *others)):
            continue
        for document in others:
            yield tree_finding(
                "contract-id-taken",
                id_,
                f"The id `{id_}` is that of another contract.",
                document.file,
                line=document.line(("id",)),
                old=Related("the other", first.file, first.line(("id",))),
            )


def _removed(
    old: _Contracts,
    new: _Contracts,
    unreadable: Collection[str],
    settings: Settings,
    before: str,
    consumers: Consumers | None,
    agreements: Mapping[str, Iterable[str]],
) -> Iterator[ContractFinding]:
    paired = {id(document) for document, _ in _pairs(old, new)}
    for document in old.live.values():
        contract = ComparedContract(document)
        # A file that cannot be read any more says so itself.
        if id(document) in paired or document.file in unreadable or contract.status == "retired":
            continue
        reason = _too_early(contract, settings, sorted(agreements.get(contract.id, ())))
        if reason:
            is_free = contract.status not in (*PROMISED, "")
            known = consumers is not None and not is_free
            readers = readers_in_words((consumers or {}).get(contract.id, ()), ()) if known else ()
            yield tree_finding(
                "contract-removed",
                contract.id,
                reason,
                document.file,
                old=Related(before, document.file, 1),
                severity=Severity.INFO if is_free else None,
                readers=readers,
            )


def breaks_by_removal(document: Document, settings: Settings) -> bool:
    """Whether a contract that is gone was promised, and is gone before its end."""
    contract = ComparedContract(document)
    is_free = contract.status not in (*PROMISED, "")
    return not is_free and _too_early(contract, settings, []) is not None


def _too_early(contract: ComparedContract, settings: Settings, agreements: list[str]) -> str | None:
    if contract.status != "deprecated":
        return f"The contract is gone, and its status was `{contract.status or 'unknown'}`."
    dates = (end_date(contract, name) for name in END_DATES.values())
    ends = [end.day for end in dates if end is not None and end.day is not None]
    if not ends:
        return "The contract is gone, and its end was never announced."
    if max(ends) > settings.today:
        return f"The contract is gone before its end on {max(ends)}."
    if agreements:
        return f"The contract is gone, and is still in use: {', '.join(agreements)}."
    return None


def _folder(document: Document) -> Iterator[ContractFinding]:
    contract = ComparedContract(document)
    folder, named = _PORT_FOLDER.fullmatch(document.file), _ID_WITH_MAJOR.fullmatch(contract.id)
    if folder and (named is None or named["major"] != folder["major"]):
        reason = f"The contract `{contract.id}` lies in the folder of v{folder['major']}."
        line = document.line(("id",))
        yield tree_finding("port-directory-mismatch", contract.id, reason, document.file, line=line)


def _in_the_archive(
    document: Document, new: _Contracts, head: Tree, settings: Settings
) -> Iterator[ContractFinding]:
    """Whether the version that the contract has is filed, and as what it is."""
    contract = ComparedContract(document)
    version = read_version(contract.version)
    if not new.published or version is None:
        return  # whoever keeps no archive has none to keep in order
    line = document.line(("version",))
    published = new.published.get(contract.id, {}).get(version)
    if published is None:
        if contract.status in PROMISED:
            reason = f"The version {version} is {contract.status}, and is not published."
            yield tree_finding("published-missing", contract.id, reason, document.file, line=line)
        return
    if head[published.file] != head[document.file]:
        yield from version_reused(document, published, settings)


def _against_published(
    document: Document,
    new: _Contracts,
    head: Tree,
    settings: Settings,
    consumers: Consumers | None,
    said: set[tuple[str, str, str]],
) -> Iterator[ContractFinding]:
    """What older versions of the same major promised, beside what is ``said`` already."""
    contract = ComparedContract(document)
    version = read_version(contract.version)
    archive = new.published.get(contract.id, {})
    for older, published in sorted(archive.items(), key=lambda entry: entry[0], reverse=True):
        if version is None or older.major != version.major or older.bare == version.bare:
            continue
        verdict = compare(published, document, settings)
        found = [
            one
            for one in contract_findings(verdict, settings, f"published {older}", consumers)
            if BY_ID[one.finding.rule].category is not Category.LIFECYCLE
            and one.finding.severity is not Severity.INFO
            and (one.contract, one.finding.rule, one.element) not in said
        ]
        said |= {(one.contract, one.finding.rule, one.element) for one in found}
        yield from found


def _archive(
    base: Tree, head: Tree, old: _Contracts, new: _Contracts, before: str
) -> Iterator[ContractFinding]:
    live = new.by_id()
    for path in sorted(base.keys() | head.keys()):
        archived = _PUBLISHED.fullmatch(path)
        if archived is None or base.get(path) == head.get(path):
            continue
        # What was published is what counts, whatever an edit has made of its id.
        owner = old.owners.get(path) or new.owners.get(path) or archived["stem"]
        label = f"The published version {archived['version']} of `{owner}`"
        if path in base:
            done = "changed" if path in head else "deleted"
            related = Related(before, path)
            reason = f"{label} was {done}."
            yield tree_finding("published-edited", owner, reason, path, old=related)
            continue
        contract = live.get(owner)
        if contract is None or head[contract.file] != head[path]:
            reason = f"{label} is not the contract of that id and version."
            yield tree_finding("published-differs", owner, reason, path)
