-- The influence of each training passage on each answer, one row for each record that the passage was cut from; score is in units of 2^exponent.
-- columns: epoch bigint, receipt_id string, record_id string, row_id string, contributor string, model_id string, score bigint, exponent int, weight bigint, eligible boolean
select s.epoch, s.receipt_id, d.record_id, s.row_id, s.contributor, q.model as model_id, s.score, s.exponent, s.weight, s.eligible
from lake.attribution.scores s
join lake.attribution.receipts q on q.epoch = s.epoch and q.receipt_id = s.receipt_id
join lake.models.rows m on m.model_id = q.model and m.row_id = s.row_id and m.contributor = s.contributor
join ${datanets} f on f.record_id = m.first_record_id
join ${datanets} l on l.record_id = m.last_record_id
join ${datanets} d on d.datanet = f.datanet and d.contributor = f.contributor and d.label = f.label
  and d.submission_order between f.submission_order and l.submission_order
