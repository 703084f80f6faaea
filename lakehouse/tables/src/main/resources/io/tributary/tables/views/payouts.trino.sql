-- Every payout leaf in whole units, with the contributor behind the payee; 'tributary payout proof' proves one.
-- columns: epoch bigint, payee string, contributor string, role string, reason string, subject string, amount decimal(38,6), unit string, leaf_index int, leaf_hash string
select p.epoch, p.payee, coalesce(c.contributor_id, '') as contributor, p.role, p.reason, p.subject,
       cast(p.amount as decimal(38,6)) / 1000000 as amount, p.unit, p.leaf_index, p.leaf_hash
from lake.rewards.payouts p
left join (select payee, min(contributor_id) as contributor_id from lake.registry.contributors group by payee) c on c.payee = p.payee
