"""Which element of the old contract is which of the new one.

By id, then by the name that readers type, then by the contract's own name for it. An id that stands
twice identifies nothing. What is left over on both sides may have been renamed or moved: a twin,
equal in everything else and the only one, is taken for the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from inseam.documents.yaml_document import Path
from inseam.gate.cached import kept
from inseam.gate.element import Element
from inseam.gate.model import ComparedColumn, ComparedContract, ComparedObject
from inseam.gate.settings import Settings
from inseam.gate.values import identity

E = TypeVar("E", bound=Element)
A = TypeVar("A")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pair(Generic[E]):
    old: E
    new: E

    @property
    def same_entry(self) -> bool:
        return self.old.entry == self.new.entry


@dataclass(frozen=True, slots=True)
class Matched(Generic[E]):
    pairs: tuple[Pair[E], ...]
    removed: tuple[E, ...]
    added: tuple[E, ...]


Key = Callable[[E], Hashable | None]


def match(old: Iterable[E], new: Iterable[E], keys: Sequence[Key[E]]) -> Matched[E]:
    """By each key in turn. Where several have one key, they are matched in their order."""
    left, right = list(old), list(new)
    pairs: list[Pair[E]] = []
    for key in keys:
        waiting: dict[Hashable, list[E]] = {}
        for element in right:
            if (found := key(element)) is not None:
                waiting.setdefault(found, []).append(element)
        taken: set[int] = set()
        still: list[E] = []
        for element in left:
            candidates = waiting.get(found) if (found := key(element)) is not None else None
            if candidates:
                partner = candidates.pop(0)
                taken.add(id(partner))
                pairs.append(Pair(element, partner))
            else:
                still.append(element)
        left, right = still, [element for element in right if id(element) not in taken]
        if not left or not right:
            break
    return Matched(tuple(pairs), tuple(left), tuple(right))


def _unique_ids(elements: Iterable[Element]) -> set[str]:
    counted = Counter(element.id for element in elements if "id" in element.entry)
    return {name for name, times in counted.items() if name is not None and times == 1}


def _by_id(old: Sequence[E], new: Sequence[E], moved: set[str]) -> Key[E]:
    ids = (_unique_ids(old) & _unique_ids(new)) - moved
    if not ids:
        return lambda element: None
    return lambda element: element.id if element.id in ids else None


def match_named(old: Sequence[E], new: Sequence[E]) -> Matched[E]:
    """Objects, columns or other elements with ids and names."""
    by_id = _by_id(old, new, _wandered_ids(old, new))

    def effective(element: E) -> Hashable | None:
        name = _effective_name(element)
        return name or None

    def folded(element: E) -> Hashable | None:
        return _effective_name(element).lower() or None

    def own(element: E) -> Hashable | None:
        return element.name.lower() or None

    def nameless(element: E) -> Hashable | None:
        return None if _effective_name(element) else ""

    keys: list[Key[E]] = [by_id, effective, folded, own, nameless]
    return match(old, new, keys)


def _effective_name(element: Element) -> str:
    if isinstance(element, (ComparedColumn, ComparedObject)):
        return element.effective_name
    return element.name


def _wandered_ids(old: Sequence[E], new: Sequence[E]) -> set[str]:
    """Ids that are on another element now, while theirs is still there as it was."""
    if not any("id" in element.entry for element in old):
        return set()
    here = {_effective_name(element): element for element in new}
    by_id = {element.id: element for element in new if element.id}
    wandered = set()
    for element in old:
        now = by_id.get(element.id) if element.id else None
        if now is None or _effective_name(now) == _effective_name(element):
            continue
        still = here.get(_effective_name(element))
        if still is not None and _without_id(still) == _without_id(element):
            wandered.add(element.id or "")
    return wandered


def _without_id(element: Element) -> str:
    return identity({key: value for key, value in element.entry.items() if key != "id"})


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two contracts, element by element. Parts of what is gone are not listed with it."""

    old: ComparedContract
    new: ComparedContract
    objects: Matched[ComparedObject]
    columns: tuple[Pair[ComparedColumn], ...]
    removed_columns: tuple[ComparedColumn, ...]
    added_columns: tuple[ComparedColumn, ...]
    moved_columns: tuple[Pair[ComparedColumn], ...]
    now: dict[Path, ComparedColumn]  # by the old path
    settings: Settings
    _memo: dict[tuple[object, int], Any] = field(default_factory=dict)

    def once(self, make: Callable[[A], T], argument: A) -> T:
        """What ``make`` gives for a thing of this comparison: many rules ask for the same."""
        key = (make, id(argument))
        if key not in self._memo:
            self._memo[key] = make(argument)
        found: T = self._memo[key]
        return found

    @kept
    def changed_columns(self) -> tuple[Pair[ComparedColumn], ...]:
        """Those of which something may be other than before, in their entry or around it."""
        if self.old.reading != self.new.reading:
            return self.columns
        tables = {pair.new.path for pair in self.objects.pairs if _has_new_context(pair)}
        return tuple(
            pair
            for pair in self.columns
            if not pair.same_entry
            or pair.old.implied_type != pair.new.implied_type
            or pair.old.implied_required != pair.new.implied_required
            or pair.new.table.path in tables
            or _has_new_parent(pair)
        )


def _has_new_context(pair: Pair[ComparedObject]) -> bool:
    """Whether the table says something else about its columns."""
    if pair.old.entry.get("quality") != pair.new.entry.get("quality"):
        return True
    if pair.same_entry:
        return False
    keys = [[column.label for column in table.key_columns] for table in (pair.old, pair.new)]
    return keys[0] != keys[1]


def _has_new_parent(pair: Pair[ComparedColumn]) -> bool:
    parents = pair.old.parent, pair.new.parent
    return isinstance(parents[0], ComparedColumn) and parents[0].entry != parents[1].entry


def compare_elements(
    old: ComparedContract, new: ComparedContract, settings: Settings
) -> Comparison:
    objects = match_named(old.objects, new.objects)
    pairs: list[Pair[ComparedColumn]] = []
    removed: list[ComparedColumn] = []
    added: list[ComparedColumn] = []
    stack: list[tuple[Sequence[ComparedColumn], Sequence[ComparedColumn]]] = [
        (pair.old.columns, pair.new.columns) for pair in reversed(objects.pairs)
    ]
    moved: list[Pair[ComparedColumn]] = []
    while stack or (removed and added):
        if not stack:  # everything that stayed in its place is known: what was moved?
            found = _moved(removed, added)
            if not found:
                break
            moved += found
            pairs += found
            removed, added = _without(removed, found), _without(added, found)
            stack = [(pair.old.parts, pair.new.parts) for pair in found]
            continue
        old_columns, new_columns = stack.pop()
        matched = _match_columns(old_columns, new_columns)
        pairs += matched.pairs
        removed += matched.removed
        added += matched.added
        for pair in matched.pairs:
            if has_comparable_parts(pair):
                stack.append((pair.old.parts, pair.new.parts))
    now = {pair.old.path: pair.new for pair in pairs if pair.old.is_written}
    return Comparison(
        old,
        new,
        objects,
        tuple(pairs),
        tuple(removed),
        tuple(added),
        tuple(moved),
        now,
        settings,
    )


def has_comparable_parts(pair: Pair[ComparedColumn]) -> bool:
    """Whether both are of one kind of nested type; if not, the type's change says it all."""
    nesting = _nesting(pair.old)
    return nesting != "" and nesting == _nesting(pair.new)


def _nesting(column: ComparedColumn) -> str:
    if column.logical in ("object", "array", "map"):
        return column.logical
    if not column.may_have_parts:
        return ""
    steps = {part.step if not part.is_named else "." for part in column.parts}
    if "." in steps:
        return "object"
    if "[]" in steps:
        return "array"
    return "map" if steps else ""


def _match_columns(
    old: Sequence[ComparedColumn], new: Sequence[ComparedColumn]
) -> Matched[ComparedColumn]:
    matched = _without_contradictions(match_named(old, new))
    renamed = _twins(matched.removed, matched.added, _renamed_form)
    return Matched(
        (*matched.pairs, *renamed),
        tuple(_without(matched.removed, renamed)),
        tuple(_without(matched.added, renamed)),
    )


def _without_contradictions(matched: Matched[ComparedColumn]) -> Matched[ComparedColumn]:
    """Where properties and a physical type name the same fields, one that either lost is gone."""
    lost = [pair for pair in matched.pairs if _is_lost(pair)]
    if not lost:
        return matched
    pairs = tuple(pair for pair in matched.pairs if pair not in lost)
    return Matched(pairs, (*matched.removed, *(pair.old for pair in lost)), matched.added)


def _is_lost(pair: Pair[ComparedColumn]) -> bool:
    old, new = pair.old, pair.new
    if not (
        old.is_named and new.is_named and isinstance(new.parent, ComparedColumn) and old.is_written
    ):
        return False
    if not new.is_written:
        return "properties" in new.parent.entry
    physical = new.parent.physical
    return (
        old.implied_type is not None
        and new.implied_type is None
        and physical is not None
        and bool(physical.parts)
    )


def _without(
    columns: Iterable[ComparedColumn], pairs: Iterable[Pair[ComparedColumn]]
) -> list[ComparedColumn]:
    paired = {id(column) for pair in pairs for column in (pair.old, pair.new)}
    return [column for column in columns if id(column) not in paired]


def _moved(
    removed: Sequence[ComparedColumn], added: Sequence[ComparedColumn]
) -> list[Pair[ComparedColumn]]:
    ids = _unique_ids(removed) & _unique_ids(added)
    by_id = match(removed, added, [lambda column: column.id if column.id in ids else None]).pairs
    left, right = _without(removed, by_id), _without(added, by_id)
    return [*by_id, *_twins(left, right, _moved_form)]


def _twins(
    old: Sequence[ComparedColumn],
    new: Sequence[ComparedColumn],
    form: Callable[[ComparedColumn], str | None],
) -> list[Pair[ComparedColumn]]:
    if not old or not new:
        return []
    forms = Counter(map(form, old)), Counter(map(form, new))

    def alone(column: ComparedColumn) -> Hashable | None:
        found = form(column)
        return found if found and forms[0][found] == 1 == forms[1][found] else None

    return list(match(old, new, [alone]).pairs)


def _renamed_form(column: ComparedColumn) -> str | None:
    """What stays when only the name changes; None where too little is known to recognise it."""
    if not column.entry.get("description") or not column.is_named:
        return None
    names = ("id", "name", "physicalName", "businessName", "deprecated")
    return identity({key: value for key, value in column.entry.items() if key not in names})


def _moved_form(column: ComparedColumn) -> str | None:
    if not column.entry.get("description") or not column.is_named:
        return None
    return identity({key: value for key, value in column.entry.items() if key != "id"})
