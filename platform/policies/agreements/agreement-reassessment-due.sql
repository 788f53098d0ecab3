-- title: An agreement is reviewed by the day that it names.
-- why: Purposes fade. What nobody reviews is granted for ever.
-- fix: Review it together, and set the next day in `reassess`.
-- severity: warning
-- since: 2026-11-21

select product, file, line_of(file, 'reassess') as line, format('Its review was due on {}.', reassess_date) as message
from agreements where reassess_date < $today::varchar and coalesce(end_date, '9999') >= $today::varchar
