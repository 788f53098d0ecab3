select
    invoice_id as report_id
from {{ source('invoices_v1', 'invoices') }}
