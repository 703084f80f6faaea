-- What a later version of a Datanet has otherwise than an earlier one: added, changed (another leaf hash), withdrawn or removed.
-- columns: datanet string, from_version string, to_version string, change string, record_id string, contributor string, label string
select b.datanet, v.tag as from_version, b.tag as to_version, 'added' as change, b.record_id, b.contributor, b.label
from ${members} b
join lake.registry.versions v on v.datanet = b.datanet and v.version < b.version
left join ${members} a on a.datanet = b.datanet and a.version = v.version and a.record_id = b.record_id
where a.record_id is null
union all
select b.datanet, a.tag as from_version, b.tag as to_version, 'changed' as change, b.record_id, b.contributor, b.label
from ${members} b
join ${members} a on a.datanet = b.datanet and a.version < b.version and a.record_id = b.record_id
where a.leaf_hash <> b.leaf_hash
union all
select a.datanet, a.tag as from_version, v.tag as to_version, if(w.record_id is null, 'removed', 'withdrawn') as change,
       a.record_id, a.contributor, a.label
from ${members} a
join lake.registry.versions v on v.datanet = a.datanet and v.version > a.version
left join ${members} b on b.datanet = a.datanet and b.version = v.version and b.record_id = a.record_id
left join (select distinct datanet, record_id from lake.registry.withdrawals) w on w.datanet = a.datanet and w.record_id = a.record_id
where b.record_id is null
