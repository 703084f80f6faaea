-- Every claimed payout, as of the last 'tributary ledger mirror', with the organisation that submitted the claim.
-- columns: epoch bigint, payee string, role string, reason string, subject string, amount decimal(38,6), unit string, leaf_hash string, submitted_by string, transaction_id string, claimed_at timestamp
select c.epoch, p.payee, p.role, p.reason, p.subject,
       cast(p.amount as decimal(38,6)) / 1000000 as amount, p.unit,
       c.leaf_hash, c.caller as submitted_by, c.transaction_id, cast(from_unixtime_nanos(cast(c.claimed_at as decimal(38,0)) * 1000000) as timestamp(6) with time zone) as claimed_at
from lake.ledger.claims c
join lake.rewards.payouts p on p.epoch = c.epoch and p.leaf_hash = c.leaf_hash
