"""A key for the SQL of a model or macro as it is written, before Jinja: layout leaves it the same.

What may differ between two texts of one key: blanks and line breaks, SQL comments, Jinja comments,
and the letter case of keywords that are reserved. What is kept as it is: everything in Jinja's own
brackets, strings, quoted names, hints (`/*+ ... */`), comments that hold Jinja (it is executed) or
`depends_on:`, and all text that Jinja may use for something else than SQL: the bodies of macros
and of `set`, `call` and `filter` blocks. From wherever the two engines would read the text
differently (a backslash in a string, a dollar quote, a tag that is not known), or that is more than
one text (`{% if %}` in a string or comment), all is kept.

One thing is taken for granted: what a template yields is whole tokens, so that no string or comment
begins in one and ends outside. This module imports nothing of the package and is fast to import.
"""

from __future__ import annotations

import re

# No unquoted name on DuckDB is one of these.
_RESERVED = frozenset(
    "all and as asc case cross desc distinct else end except false from full group having in inner"
    " intersect into is join left like limit not null offset on or order outer qualify right select"
    " then true union using when where window with".split()
)
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n\f\v]+)"
    r"|(?P<jinja>\{[{%#])"
    r"|(?P<line>--)"
    r"|(?P<block>/\*)"
    r"|(?P<quote>['\"`])"
    r"|(?P<dollar>\$(?:[A-Za-z_]\w*)?\$|\$\{)"
    r"|(?P<word>(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+\w*|\d+\.\d+\w*|\w+)"
    r"|(?P<bracket>[()\[\],;])"
    r"|(?P<sign>.)",
    re.DOTALL,
)
_NEXT = re.compile(r"[ \t\r\n\f\v]*(\w+|.)", re.DOTALL)
# These may be names, but not between these: before, and after.
_BY_PLACE = {
    "by": (("group", "order", "partition"), ()),
    "exists": ((), ("(",)),
    "over": ((")",), ("(",)),
    "partition": (("(",), ("by",)),
}
_QUOTED = {
    "'": re.compile(r"(?:[^']|'')*'"),
    '"': re.compile(r'(?:[^"]|"")*"'),
    "`": re.compile(r"(?:[^`]|``)*`"),
}
# Signs beside which, unless another sign follows, blanks mean nothing. A dot, a colon, a dollar
# and the like belong to what they touch.
_HALF_NUMBER = re.compile(r"[\d.]+[eE]")
_OPERATORS = frozenset("+-*/%<>=|&^~!")
_IN_JINJA = re.compile(
    r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[(\[{]|-?\}\}|-?%\}|[)\]}]", re.DOTALL
)
_TAG = re.compile(r"\{%[-+]?\s*(\w+)\s*(.*?)\s*[-+]?%\}\Z", re.DOTALL)
_INLINE_SET = re.compile(r"[\w\s,.()]+=(?!=)")
_PLAIN_TAGS = frozenset(
    "if elif else endif for endfor do set include import from break continue snapshot"
    " endsnapshot".split()
)
# Their bodies are text that may become anything.
_CAPTURES = frozenset({"call", "docs", "filter", "macro", "materialization", "set", "test"})
# A Jinja comment that trims no blanks beside it.
_LEAVES_NOTHING = re.compile(r"\{#(?![-+]).*(?<![-+])#\}\Z", re.DOTALL)
# A carriage return alone ends a line as well: Jinja makes it a line break.
_LINE_END = re.compile(r"[\r\n]|\{[{%#]")
_BLOCK_END = re.compile(r"\*/|/\*|\{[{%#]")


def canonical(text: str) -> str:
    """The key; equal for two texts only if they mean the same to dbt and to both engines."""
    return _Writer(text).written()


class _Unsure(Exception):
    """From here on the text is kept as it is."""


class _Writer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._parts: list[str] = []
        self._kind = "start"
        # Whether there were blanks since the last token, and a line break among them.
        self._blank = False
        self._broken = False
        self._open_cases = 0
        self._ends_in_comment = False
        # Where Jinja comments are in the body of the block that is read.
        self._comments: list[tuple[int, int]] = []

    def written(self) -> str:
        text, size = self._text, len(self._text)
        kept = 0
        try:
            while (kept := self._place) < size:
                match = _TOKEN.match(text, kept)
                assert match is not None  # the last alternative takes anything
                self._place = match.end()
                getattr(self, f"_{match.lastgroup}")(match.group())
        except _Unsure:
            self._parts.append(f"{self._between('jinja')}\0{text[kept:]}")
        if self._ends_in_comment:
            self._parts.append(" --")
        return "".join(self._parts)

    # What the tokens do

    def _space(self, blanks: str) -> None:
        self._blank = True
        if "\n" in blanks or "\r" in blanks:
            self._broken = True

    def _word(self, word: str) -> None:
        self._write("word", self._folded(word))

    def _bracket(self, sign: str) -> None:
        self._write("bracket", sign)

    def _sign(self, sign: str) -> None:
        self._write("operator" if sign in _OPERATORS else "sign", sign)

    def _quote(self, quote: str) -> None:
        start = self._place - 1
        while True:
            match = _QUOTED[quote].match(self._text, self._place)
            if match is None:
                raise _Unsure
            inside = match.group()
            if "\\" in inside:
                raise _Unsure
            jinja = re.search(r"\{[{%#]", inside)
            if jinja is None:
                self._place = match.end()
                break
            # A quote in Jinja does not end the string.
            self._refuse_statement(self._place + jinja.start())
            self._place = self._after_jinja(self._place + jinja.start())
        self._write("quoted", self._text[start : self._place])

    def _dollar(self, _: str) -> None:
        raise _Unsure

    def _line(self, _: str) -> None:
        self._refuse_after_operator()
        start, executed = self._place - 2, False
        while (match := _LINE_END.search(self._text, self._place)) is not None:
            if match.group() in "\r\n":
                self._place = match.start()
                break
            executed = True
            self._refuse_statement(match.start())
            self._place = self._after_jinja(match.start())
        else:
            self._place = len(self._text)
        comment = self._text[start : self._place]
        if executed or "depends_on:" in comment:
            self._write("jinja", comment)
        elif self._place == len(self._text):
            self._ends_in_comment = True
        self._blank = self._broken = True

    def _block(self, _: str) -> None:
        self._refuse_after_operator()
        start = self._place - 2
        is_hint = self._text.startswith("+", self._place)
        kept, depth = is_hint, 1
        while depth:
            match = _BLOCK_END.search(self._text, self._place)
            if match is None:
                raise _Unsure
            self._place = match.end()
            if match.group() == "*/":
                depth -= 1
            elif match.group() == "/*":
                depth, kept = depth + 1, True
            else:
                kept = True
                self._refuse_statement(match.start())
                self._place = self._after_jinja(match.start())
        comment = self._text[start : self._place]
        if kept or "depends_on:" in comment:
            self._write("jinja", comment)
        else:
            self._blank = True

    def _refuse_statement(self, place: int) -> None:
        """With `{% if %}` in a string or comment, that may end in one branch and not in another."""
        if self._text.startswith("{%", place):
            raise _Unsure

    def _refuse_after_operator(self) -> None:
        """Engines differ in where an operator ends that a comment follows at once."""
        if self._kind == "operator" and not self._blank:
            raise _Unsure

    def _jinja(self, opening: str) -> None:
        start = self._place - 2
        end = self._after_jinja(start)
        self._place = end
        block = self._text[start:end]
        if opening == "{#":
            self._comment_of_jinja(block)
            return
        if opening == "{%":
            self._place = self._after_body(block, end)
        self._write("jinja", block + self._without_comments(end))

    def _comment_of_jinja(self, block: str) -> None:
        trims = block.startswith(("{#-", "{#+")) or block.endswith(("-#}", "+#}"))
        following = self._text[self._place : self._place + 1]
        alone = self._blank or self._kind == "start" or not following or following.isspace()
        if trims or not alone:
            left = block[2] if block[2:3] in ("-", "+") else ""
            right = block[-3] if block[-3:-2] in ("-", "+") else ""
            self._write("jinja", f"{{#{left}{right}#}}")

    # Jinja

    def _after_jinja(self, start: int) -> int:
        """The place after the brackets that open here."""
        text = self._text
        if text.startswith("{#", start):
            end = text.find("#}", start + 2)
            if end < 0:
                raise _Unsure
            return end + 2
        closing = "}}" if text.startswith("{{", start) else "%}"
        depth, place = 0, start + 2
        while (match := _IN_JINJA.search(text, place)) is not None:
            found, place = match.group(), match.end()
            if found in ("(", "[", "{"):
                depth += 1
            elif found.lstrip("-") == closing and depth == 0:
                return place
            elif found[0] not in "'\"":
                # Any other bracket; of two at once only the first is read.
                place = match.start() + (2 if found[0] == "-" else 1)
                if found[0] in ")]}" or found.startswith("-}"):
                    depth = max(0, depth - 1)
        raise _Unsure

    def _after_body(self, block: str, end: int) -> int:
        """The place after a block's body and end, if it captures its body; else after the tag."""
        match = _TAG.match(block)
        if match is None:
            raise _Unsure
        name, rest = match.groups()
        if name == "raw":
            return self._after_raw(end)
        if name in _PLAIN_TAGS and (name != "set" or _INLINE_SET.match(rest)):
            return end
        if name not in _CAPTURES:
            raise _Unsure
        self._comments.clear()
        depth, place = 1, end
        while depth:
            start = self._text.find("{", place)
            if start < 0:
                raise _Unsure
            if self._text[start + 1 : start + 2] not in ("{", "%", "#"):
                place = start + 1
                continue
            place = self._after_jinja(start)
            if _LEAVES_NOTHING.match(self._text, start, place):
                self._comments.append((start, place))
            tag = _TAG.match(self._text[start:place])
            if tag is None:
                continue
            if tag.group(1) == "raw":
                place = self._after_raw(place)
            elif tag.group(1) == f"end{name}":
                depth -= 1
            elif tag.group(1) == name and (name != "set" or not _INLINE_SET.match(tag.group(2))):
                depth += 1
        return place

    def _without_comments(self, start: int) -> str:
        """The text from here on without the Jinja comments just passed."""
        kept = []
        for comment, end in self._comments:
            kept.append(self._text[start:comment])
            start = end
        self._comments.clear()
        return "".join(kept) + self._text[start : self._place]

    def _after_raw(self, place: int) -> int:
        match = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}").search(self._text, place)
        if match is None:
            raise _Unsure
        return match.end()

    # Writing

    def _write(self, kind: str, token: str) -> None:
        self._parts.append(self._between(kind))
        self._parts.append(token)
        self._kind = kind
        self._blank = self._broken = self._ends_in_comment = False

    def _between(self, kind: str) -> str:
        """What stands for the blanks between the last token and one of this kind."""
        before = self._kind
        if not self._blank or before == "start":
            return ""
        if "jinja" in (before, kind):
            return "\n" if self._broken else " "
        if "bracket" in (before, kind):
            return ""
        if before == "word" and _HALF_NUMBER.fullmatch(self._parts[-1]):
            return " "
        if before != kind and "operator" in (before, kind) and "sign" not in (before, kind):
            return ""
        if before == kind == "quoted" and self._broken:
            return "\n"  # two strings in two lines may be one
        return " "

    def _folded(self, word: str) -> str:
        lowered = word.lower()
        last = self._parts[-1] if self._parts else ""
        if lowered in _BY_PLACE:
            before, after = _BY_PLACE[lowered]
            fits = (not before or last in before) and (not after or self._following() in after)
            return lowered if fits else word
        if lowered not in _RESERVED or last == "as" or last.endswith("."):
            return word
        following = self._following()
        if following == ".":
            return word
        if lowered == "case":
            self._open_cases += 1
        elif lowered == "end" and self._open_cases:
            self._open_cases -= 1
        elif following in ("", ",", ")", ";", "from"):
            # After a value it may be the name of a column, on Databricks.
            is_value = self._kind in ("quoted", "word") or last == ")"
            if is_value and last not in _RESERVED:
                return word
        return lowered

    def _following(self) -> str:
        """The next token, in lower case."""
        match = _NEXT.match(self._text, self._place)
        return match.group(1).lower() if match is not None else ""
