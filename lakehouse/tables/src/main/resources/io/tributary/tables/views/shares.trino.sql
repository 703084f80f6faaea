-- Who gets which part of one inference's fee; share is in parts of 2^62, share_ppm in millionths, rounded down.
-- columns: epoch bigint, receipt_id string, payee string, contributor string, role string, subject string, share bigint, share_ppm bigint
select s.epoch, s.inference_id as receipt_id, s.payee, coalesce(c.contributor_id, '') as contributor, s.role, s.subject, s.share,
       cast((s.share * decimal '1000000' - mod(s.share * decimal '1000000', decimal '4611686018427387904'))
         / decimal '4611686018427387904' as bigint) as share_ppm
from lake.rewards.shares s
left join (select payee, min(contributor_id) as contributor_id from lake.registry.contributors group by payee) c on c.payee = s.payee
