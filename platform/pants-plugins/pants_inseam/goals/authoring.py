"""Goals that write files for people: what to write, a module of the library decides.

Each hands its options to a module that runs in the repository, as `goals/environment_runs.py` has
it; docs/commands.md has what each writes. With a `Console`, Pants lets a goal have side effects.
"""

from __future__ import annotations

from pants.engine.console import Console
from pants.engine.goal import GoalSubsystem
from pants.engine.rules import goal_rule
from pants.option.option_types import BoolOption, DictOption, StrListOption, StrOption
from pants.util.strutil import softwrap

from pants_inseam.goals.environment_runs import run_in_repository
from pants_inseam.goals.library_goal import LibraryGoal

_TODAY = "The day from which agreements hold, such as `2026-11-01`; today if it is empty."


class AgreeSubsystem(GoalSubsystem):
    name = "agree"
    help = softwrap("""
        Draft the agreement of a product with the provider of a port that it reads, in
        `agreements/<contract id>.yaml` of the product.""")

    product = StrOption(default="", help="The product that reads, by its folder's name.")
    port = StrOption(default="", help="What it reads: the id of the contract.")
    purpose = StrOption(default="", help="What for, in a sentence: who does what with the data.")
    start = StrOption(default="", help=_TODAY)


class Agree(LibraryGoal):
    subsystem_cls = AgreeSubsystem


@goal_rule
async def agree(subsystem: AgreeSubsystem, _: Console) -> Agree:
    return Agree(exit_code=await run_in_repository("inseam.authoring.agree", subsystem.options))


class ContractDraftSubsystem(GoalSubsystem):
    name = "contract-draft"
    help = softwrap("""
        Draft the contract of a system outside, in `contracts/external`, from what its catalog or
        its files tell of its tables: types, keys, what is never empty, and what people wrote.""")

    from_ = StrOption(
        "--from",
        default="",
        help=softwrap("""
            CSV or Parquet (a file, or a folder with a file for each table), a DuckDB file, a YAML
            file with dbt sources, or `postgres:<name of the variable with the address>`."""),
    )
    source = StrOption(default="", help="Which dbt source, if the file has several.")
    tables = StrOption(default="", help="Only these: `orders,sales.lines`.")
    id = StrOption(default="", help="The contract's id, such as `crm-v1`.")
    title = StrOption(default="", help="What people call it; made of the id if it is empty.")
    team = StrOption(default="", help="Who answers for it: an id of platform/teams.yaml.")
    purpose = StrOption(default="", help="What the system has and for whom, in a sentence.")
    system = StrOption(default="", help="What people call the system, such as `crm`.")
    catalog = StrOption(default="", help="The catalog in which Databricks has the tables.")
    schema = StrOption(default="", help="The schema in which Databricks has the tables.")
    host = StrOption(default="", help="The host of the system, or of the warehouse.")
    classification = StrOption(default="", help="Of all columns, such as `internal`.")


class ContractDraft(LibraryGoal):
    subsystem_cls = ContractDraftSubsystem


@goal_rule
async def contract_draft(subsystem: ContractDraftSubsystem, _: Console) -> ContractDraft:
    kind, _of, variable = subsystem.from_.partition(":")
    variables = (variable,) if kind == "postgres" else ()
    module = "inseam.authoring.contract_draft"
    code = await run_in_repository(module, subsystem.options, *variables)
    return ContractDraft(exit_code=code)


class NewProductSubsystem(GoalSubsystem):
    name = "new-product"
    help = softwrap("""
        Write a whole data product: its dbt project, contract, models, unit tests, agreements and
        README, and what `generate` makes of them. All files are written, or none.

        Columns of the port come from columns of the same name and a fitting type in what the
        product reads. What is left to write is listed. What is missing is asked for by name.""")

    name_ = StrOption("--name", default="", help="The product's folder and id, in snake_case.")
    title = StrOption(default="", help="What people call it; made of the name if it is empty.")
    contract = StrOption(default="", help="The ODCS file of what it offers.")
    columns = StrOption(
        default="",
        help=softwrap("""
            What it offers, without a contract: `order_id:string:key,total:decimal(18,2),status`. A
            type is a logical one of ODCS or one of SQL; without one it is that of the input's
            column. `key`, `required` and `unique` may follow."""),
    )
    descriptions = DictOption[str](help="What is in its columns, where no input says it.")
    classification = StrOption(default="", help="Of the columns that no input classifies.")
    inputs = StrOption(
        default="",
        help="The contracts that it reads: `orders-v1,shop-v1/customers`, the latter one table.",
    )
    team = StrOption(default="", help="Who owns it: an id of platform/teams.yaml.")
    purpose = StrOption(default="", help="Who does what with the data, in a sentence.")
    limitations = StrOption(default="", help="What it is not for.")
    usage = StrOption(default="", help="How to read it.")
    archetype = StrOption(default="", help="source-aligned, aggregate or consumer-aligned.")
    support = StrOption(default="", help="Where to ask: an address.")
    catalog = StrOption(default="", help="The catalog in production, if no product has one yet.")
    host = StrOption(default="", help="The warehouse's host, if no product has one yet.")
    start = StrOption(default="", help=_TODAY)


class NewProduct(LibraryGoal):
    subsystem_cls = NewProductSubsystem


@goal_rule
async def new_product(subsystem: NewProductSubsystem, _: Console) -> NewProduct:
    code = await run_in_repository("inseam.authoring.new_product", subsystem.options)
    return NewProduct(exit_code=code)


class VendorSubsystem(GoalSubsystem):
    name = "vendor"
    help = softwrap("""
        Bring dbt packages of others into `shared/`, at one release: with licence, digest and what
        they need. A newer release takes the place of an older one that nobody has edited.""")

    from_ = StrListOption(
        "--from",
        help=softwrap("""
            A folder, an archive (.tar.gz, .zip, a wheel) or a git address with a revision, such as
            `https://git.example.com/somebody/dbt-utils.git@1.3.0`. Name what it needs as well."""),
    )
    check = BoolOption(default=False, help="Only say which are not as they were brought in.")


class Vendor(LibraryGoal):
    subsystem_cls = VendorSubsystem


@goal_rule
async def vendor(subsystem: VendorSubsystem, _: Console) -> Vendor:
    return Vendor(exit_code=await run_in_repository("inseam.vendor", subsystem.options))


class AdoptSubsystem(GoalSubsystem):
    name = "adopt"
    help = softwrap("""
        Bring existing dbt projects in as data products (docs/adopt.md). It reads first and shows
        what it would write; `--adopt-write` writes it.""")

    from_ = StrListOption("--from", help="Folders or git addresses; several are read together.")
    as_ = StrOption("--as", default="", help="The product's name; else that of the project.")
    port = StrListOption(help="Models that become ports, as `model:v1`, instead of its choice.")
    answer = StrListOption(help="What no project says, as `team=stores`; it asks for all of it.")
    answers_file = StrOption(default="", help="A YAML file with such answers.")
    dialect = StrOption(default="", help="The engine whose SQL the projects are written in.")
    today = StrOption(default="", help=_TODAY)
    write = BoolOption(default=False, help="Write what is planned: all of it, or nothing.")


class Adopt(LibraryGoal):
    subsystem_cls = AdoptSubsystem


@goal_rule
async def adopt(subsystem: AdoptSubsystem, _: Console) -> Adopt:
    return Adopt(exit_code=await run_in_repository("inseam.adopt", subsystem.options))
