-- title: A product says where to ask.
-- why: Without a channel, questions go to whoever is near, or nowhere.
-- fix: Add a `support` channel with its `url`.
-- severity: warning
-- since: 2026-11-21

select product, file, line_of(file, 'support') as line, 'The product has no support channel.' as message
from products anti join support_channels using (file)
where file like '%.odps.yaml'
