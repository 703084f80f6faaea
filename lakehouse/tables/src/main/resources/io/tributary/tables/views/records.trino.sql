-- Every canonical record of every Datanet, without its words: the Datanet's own table has them.
-- columns: datanet string, first_version int, record_id string, contributor string, kind string, title string, label string, licence string, expires string, origin_at timestamp, leaf_hash string
select datanet, version as first_version, record_id, contributor, kind, title, label, licence, expires,
       cast(from_unixtime_nanos(cast(origin_at as decimal(38,0)) * 1000000) as timestamp(6) with time zone) as origin_at, leaf_hash
from ${datanets}
