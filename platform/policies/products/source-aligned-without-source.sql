-- title: A source-aligned product reads a system outside of this repository.
-- why: Its promise is to carry what a system knows. One that reads other products only is an
--   aggregate.
-- fix: Correct the archetype, or add the input port of the system.
-- severity: warning
-- since: 2026-11-21

select product, p.file, line_of(p.file, 'customProperties') as line,
    'The product is source-aligned, and reads no system outside of this repository.' as message
from products p
where archetype = 'source-aligned' and product not in (
    select s.product from sources s join contracts c using (contract_id) where c.kind = 'external'
)
    -- What dbt cannot read has no sources; that is the error.
    and product not in (select product from findings where is_unread and product is not null)
