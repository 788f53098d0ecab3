select show_id, title, first_aired from {{ source('radio', 'shows') }}
