-- Every Datanet with its newest version.
-- columns: datanet string, title string, licence string, owner string, versions bigint, newest_version int, records bigint
select d.slug as datanet, d.title, d.licence, d.owner,
       count(v.version) as versions,
       max(v.version) as newest_version,
       max_by(v.record_count, v.version) as records
from lake.registry.datanets d
left join lake.registry.versions v on v.datanet = d.slug
group by d.slug, d.title, d.licence, d.owner
