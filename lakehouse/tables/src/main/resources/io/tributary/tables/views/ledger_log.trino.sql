-- The ledger's log as mirrored, one row per entry; entry is canonical JSON.
-- columns: index bigint, type string, entry string, leaf_hash string
select index, type, entry, leaf_hash
from lake.ledger.log
