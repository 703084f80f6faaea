-- Every sealed receipt: who asked which model, what it answered, what was paid, by the epoch that it belongs to.
-- columns: epoch bigint, receipt_id string, host string, caller string, model string, answer string, fee decimal(38,6), unit string, deposit string, occurred_at timestamp
select epoch, receipt_id, host, caller, model, answer, cast(fee as decimal(38,6)) / 1000000 as fee,
       unit, deposit, cast(from_unixtime_nanos(cast(occurred_at as decimal(38,0)) * 1000000) as timestamp(6) with time zone) as occurred_at
from lake.attribution.receipts
