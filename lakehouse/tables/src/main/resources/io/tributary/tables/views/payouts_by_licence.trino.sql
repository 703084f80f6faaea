-- What data earned, by the licence of the Datanet that it is in; model_id is the model whose answers paid for it, several with a comma.
-- columns: epoch bigint, datanet string, version int, licence string, model_id string, payee string, amount decimal(38,6), unit string
select p.epoch, d.slug as datanet, cast(substr(p.subject, strpos(p.subject, '/v') + 2) as integer) as version, d.licence,
       coalesce(m.model_id, '') as model_id, p.payee,
       cast(p.amount as decimal(38,6)) / 1000000 as amount, p.unit
from lake.rewards.payouts p
join lake.registry.datanets d on d.slug = split_part(p.subject, '/v', 1)
left join (select s.epoch, s.payee, s.subject, array_join(array_sort(array_agg(distinct r.model)), ',') as model_id
           from lake.rewards.shares s
           join lake.attribution.receipts r on r.epoch = s.epoch and r.receipt_id = s.inference_id
           where s.role = 'data'
           group by s.epoch, s.payee, s.subject) m
  on m.epoch = p.epoch and m.payee = p.payee and m.subject = p.subject
where p.role = 'data'
