"""YAML as people write it here: keys in our order, long texts folded, no line wider than 100."""

from __future__ import annotations

from typing import Any

import yaml

_WIDTH = 100


class _Dumper(yaml.SafeDumper):
    """Lists are indented below their keys."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    is_long = len(value) > _WIDTH - 20 and "\n" not in value
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=">" if is_long else None)


_Dumper.add_representer(str, _text)


def yaml_text(value: Any) -> str:
    return yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH, indent=2
    )
