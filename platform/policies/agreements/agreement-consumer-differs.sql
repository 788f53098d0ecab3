-- title: An agreement is in the folder of its consumer, in a file named by the port.
-- why: One place shows whether a product may read a port.
-- fix: Name the product in `consumer`, and the file `agreements/<contract-id>.yaml`.
-- severity: error
-- since: 2026-11-21

select product, file, line_of(file, if(consumer <> product, 'consumer', 'provider.port')) as line,
    if(consumer <> product, format('The consumer is `{}`, in the folder of `{}`.', consumer, product),
        format('The agreement is on `{}`, which is not what the file is named by.', port)) as message
from agreements
where consumer <> product or not ends_with(file, '/agreements/' || port || '.yaml')
