select
    'Zürich' as city
