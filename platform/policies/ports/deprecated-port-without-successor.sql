-- title: A deprecated port says what to read instead.
-- why: Readers who have to move need to know where to.
-- fix: Offer the next major version first, or name what replaces it in the custom property
--   `replacement`.
-- severity: warning
-- since: 2026-11-21

select d.product, d.file, line_of(d.file, 'status') as line,
    format('`{}` is deprecated, and nothing takes its place.', d.contract_id) as message
from contracts d
where d.kind = 'output_port' and d.status = 'deprecated'
    and not exists (
        from contracts n
        where n.kind = 'output_port' and n.status = 'active' and n.product = d.product
            and regexp_replace(n.contract_id, '-v\d+$', '') = regexp_replace(d.contract_id, '-v\d+$', '')
    )
    and d.file not in (select file from custom_properties where element = '' and property = 'replacement')
