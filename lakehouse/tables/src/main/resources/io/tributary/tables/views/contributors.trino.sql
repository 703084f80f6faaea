-- Who contributes, on whose behalf, and under which name he is paid.
-- columns: contributor string, organisation string, payee string, status string
select contributor_id as contributor, organisation, payee, status
from lake.registry.contributors
