-- title: Models are in staging, intermediate or output_ports.
-- why: Every product is laid out alike, so that whoever knows one finds the way in another.
-- fix: Move the model into one of the three folders.
-- severity: error
-- since: 2026-11-21
-- parameter: folders = staging, intermediate, output_ports

select product, file, line, format('`{}` is in `models/{}`.', model, coalesce(layer, '')) as message
from models
where kind = 'model' and coalesce(layer, '') not in (select unnest(string_split($folders, ', ')))
