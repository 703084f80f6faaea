-- Receipts that an epoch's seal set aside, by rule; the next seal looks at them again.
-- columns: epoch bigint, receipt_id string, rule string, reason string, host string, caller string, model string, deposit string, fee decimal(38,6)
select epoch, receipt_id, rule, reason, host, caller, model, deposit,
       cast(fee as decimal(38,6)) / 1000000 as fee
from lake.attribution.set_aside
