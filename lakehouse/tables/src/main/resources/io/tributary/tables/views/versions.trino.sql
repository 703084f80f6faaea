-- Every published version of every Datanet; tag reads it: FOR VERSION AS OF 'v1'.
-- columns: datanet string, version int, tag string, root string, records bigint, duplicates bigint, duplicates_root string, log_index bigint
select datanet, version, tag, root, record_count as records, duplicate_count as duplicates, duplicates_root, log_index
from lake.registry.versions
