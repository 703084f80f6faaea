-- What data earned, by the licence of the Datanet that it is in.
-- columns: epoch bigint, datanet string, version int, licence string, payee string, amount decimal(38,6), unit string
select p.epoch, d.slug as datanet, cast(substring_index(p.subject, '/v', -1) as int) as version, d.licence, p.payee,
       cast(cast(p.amount as decimal(38,0)) / 1000000 as decimal(38,6)) as amount, p.unit
from lake.rewards.payouts p
join lake.registry.datanets d on d.slug = substring_index(p.subject, '/v', 1)
where p.role = 'data'
