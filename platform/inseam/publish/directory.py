"""A folder as a destination of bundles: `<folder>/<product>/<file of its bundle>`.

A reader who finds a `bundle.json` finds all that it names, for it is written last; what the one
before it named and it does not is removed then. Nothing else is ever removed, and nothing is
written into a folder that is not empty and no bundle of the product: it is somebody's.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from inseam.bundle.manifest import (
    NAME,
    BadManifest,
    Manifest,
    from_json,
    is_inside,
    manifest,
    to_json,
)
from inseam.delivery.destination import Comparison, Refused, TimeLeft, Transient
from inseam.delivery.files import new_name, write_whole
from inseam.delivery.item import Change, Item

_KIND = "files/"
_TO_MEND = ". Nothing in it was touched: name another path, or empty that folder"


def items_of(bundle: Manifest, files: Mapping[str, bytes]) -> tuple[Item, ...]:
    """One for each file of the bundle, and the last for its manifest."""
    items = [_item(bundle.product, path, content) for path, content in sorted(files.items())]
    after = tuple(item.key for item in items)
    return (*items, _item(bundle.product, NAME, to_json(bundle), after))


def _item(product: str, path: str, content: bytes, after: tuple[str, ...] = ()) -> Item:
    # Base64, for an item is text and a file need not be.
    text = base64.b64encode(content).decode()
    return Item(key=f"{_KIND}{product}/{path}", group=product, content=text, after=after)


@dataclass(frozen=True, slots=True)
class Directory:
    folder: Path

    @property
    def name(self) -> str:
        return f"directory {self.folder}"

    def knows(self, key: str, time_left: TimeLeft) -> bool:
        return self._path(key).is_file()

    def compare(self, item: Item, time_left: TimeLeft) -> Comparison:
        path, content = self._path(item.key), base64.b64decode(item.content)
        try:
            earlier = self._earlier(item.group)
            if path.is_file() and path.read_bytes() == content:
                return Comparison(Change.UNCHANGED)
        except OSError as error:
            raise _failure(error) from error
        # A manifest without files marks a folder that is being filled.
        begun = path == self.folder / item.group / NAME and earlier and not earlier.entries
        return Comparison(Change.CREATED if begun or not path.is_file() else Change.CHANGED)

    def write(self, item: Item, comparison: Comparison, time_left: TimeLeft) -> None:
        path, content = self._path(item.key), base64.b64decode(item.content)
        own = self.folder / item.group
        try:
            earlier = self._earlier(item.group)
            if earlier is None:
                # Who is stopped half-way finds by it that the folder is a bundle's.
                write_whole(own / NAME, to_json(manifest(item.group, "", {})))
            elif path == own / NAME:
                for gone in _gone(own, earlier, from_json(content)):
                    gone.unlink()
            write_whole(path, content)
        except OSError as error:
            raise _failure(error) from error

    def _earlier(self, product: str) -> Manifest | None:
        """The bundle that is there, None if nothing is. Raises `Refused` for anything else."""
        own = self.folder / product
        if not own.exists():
            return None
        if not own.is_dir():
            raise Refused(f"{own} is not a folder")
        names = {path.name for path in own.iterdir()} - {new_name(NAME)}
        if not names:
            return None
        if not (own / NAME).is_file():
            raise Refused(f"{own} has files and no {NAME}, so it is not a bundle{_TO_MEND}")
        try:
            found = from_json((own / NAME).read_bytes())
        except BadManifest as error:
            raise Refused(f"{own / NAME} does not belong to a bundle: {error}{_TO_MEND}") from error
        if found.product != product:
            raise Refused(f"{own} is the bundle of {found.product}{_TO_MEND}")
        return found

    def _path(self, key: str) -> Path:
        """Raises `Refused` for what would lead out of the folder, by its name or by a link."""
        name = key.removeprefix(_KIND)
        if not is_inside(name):
            raise Refused(f"{name!r} leads out of {self.folder}")
        path = self.folder / name
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise Refused(f"{name} is a link out of {self.folder}")
        return path


def _gone(own: Path, earlier: Manifest, new: Manifest) -> Iterator[Path]:
    """Files of the earlier bundle that the new one does not have, but none behind a link."""
    for name in sorted({one.path for one in earlier.entries} - {one.path for one in new.entries}):
        path = own / name
        is_file = path.is_symlink() or path.is_file()
        if is_file and path.parent.resolve() == own.resolve() / Path(name).parent:
            yield path


def _failure(error: OSError) -> Exception:
    reason = f"{error.filename or 'the folder'}: {error.strerror}"
    in_the_way = (PermissionError, NotADirectoryError, IsADirectoryError, FileExistsError)
    if isinstance(error, in_the_way):
        return Refused(reason)
    return Transient(reason, answered=True)
