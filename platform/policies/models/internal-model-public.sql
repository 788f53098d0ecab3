-- title: An internal model is not public.
-- why: A public model is a promise. What is promised has a contract.
-- fix: Leave `access` out, or make the model an output port.
-- severity: warning
-- since: 2026-11-21

select product, coalesce(properties_file, file) as file, coalesce(properties_line, line) as line,
    format('`{}` is public, and in no output port.', model) as message
from models where access = 'public' and layer is distinct from 'output_ports'
