-- Every computed epoch: its window, what came in, what is paid and what nobody earned.
-- columns: epoch bigint, kind string, adjusts string, method string, window_start timestamp, window_end timestamp, receipts bigint, pool decimal(38,6), paid decimal(38,6), undistributed decimal(38,6), unit string, payouts_root string, record_hash string
select epoch, kind, adjusts, json_extract_scalar(record, '$.method') as method,
       cast(from_unixtime_nanos(cast(json_extract_scalar(record, '$.windowStart') as decimal(38,0)) * 1000000) as timestamp(6) with time zone) as window_start,
       cast(from_unixtime_nanos(cast(json_extract_scalar(record, '$.windowEnd') as decimal(38,0)) * 1000000) as timestamp(6) with time zone) as window_end,
       receipts,
       cast(pool as decimal(38,6)) / 1000000 as pool,
       cast(paid as decimal(38,6)) / 1000000 as paid,
       cast(undistributed as decimal(38,6)) / 1000000 as undistributed,
       json_extract_scalar(record, '$.unit') as unit,
       json_extract_scalar(record, '$.payoutsRoot') as payouts_root,
       record_hash
from lake.rewards.epochs
