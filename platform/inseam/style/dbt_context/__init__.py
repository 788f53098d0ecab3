"""What dbt offers to Jinja, for sqlfluff's templater. `.sqlfluff` names it as `library_path`.

sqlfluff runs this module again for every file and puts each of its names into the file's context;
its own stand-ins for dbt (`ref`, `source`, `this`, ...) stay where none here has their name. It is
loaded by path, with nothing of this repository importable, so it stands alone.

The packages in `shared/` are called by their names: `dbt_common.as_of()`. A project's own macros
come from `load_macros_from_path` in its own `.sqlfluff`. The engine is `target.type` of the
templater's context, so `adapter.dispatch` finds what dbt would find on that engine. The folder of
the project is `dbt_project` there, if it is known: its `vars:` are in the `dbt_project.yml` in it.
"""

import datetime as _datetime
import itertools as _itertools
import re as _re
from collections.abc import Callable as _Callable
from collections.abc import Iterator as _Iterator
from collections.abc import Mapping as _Mapping
from pathlib import Path as _Path
from types import SimpleNamespace as _Namespace
from typing import Any as _Any

import yaml as _yaml
from jinja2 import TemplateRuntimeError as _TemplateRuntimeError
from jinja2 import pass_context as _pass_context
from jinja2.runtime import Context as _Context
from sqlfluff.core.errors import SQLFluffSkipFile as _SQLFluffSkipFile
from sqlfluff.core.templaters.builtins.dbt import VarEmulator as _VarEmulator

_REPOSITORY = _Path(__file__).resolve().parents[4]
_MACRO = _re.compile(r"{%[-+]?\s*macro\s+(\w+)")
# Blocks of dbt's that sqlfluff reads no file with.
_NO_MACRO = _re.compile(r"{%[-+]?\s*(docs|snapshot)\b.*?%}.*?{%[-+]?\s*end\1\s*[-+]?%}", _re.DOTALL)
# Where dbt looks for a dispatched macro, in order.
_PREFIXES = {"databricks": ("databricks", "spark", "default")}
# The names of a model or of a project's own macros, in the context of a package's macro.
_CALLER = "(caller)"
# Engines that quote a name as MySQL does.
_WITH_BACKTICKS = frozenset({"bigquery", "databricks", "spark"})
# Of dbt's macros, those that stand between two queries.
_SET_OPERATORS = frozenset({"except", "intersect"})
# sqlfluff's own for a variable without a default.
_UNSET = _VarEmulator()


class _Package:
    """The macros of a dbt package, as its name in Jinja.

    A macro's file is read when the macro is called: what a package has else, nobody's SQL shows.
    """

    def __init__(self, project: _Path) -> None:
        settings = _yaml.safe_load(project.read_text(encoding="utf-8"))
        self._code: dict[_Path, _Any] = {}
        self.name: str = settings["name"]
        self.macros = {
            name: file
            for folder in settings.get("macro-paths", ["macros"])
            for file in sorted(project.parent.joinpath(folder).rglob("*.sql"))
            for name in _MACRO.findall(file.read_text(encoding="utf-8"))
        }

    def __getattr__(self, name: str) -> _Callable[..., _Any]:
        # Jinja's sandbox gives no attribute with such a name, and then asks for the item.
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> _Callable[..., _Any]:
        if name.startswith("__"):
            raise KeyError(name)
        if name not in self.macros:
            raise _TemplateRuntimeError(f"The package `{self.name}` has no macro `{name}`.")

        @_pass_context
        def call(context: _Context, *args: _Any, **kwargs: _Any) -> _Any:
            # Catches what `return` raises, at the macro that it is in.
            environment: _Any = context.environment
            macro = self._macro(context, name)
            return environment.call(context, macro, *args, **kwargs)

        return call

    def _macro(self, context: _Context, name: str) -> _Any:
        """The macro, as it is where a model of the calling project uses it."""
        environment, file, caller = context.environment, self.macros[name], _caller(context)
        if file not in self._code:
            text = _NO_MACRO.sub("", file.read_text(encoding="utf-8"))
            self._code[file] = environment.compile(text)
        # dbt lets macros of one package call each other by their bare names.
        siblings = {sibling: self[sibling] for sibling in self.macros}
        template = environment.template_class.from_code(
            environment, self._code[file], {**caller, **siblings, _CALLER: caller}
        )
        # Not the template's module, which has no name that begins with `_`.
        of_file = template.new_context()
        for _ in template.root_render_func(of_file):
            pass
        return of_file.vars[name]


class _Relation(_Mapping[str, _Any]):
    """A table or view, as far as dbt knows it while it parses; ``str`` is its name for SQL.

    A mapping with `metadata`, since macros tell by that whether they were given one.
    """

    is_cte = is_table = is_view = is_delta = False
    type = None

    def __init__(self, name: str, schema: str = "main", database: str = "inseam") -> None:
        self.identifier = self.name = self.table = self.alias = name
        self.schema, self.database = schema, database

    def __getitem__(self, key: str) -> _Any:
        return {"metadata": {"type": "_Relation"}}[key]

    def __iter__(self) -> _Iterator[str]:
        return iter(("metadata",))

    def __len__(self) -> int:
        return 1

    def __hash__(self) -> int:
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Relation) and str(other) == str(self)

    def __str__(self) -> str:
        return self.name

    def __add__(self, other: object) -> str:
        return f"{self}{other}"

    def __getattr__(self, name: str) -> _Callable[..., "_Relation"]:
        """Such as `include` and `quote`, which name the same table in another way."""
        if name.startswith("_") or name == "jinja_pass_arg":
            raise AttributeError(name)
        return lambda *args, **kwargs: self


class _Var:
    """A variable: as `vars:` of the project says, else the default.

    Of the project's own scope before that of all; a package's are in its own dbt_project.yml.
    """

    @_pass_context
    def __call__(self, context: _Context, name: str, default: _Any = _UNSET) -> _Any:
        return _vars(context).get(name, default)

    @_pass_context
    def has_var(self, context: _Context, name: str) -> bool:
        return name in _vars(context)


class _Model:
    """The model that a hook or a macro of dbt's belongs to."""

    alias = name = unique_id = "this_model"
    schema, database, package_name, resource_type = "main", "inseam", "project", "model"
    raw_code = compiled_code = sql = description = original_file_path = path = ""
    columns = meta = _Namespace(items=tuple, keys=tuple, values=tuple)
    tags = fqn = refs = sources = ()
    depends_on = _Namespace(nodes=[], macros=[])

    @property
    def config(self) -> "_Config":
        return config

    def __getitem__(self, name: str) -> _Any:
        return getattr(self, name)

    def get(self, name: str, default: _Any = None) -> _Any:
        return getattr(self, name, default)


class _Adapter:
    """Says of a database what dbt says while it parses: nothing."""

    def __getattr__(self, name: str) -> _Callable[..., str]:
        if name.startswith("_") or name == "jinja_pass_arg":
            raise AttributeError(name)
        return lambda *args, **kwargs: ""

    @_pass_context
    def type(self, context: _Context) -> str:
        return _engine(context)

    @_pass_context
    def quote(self, context: _Context, identifier: str) -> str:
        mark = "`" if _engine(context) in _WITH_BACKTICKS else '"'
        return f"{mark}{identifier}{mark}"

    @_pass_context
    def dispatch(
        self, context: _Context, macro_name: str, macro_namespace: str | None = None
    ) -> _Callable[..., _Any]:
        engine, caller = _engine(context), _caller(context)
        names = [f"{prefix}__{macro_name}" for prefix in _PREFIXES.get(engine, (engine, "default"))]
        for name in names:
            if name in caller:
                return caller[name]  # type: ignore[no-any-return]
        for package in _PACKAGES.values():
            if macro_namespace in (None, package.name):
                for name in names:
                    if name in package.macros:
                        return package[name]
        wanted = ", ".join(f"`{name}`" for name in names)
        raise _TemplateRuntimeError(f"adapter.dispatch does not find a macro among {wanted}.")


class _Config:
    def __call__(self, *args: _Mapping[str, _Any], **kwargs: _Any) -> str:
        settings = {key: value for arg in (*args, kwargs) for key, value in arg.items()}
        if settings.get("enabled", True) is False:
            raise _SQLFluffSkipFile("Not enabled on this engine.")
        return ""

    def get(self, name: str, default: _Any = "", **_: _Any) -> _Any:
        return default

    require = get


class _DbtMacros:
    """dbt's own macros, such as `dbt.dateadd`, are not here: each gives a name for SQL.

    That is not the macro's, which may be a word of the engine's own, as `right` and `cast` are.
    """

    def __getattr__(self, name: str) -> _Callable[..., str]:
        if name.startswith("_") or name == "jinja_pass_arg":
            raise AttributeError(name)
        return lambda *args, **kwargs: name if name in _SET_OPERATORS else f"dbt_{name}"


def _caller(context: _Context) -> _Mapping[str, _Any]:
    return context.parent.get(_CALLER, context.parent)  # type: ignore[no-any-return]


def _vars(context: _Context) -> _Mapping[str, _Any]:
    settings: dict[str, _Any] = {}
    folder = _caller(context).get("dbt_project")
    file = _REPOSITORY / str(folder) / "dbt_project.yml"
    if folder is not None and file.is_file():
        read = _yaml.safe_load(file.read_text(encoding="utf-8"))
        settings = read if isinstance(read, dict) else {}
    of_all = settings.get("vars")
    if not isinstance(of_all, dict):
        return {}
    own = of_all.get(settings.get("name"))
    return {**of_all, **own} if isinstance(own, dict) else of_all


def _engine(context: _Context) -> str:
    return str(_caller(context)["target"]["type"])


def _as_it_is(value: _Any) -> _Any:
    return value


def _raise(message: str, *_: _Any) -> None:
    raise _TemplateRuntimeError(message)


def ref(*names: str, **_: _Any) -> _Relation:
    return _Relation(names[-1])


def source(name: str, table: str) -> _Relation:
    return _Relation(f"{name}_{table}", name)


def _relation(
    database: str | None = None, schema: str | None = None, identifier: str | None = None, **_: _Any
) -> _Relation:
    return _Relation(identifier or "relation", schema or "main", database or "inseam")


def env_var(name: str, default: str | None = None) -> str:
    return name if default is None else default


def local_md5(text: str) -> str:
    return text


def log(*args: _Any, **kwargs: _Any) -> str:
    return ""


def run_query(*args: _Any, **kwargs: _Any) -> None:
    return None


print = statement = log
load_result = run_query
SQLFLUFF_JINJA_FILTERS = dict.fromkeys(("as_bool", "as_native", "as_number", "as_text"), _as_it_is)
load_relation = run_query
adapter = _Adapter()
api = _Namespace(Relation=_Namespace(create=_relation), Column=_Namespace(translate_type=_as_it_is))
config = _Config()
dbt = dbt_spark = _DbtMacros()
model = _Model()
this = _Relation("this_model")
var = _Var()
exceptions = _Namespace(raise_compiler_error=_raise, warn=log)
modules = _Namespace(
    datetime=_datetime, itertools=_itertools, pytz=_Namespace(utc=_datetime.UTC), re=_re
)
# As while dbt parses: no query has results.
execute = False
flags = _Namespace(FULL_REFRESH=False, STORE_FAILURES=False, WHICH="parse")
graph: dict[str, dict[str, _Any]] = {"nodes": {}, "sources": {}, "exposures": {}, "metrics": {}}
invocation_id = "00000000-0000-0000-0000-000000000000"
database, project_name, schema = "inseam", "project", "main"
run_started_at = _datetime.datetime(2026, 1, 31, 6, tzinfo=_datetime.UTC)

_PACKAGES = {
    package.name: package
    for package in map(_Package, sorted(_REPOSITORY.glob("shared/*/dbt_project.yml")))
}
globals().update(_PACKAGES)
