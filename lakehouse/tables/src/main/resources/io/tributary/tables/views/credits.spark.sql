-- What each contributor has of a passage's weight on an answer: his part in basis points, 10000 where the passage is his alone; part_weight is rounded towards 0.
-- columns: epoch bigint, receipt_id string, row_id string, contributor string, role string, basis_points int, score bigint, exponent int, weight bigint, part_weight bigint, eligible boolean
select s.epoch, s.receipt_id, s.row_id, coalesce(p.contributor, s.contributor) as contributor, coalesce(p.role, 'data') as role,
       coalesce(p.basis_points, 10000) as basis_points, s.score, s.exponent, s.weight,
       cast(cast(s.weight as decimal(38,0)) * coalesce(p.basis_points, 10000) div 10000 as bigint) as part_weight, s.eligible
from lake.attribution.scores s
left join (select distinct line, contributor, role, basis_points from lake.datanets._parts) p on p.line = s.contributor
