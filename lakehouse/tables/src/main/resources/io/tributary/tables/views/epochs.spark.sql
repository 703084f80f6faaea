-- Every computed epoch: its window, what came in, what is paid and what nobody earned.
-- columns: epoch bigint, kind string, adjusts string, method string, window_start timestamp, window_end timestamp, receipts bigint, pool decimal(38,6), paid decimal(38,6), undistributed decimal(38,6), unit string, payouts_root string, record_hash string
select epoch, kind, adjusts, get_json_object(record, '$.method') as method,
       timestamp_millis(cast(get_json_object(record, '$.windowStart') as bigint)) as window_start,
       timestamp_millis(cast(get_json_object(record, '$.windowEnd') as bigint)) as window_end,
       receipts,
       cast(cast(pool as decimal(38,0)) / 1000000 as decimal(38,6)) as pool,
       cast(cast(paid as decimal(38,0)) / 1000000 as decimal(38,6)) as paid,
       cast(cast(undistributed as decimal(38,0)) / 1000000 as decimal(38,6)) as undistributed,
       get_json_object(record, '$.unit') as unit,
       get_json_object(record, '$.payoutsRoot') as payouts_root,
       record_hash
from lake.rewards.epochs
