select {{ seat_maps.label('seat') }} as seat from {{ ref('raw_seats') }}
