-- title: An output port has the version of its contract.
-- why: The marketplace shows one, and consumers rely on the other.
-- fix: Write the contract's version in the ODPS file.
-- severity: error
-- since: 2026-11-21

select p.product, p.file, p.line, format('The port `{}` says version {}, its contract {}.', port, p.version, c.version) as message
from output_ports p join contracts c using (product, contract_id)
where c.kind = 'output_port' and p.version <> c.version
