select *
from {{ dbt_common.latest_version(ref('organization_versions'), 'organization_id') }} as latest
