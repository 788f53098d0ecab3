select visit_id, patient_id, visited_on, {{ appointments.minutes('seconds') }} as minutes
from {{ ref('stg_visits') }}
