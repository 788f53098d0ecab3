select 1 as payment from payments
