SELECT Id AS order_id
  , amount,
      status   as order_status
FROM {{ref('purchases')}} WHERE amount!=0
  and status IN ('open','paid')
