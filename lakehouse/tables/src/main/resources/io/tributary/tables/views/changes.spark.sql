-- What a later version of a Datanet has more than an earlier one.
-- columns: datanet string, from_version string, to_version string, change string, record_id string, contributor string, label string
select r.datanet, a.tag as from_version, b.tag as to_version, 'added' as change, r.record_id, r.contributor, r.label
from ${datanets} r
join lake.registry.versions a on a.datanet = r.datanet and a.version < r.version
join lake.registry.versions b on b.datanet = r.datanet and b.version >= r.version
