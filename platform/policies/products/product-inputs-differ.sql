-- title: The input ports in the ODPS file are the sources that dbt reads.
-- why: Lineage and access are decided by what the file says, the data by what dbt reads.
-- fix: Add the input port to the ODPS file, or the source to `models/input_ports`; remove what is
--   not read.
-- severity: error
-- since: 2026-11-21

with undeclared as (
    from sources s anti join input_ports using (product, contract_id)
    where s.product in (select product from products where file like '%.odps.yaml')
        -- Of an id that no contract has, that is the error.
        and contract_id in (select contract_id from contracts)
),

unread as (
    from input_ports i anti join sources using (product, contract_id)
    -- What dbt cannot read has no sources; that is the error.
    where i.product not in (select product from findings where is_unread and product is not null) and not exists (
        from sources s where s.product = i.product and s.contract_id not in (select contract_id from contracts)
    )
)

select product, file, line, format('The input port `{}` is not a source of the dbt project.', port) as message,
    contract_id as word, (select list(u.contract_id) from undeclared u where u.product = unread.product) as known
from unread
union all
-- Beside a port that is not read, the name of that port is the error.
select product, file, line, format('The product reads `{}`, which is not an input port in its ODPS file.', contract_id), null, null
from undeclared
where product not in (select product from unread)
