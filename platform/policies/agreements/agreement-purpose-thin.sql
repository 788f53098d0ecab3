-- title: An agreement says in a sentence what the data is read for.
-- why: The provider agrees to a purpose. Personal data may be used for no other one.
-- fix: Write who does what with the data.
-- severity: error
-- since: 2026-11-21
-- parameter: minimum_words = 5

select product, file, line_of(file, 'purpose') as line,
    format('The purpose has fewer than {} words: {}', $minimum_words, purpose) as message
from agreements
where len(string_split_regex(trim(purpose), '\s+')) < $minimum_words
