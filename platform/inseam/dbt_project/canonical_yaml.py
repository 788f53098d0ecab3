"""The canonical form of a dbt properties or project file: without layout, comments and wording.

It stays YAML, and every value resolves to what it was: `yes`, `2024-01-01` and `"1"` are not the
same as text, date and number to dbt.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

# Where dbt expects nothing but words; below `meta`, `config` or arguments a description is data.
_DESCRIPTIONS = frozenset(
    {
        *((kind, "description") for kind in ("models", "seeds", "snapshots", "sources")),
        *((kind, "columns", "description") for kind in ("models", "seeds", "snapshots")),
        ("sources", "tables", "description"),
        ("sources", "tables", "columns", "description"),
        ("macros", "description"),
        ("macros", "arguments", "description"),
        ("unit_tests", "description"),
        ("exposures", "description"),
    }
)
# Below these a mapping is data, which Jinja may walk through in the order that it is written in.
_IN_ORDER = frozenset({"vars", "+vars", "meta", "+meta", "data_tests", "tests"})
_TEXT = "tag:yaml.org,2002:str"
_MAX_DEPTH = 100
_ONE_LINE = 2**31 - 1

Keys = tuple[str, ...]


def canonical_yaml(text: str) -> str:
    """Equal for two texts only if dbt reads the same of them. All but plain YAML stays as it is.

    Left out are descriptions without Jinja, which dbt would render.
    """
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        if root is None:
            return ""
        _simplify(root, (), set(), 0)
        # Without `allow_unicode`: libyaml writes some line ends of Unicode as they are.
        return str(yaml.serialize(root, Dumper=yaml.CSafeDumper, width=_ONE_LINE))
    except (_Irregular, yaml.YAMLError):
        return text


class _Irregular(Exception):
    """Something that says more than its values: a key twice, a merge, a shared part."""


def _simplify(node: yaml.Node, keys: Keys, seen: set[int], depth: int) -> None:
    if id(node) in seen or depth > _MAX_DEPTH:
        raise _Irregular
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        # One spelling for each value: plain where YAML finds a type, in quotes where it is text.
        node.style = '"' if node.tag == _TEXT else None
    elif isinstance(node, yaml.SequenceNode):
        node.flow_style = True
        for part in node.value:
            _simplify(part, keys, seen, depth + 1)
    elif isinstance(node, yaml.MappingNode):
        node.flow_style = True
        node.value = list(_pairs(node, keys))
        if _IN_ORDER.isdisjoint(keys):
            node.value.sort(key=lambda pair: pair[0].value)
        for key, part in node.value:
            _simplify(key, (), seen, depth + 1)
            _simplify(part, (*keys, key.value), seen, depth + 1)


def _pairs(node: yaml.MappingNode, keys: Keys) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    names = set()
    for key, part in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag != _TEXT or key.value in names:
            raise _Irregular
        names.add(key.value)
        if (*keys, key.value) in _DESCRIPTIONS and _is_wording(part):
            continue
        yield key, part


def _is_wording(node: yaml.Node) -> bool:
    is_text = isinstance(node, yaml.ScalarNode) and node.tag == _TEXT
    return is_text and not any(opening in node.value for opening in ("{{", "{%", "{#"))
