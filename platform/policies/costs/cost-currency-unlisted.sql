-- title: Costs are in a currency that the organization uses.
-- why: Amounts in a currency that nobody converts cannot be added up.
-- fix: Write the amount in one of the currencies, or add the currency (ISO 4217) to the parameter.
-- severity: error
-- since: 2026-11-21
-- parameter: currencies = EUR, USD

select product, file, line, format('`{}` is in {}, which is not one of {}.', name, currency, $currencies) as message
from costs
where currency not in (select unnest(string_split($currencies, ', ')))
