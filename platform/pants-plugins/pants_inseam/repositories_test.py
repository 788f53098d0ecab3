from __future__ import annotations

from typing import Any

import pytest

from pants_inseam.repositories import BadRepositories, Repository, configured, products_of

MARKET = Repository("market", ("--a",), is_default=True)
CATALOG = Repository("catalog", ("--b",), is_default=True)
TRIAL = Repository("trial", ("--c",))
ALL = (MARKET, CATALOG, TRIAL)


def repository(**settings: Any) -> Repository:
    (one,) = configured({"market": settings})
    return one


def test_a_server_is_named_by_its_address_and_its_key_by_the_name_of_a_variable() -> None:
    market = repository(
        kind="entropy-data", address="https://market.example.com", key="MARKET_KEY", default=True
    )
    assert market.alias == "@market"
    assert market.is_default
    assert market.argv == ("--key-variable=MARKET_KEY", "--address=https://market.example.com")
    assert "MARKET_KEY" in market.variables
    assert "HTTPS_PROXY" in market.variables
    # The environment does not send what is for one server to another.
    assert not {"ENTROPY_DATA_HOST", "ENTROPY_DATA_API_KEY"} & set(market.variables)


def test_without_an_address_the_environment_has_it() -> None:
    market = repository(kind="entropy-data")
    assert market.argv == ("--key-variable=ENTROPY_DATA_API_KEY",)
    assert {"ENTROPY_DATA_HOST", "ENTROPY_DATA_API_KEY"} <= set(market.variables)
    assert not market.is_default


def test_a_folder_needs_nothing_of_the_environment() -> None:
    market = repository(kind="directory", path="/mnt/catalog")
    assert (market.argv, market.variables) == (("--directory=/mnt/catalog",), ())


@pytest.mark.parametrize(
    "settings, message",
    [
        ({}, "has no kind that there is: entropy-data, directory."),
        ({"kind": "s3"}, "has no kind that there is: entropy-data, directory."),
        ({"kind": "directory"}, "has no path."),
        ({"kind": "directory", "path": 1}, "has no text for path."),
        ({"kind": "directory", "path": "x", "key": "K"}, "has key; there are: kind, default, path"),
        ({"kind": "entropy-data", "default": "yes"}, "has a default that is neither true nor "),
        ({"kind": "entropy-data", "adress": "x"}, "has adress; there are: kind, default, address"),
        ("entropy-data", "is not a table."),
    ],
)
def test_what_is_no_repository_is_said(settings: Any, message: str) -> None:
    with pytest.raises(BadRepositories) as raised:
        configured({"market": settings})
    assert str(raised.value).startswith("[data-products.repositories.market] ")
    assert message in str(raised.value)


def test_a_key_in_the_place_of_its_name_is_not_repeated() -> None:
    with pytest.raises(BadRepositories) as raised:
        repository(kind="entropy-data", key="ed-4f1d0c6e2b")
    assert "ed-4f1d0c6e2b" not in str(raised.value)
    assert "is not a name of an environment variable" in str(raised.value)


@pytest.mark.parametrize("name", ["", "a/b", "..", "A", "@market"])
def test_a_name_is_fit_to_be_a_folder(name: str) -> None:
    with pytest.raises(BadRepositories, match="is not a name"):
        configured({name: {"kind": "entropy-data"}})


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(BadRepositories) as raised:
        configured({"one": {}, "two": {"kind": "directory"}, "three": {"kind": "entropy-data"}})
    assert [line.split("]")[0] for line in str(raised.value).splitlines()] == [
        "[data-products.repositories.one",
        "[data-products.repositories.two",
    ]


def test_a_product_goes_where_its_build_file_says_or_else_to_the_defaults() -> None:
    assert products_of(
        ALL,
        {
            "products/orders": None,
            "products/audit": ["@trial", "@market", "@trial"],
            "products/secret": [],
        },
    ) == {
        MARKET: ("products/audit", "products/orders"),
        TRIAL: ("products/audit",),
        CATALOG: ("products/orders",),
    }


def test_unknown_repositories_are_said_with_their_build_files_and_what_there_is() -> None:
    with pytest.raises(BadRepositories) as raised:
        products_of(ALL, {"products/orders": ["@markt"], "products/audit": ["trial", "@market"]})
    there_is = "[data-products.repositories] in pants.toml has: @market, @catalog, @trial."
    assert str(raised.value).splitlines() == [
        f"products/audit/BUILD: there is no repository 'trial'. {there_is}",
        f"products/orders/BUILD: there is no repository '@markt'. {there_is}",
    ]
