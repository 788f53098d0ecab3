"""HTML of text. What is given is escaped, so that nothing published becomes markup."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from doubles.entropy_data.messages import Response

_STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#1c2733, #e6ebf2);
  --ground: light-dark(#ffffff, #12171e); --quiet: light-dark(#5a6775, #a3afbf);
  --line: light-dark(#d5dde5, #2e3846); --code: light-dark(#f1f4f7, #1f2732);
  --link: light-dark(#1f55c9, #86aaff); --good: light-dark(#136c2e, #5fcf86);
  --bad: light-dark(#a61b1b, #ff8f85); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 80rem; margin: 1.5rem auto 4rem;
  padding: 0 1.5rem; color: var(--ink); background: var(--ground); }
a { color: var(--link); }
h1 { margin: .5rem 0 0; } h2 { margin-top: 2.2rem; border-bottom: 1px solid var(--line); }
h3 { margin: 1.4rem 0 .3rem; } h4 { margin: 1.2rem 0 .3rem; } p { margin: .4rem 0; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; overflow-wrap: anywhere; min-width: 4.5rem; }
td:first-child { min-width: 11rem; }
th { font-weight: 600; color: var(--quiet); overflow-wrap: normal; }
small { display: block; } small, .quiet { color: var(--quiet); }
.passed, .active, .completed { color: var(--good); } .failed, .error { color: var(--bad); }
.wide { overflow-x: auto; }
dl { display: grid; grid-template-columns: minmax(6rem, max-content) minmax(0, 1fr);
  gap: .2rem 1.2rem; margin: .6rem 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
code, pre { background: var(--code); padding: .1rem .3rem; border-radius: 3px;
  overflow-wrap: anywhere; white-space: pre-wrap; }
"""
_ICON = (
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='16' height='16' rx='4' fill='%231f55c9'/%3E"
    "%3Cpath d='M4 5h8M4 8h8M4 11h5' stroke='white' stroke-width='1.6'/%3E%3C/svg%3E"
)
_MARKED = ("passed", "failed", "error", "active", "completed")


def document(title: str, body: str, *, status: int = 200, is_list: bool = False) -> Response:
    """A page; each but the list itself leads back to it."""
    back = "" if is_list else '<nav><a href="/">All data products</a></nav>'
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:image/svg+xml,{_ICON}">'
        f"<style>{_STYLE}</style>{back}<h1>{escape(title)}</h1>{body}</html>\n"
    )
    headers = {
        "content-type": "text/html; charset=utf-8",
        # Even if something slipped through, it would not run.
        "content-security-policy": ("default-src 'none'; style-src 'unsafe-inline'; img-src data:"),
    }
    return Response(status, text.encode(), headers)


def section(title: str, body: str) -> str:
    return f"<h2>{escape(title)}</h2>{body}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """``rows`` are of HTML, ``heads`` are text."""
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    if not body:
        return '<p class="quiet">None.</p>'
    head = "".join(f"<th>{escape(str(text))}</th>" for text in heads)
    return f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>'


def facts(named: Mapping[str, Any]) -> str:
    """Those that are not empty, as text."""
    shown = {name: value for name, value in named.items() if value not in (None, "", [], {})}
    pairs = "".join(f"<dt>{escape(n)}</dt><dd>{text(v)}</dd>" for n, v in shown.items())
    return f"<dl>{pairs}</dl>" if pairs else ""


def text(value: Any) -> str:
    return "" if value is None else escape(str(value))


def small(*values: Any) -> str:
    """Those that are not empty, in a line below."""
    shown = " · ".join(text(value) for value in values if value)
    return f"<small>{shown}</small>" if shown else ""


def mark(value: Any) -> str:
    """A word with its colour, if it is one of those that have one."""
    known = value if value in _MARKED else ""
    return f'<span class="{known}">{text(value)}</span>'


def link(kind: str, id_: str, shown: str | None = None) -> str:
    return f'<a href="/{kind}/{escape(quote(id_, safe=""))}">{escape(shown or id_)}</a>'


def pretty(value: Any) -> str:
    return f"<pre>{escape(json.dumps(value, indent=2, ensure_ascii=False))}</pre>"
