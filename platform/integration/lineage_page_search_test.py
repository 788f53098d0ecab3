"""What the page of a lineage finds and says of things."""

from __future__ import annotations

import pytest
from browser import Browser, count, file_url, path_edges, text_of, texts
from page_documents import known, write_page


@pytest.fixture(scope="module")
def known_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return file_url(write_page(tmp_path_factory.mktemp("known"), known()))


def found_for(browser: Browser, text: str) -> list[list[str]]:
    """The names that a search finds, each with why where that is not the name."""
    return list(
        browser.run(
            "const input = document.querySelector('#search'); input.focus();"
            "input.value = arguments[0]; input.dispatchEvent(new Event('input'));"
            "const found = [...document.querySelectorAll('#found [role=option]')].map((one) => ["
            " one.querySelector('.name').textContent,"
            " one.querySelector('.why')?.textContent ?? '']);"
            "input.value = ''; input.dispatchEvent(new Event('input'));"
            "return found",
            text,
        )
    )


def test_search_finds_a_column_by_its_name_and_that_of_its_table(
    browser: Browser, shop_page: str
) -> None:
    browser.open(shop_page)

    browser.press("/", "spend.total")
    assert texts(browser, "#found .name") == ["total"]
    browser.press("Enter")

    assert text_of(browser, "#panel h2") == "total"
    assert path_edges(browser) == (4, 0)


def test_search_says_when_nothing_is_found(browser: Browser, shop_page: str) -> None:
    browser.open(shop_page)

    browser.press("/", "no such thing")

    assert text_of(browser, "#found") == "Nothing found for “no such thing”."


def test_search_finds_what_is_known_of_a_thing_and_forgives_a_typo(
    browser: Browser, known_page: str
) -> None:
    browser.open(known_page)

    personal = "confidential, personal data (PII)"
    assert found_for(browser, "PII") == [
        ["amount", f"classification: {personal}"],
        ["amount", "carries: personal data (PII)"],
    ]
    assert found_for(browser, "Confidential") == [["amount", f"classification: {personal}"]]
    assert found_for(browser, "loyalty") == [["Customer_Spend", "owner: Loyalty"]]
    assert found_for(browser, "e-mail") == [
        ["amount", "description: In euro, sent by e-mail or email."]
    ]
    assert found_for(browser, "email") == found_for(browser, "e-mail")
    assert found_for(browser, "marketing total") == [["total", ""]]
    assert found_for(browser, "loyaltty") == [["Customer_Spend", "similar owner: Loyalty"]]
    assert found_for(browser, "[x") == found_for(browser, "+?") == []
    assert found_for(browser, "month-end") == [["amount", "tags: finance, month-end"]]
    assert found_for(browser, "totl")[0] == ["total", "similar name"]
    assert found_for(browser, "ttoal")[0] == ["total", "similar name"]
    assert found_for(browser, "spend totl") == [["total", "similar name"]]
    # What is named so comes alone, and of three characters nearly all would be similar.
    assert {why for _, why in found_for(browser, "total")} == {""}
    assert found_for(browser, "xyz") == []
    assert found_for(browser, "e-mail confidential") == [["amount", f"classification: {personal}"]]


def test_what_is_computed_says_so_and_of_which_rows(browser: Browser, known_page: str) -> None:
    browser.open(f"{known_page}#view=path&column=store_sales/int_receipts.receipts_total")
    shown = " ".join(text_of(browser, "#panel").split())
    assert "Computed here, not from a column." in shown
    assert "Its rows come from1 stg_receipts" in shown

    browser.open(f"{known_page}#view=path&column=store-sales-v2.receipts.receipts_total")
    shown = " ".join(text_of(browser, "#panel").split())
    assert "Computed, not from a column1 int_receipts.receipts_total" in shown
    assert "No consumers in this repository." in shown
    assert "Computed here" not in shown

    browser.open(f"{known_page}#view=path&column=tills-v1.receipts.id")
    assert "It comes from outside of this repository." in text_of(browser, "#panel")


def test_an_exposure_stands_at_the_table_that_it_reads(browser: Browser, known_page: str) -> None:
    table = "customer-spend-v1.customer_spend"
    browser.open(f"{known_page}#view=product&table={table}")
    shown = " ".join(text_of(browser, "#panel").split())
    assert "Exposures1 board dashboard · Loyalty exposures.yml:7" in shown

    browser.open(f"{known_page}#view=path&column={table}.total")
    assert "No column, but its table has exposures." in text_of(browser, "#panel")


def test_two_tables_of_one_name_show_their_versions(browser: Browser, known_page: str) -> None:
    browser.open(f"{known_page}#view=product&product=store_sales")

    names = texts(browser, ".table-card.port .head .name")
    assert sorted(names) == ["receipts", "receipts (v1)", "receipts (v2)"]  # and what it reads
    # A column may be named as all rows are written.
    assert "*" in texts(browser, ".row .name")


def test_the_start_lists_products_by_domain_with_their_owners(
    browser: Browser, known_page: str
) -> None:
    browser.open(known_page)

    sections = texts(browser, "#panel section")
    assert sections == [
        "marketing1Customer_SpendLoyalty",
        "stores1Store_SalesStores",
        "Outside1tills-v1",
    ]
    # The domain stands above the card: it is not repeated as the owner's name.
    assert texts(browser, ".product-card .meta") == ["4 tables", "Loyalty", "source system"]


def test_the_page_counts_as_the_command_does(browser: Browser, known_page: str) -> None:
    browser.open(f"{known_page}#view=table&influence=1")

    facts = dict(
        zip(texts(browser, "#panel dt"), texts(browser, "#panel dd"), strict=True),
    )
    assert facts["Direct edges"] == "10"
    assert facts["Indirect edges"] == "1"
    assert text_of(browser, "caption") == "10 direct edges, 1 indirect edge"
    assert count(browser, "#listing tbody tr") == 11
    assert facts["Tables"] == "7"
    assert facts["Columns"] == "17"
