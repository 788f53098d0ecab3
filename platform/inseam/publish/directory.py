"""A folder as a receiver of bundles: `<folder>/<product>/<file of its bundle>`.

A reader who finds a new `bundle.json` finds all that it names, for it is written last; what the
bundle had before and has no more is removed then.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from inseam.bundle.manifest import NAME, Manifest, from_json, is_inside, to_json
from inseam.delivery.files import write_whole
from inseam.delivery.item import Change, Item
from inseam.delivery.receiver import Look, NotNow, Patience, Refused

_KIND = "files/"


def items_of(bundle: Manifest, files: Mapping[str, bytes]) -> tuple[Item, ...]:
    """One for each file of the bundle, and the last for its manifest."""
    items = [_item(bundle.product, path, content) for path, content in sorted(files.items())]
    after = tuple(item.key for item in items)
    return (*items, _item(bundle.product, NAME, to_json(bundle), after))


def _item(product: str, path: str, content: bytes, after: tuple[str, ...] = ()) -> Item:
    # Base64, for a journal is text and a file need not be.
    text = base64.b64encode(content).decode()
    return Item(key=f"{_KIND}{product}/{path}", whose=product, content=text, after=after)


@dataclass(frozen=True, slots=True)
class Directory:
    folder: Path

    @property
    def name(self) -> str:
        return f"directory {self.folder}"

    def knows(self, key: str, patience: Patience) -> bool:
        return self._path(key).is_file()

    def look(self, item: Item, patience: Patience) -> Look:
        path, content = self._path(item.key), base64.b64decode(item.content)
        try:
            if not path.is_file():
                return Look(Change.CREATED)
            same = path.read_bytes() == content
            if same and path.name == NAME:
                same = not any(_extra(path.parent, content))
        except OSError as error:
            raise _failure(error) from error
        return Look(Change.UNCHANGED if same else Change.CHANGED)

    def bring(self, item: Item, look: Look, patience: Patience) -> None:
        path, content = self._path(item.key), base64.b64decode(item.content)
        try:
            if path.name == NAME:
                for extra in _extra(path.parent, content):
                    extra.unlink()
            write_whole(path, content)
        except OSError as error:
            raise _failure(error) from error

    def _path(self, key: str) -> Path:
        """Raises `Refused` for what would lead out of the folder, by its name or by a link."""
        name = key.removeprefix(_KIND)
        if not is_inside(name):
            raise Refused(f"{name!r} leads out of {self.folder}")
        path = self.folder / name
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise Refused(f"{name} is a link out of {self.folder}")
        return path


def _extra(folder: Path, manifest: bytes) -> Iterator[Path]:
    """Files of an older bundle that the manifest does not name."""
    named = {folder / one.path for one in from_json(manifest).entries} | {folder / NAME}
    for path in sorted(folder.rglob("*")):
        if (path.is_symlink() or not path.is_dir()) and path not in named:
            yield path


def _failure(error: OSError) -> Exception:
    reason = f"{error.filename or 'the folder'}: {error.strerror}"
    in_the_way = (PermissionError, NotADirectoryError, IsADirectoryError, FileExistsError)
    if isinstance(error, in_the_way):
        return Refused(reason)
    return NotNow(reason, answered=True)
