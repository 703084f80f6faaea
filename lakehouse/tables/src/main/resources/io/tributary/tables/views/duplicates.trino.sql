-- Which record repeats which, and whose it is.
-- columns: datanet string, version int, record_id string, contributor string, canonical_record_id string
select datanet, version, record_id, contributor, canonical_record_id
from lake.datanets.duplicates
