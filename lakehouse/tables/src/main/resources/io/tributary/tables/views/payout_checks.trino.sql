-- Whether each payout of a final epoch leads to the payouts root that the organisations attested, as of the last 'tributary ledger mirror'.
-- columns: epoch bigint, payee string, role string, reason string, subject string, leaf_index int, leaf_hash string, payouts_root string, ok boolean
select epoch, payee, role, reason, subject, leaf_index, leaf_hash, payouts_root, ok
from lake.ledger.payout_checks
