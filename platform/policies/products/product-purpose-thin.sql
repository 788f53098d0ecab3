-- title: A product says in a sentence what it is for.
-- why: The purpose decides whether someone reads on. A word or two says no more than the name.
-- fix: Write under `description.purpose` who does what with the data.
-- severity: warning
-- since: 2026-11-21
-- parameter: minimum_words = 5

select product, file, line_of(file, 'description.purpose') as line,
    if(purpose is null, 'The product says no purpose.',
        format('The purpose has fewer than {} words: {}', $minimum_words, purpose)) as message
from products
where file like '%.odps.yaml' and len(string_split_regex(trim(coalesce(purpose, '')), '\s+')) < $minimum_words
