select visit_id, patient_id, visited_on, seconds from {{ ref('ClinicVisits', 'raw_visits') }}
where {{ ClinicVisits.year_of('visited_on') }} >= {{ var('first_year') }}
