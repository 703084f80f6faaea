-- Links that are missing between data, model, answer and pay, found at the moment of asking; no row means that nothing is missing.
-- columns: kind string, subject string, detail string, detected_at timestamp
select kind, subject, detail, current_timestamp as detected_at
from (
  select 'payout-without-version' as kind, concat('epoch ', cast(p.epoch as varchar)) as subject, p.subject as detail
  from (select distinct epoch, subject from lake.rewards.payouts where role = 'data') p
  where not exists (select 1 from lake.registry.versions v where p.subject = concat(v.datanet, '/', v.tag))
  union all
  select 'payout-without-record', concat('epoch ', cast(p.epoch as varchar)), 'rewards.epochs lacks it'
  from (select distinct epoch from lake.rewards.payouts) p
  where not exists (select 1 from lake.rewards.epochs e where e.epoch = p.epoch)
  union all
  select 'version-not-on-ledger', concat(datanet, '/', tag), root
  from lake.registry.versions where log_index < 0
  union all
  select 'model-without-version', m.model_id, concat(m.datanet, '/v', cast(m.version as varchar))
  from lake.models.versions m
  where not exists (select 1 from lake.registry.versions v where v.datanet = m.datanet and v.version = m.version and v.root = m.dataset_root)
  union all
  select 'receipt-without-model', r.receipt_id, r.model
  from lake.attribution.receipts r
  where not exists (select 1 from lake.models.versions m where m.model_id = r.model)
  union all
  select 'share-without-receipt', s.inference_id, concat('epoch ', cast(s.epoch as varchar))
  from (select distinct epoch, inference_id from lake.rewards.shares) s
  where not exists (select 1 from lake.attribution.receipts r where r.epoch = s.epoch and r.receipt_id = s.inference_id)
  union all
  select 'score-without-passage', s.receipt_id, s.row_id
  from lake.attribution.scores s
  join lake.attribution.receipts r on r.epoch = s.epoch and r.receipt_id = s.receipt_id
  where not exists (select 1 from lake.models.rows m where m.model_id = r.model and m.row_id = s.row_id)
  union all
  select 'record-without-batch', d.record_id, d.batch_root
  from ${datanets} d
  where not exists (select 1 from lake.bronze.batches b where b.root = d.batch_root)
)
