-- What must hold between the figures of one organization, whatever its data.
select organization_id
from {{ ref('customer_activity') }}
where
    -- parts are within their whole
    users_added_30d > users_total
    or dataproducts_added_30d > dataproducts_total
    or dataproducts_outputports_with_datacontract_percentage not between 0 and 100
    or dataproducts_outputports_with_testresults_percentage not between 0 and 100

    -- nothing lies after the run
    or users_last_signed_up_at > updated_at
    or dataproducts_last_updated_at > updated_at

    -- somebody was added in the 30 days exactly when the last addition lies in them
    or (users_added_30d > 0) <> coalesce(
        users_last_signed_up_at >= {{ dbt_common.days_before('updated_at', 30) }}, false
    )

    -- ports belong to data products, and the platform to ports
    or (dataproducts_total = 0 and dataproducts_outputports_total > 0)
    or (dataproducts_outputports_total = 0 and data_platform is not null)
