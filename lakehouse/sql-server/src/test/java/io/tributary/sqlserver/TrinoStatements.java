// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import java.util.List;

/** What is asked of Trino. */
final class TrinoStatements {
    /** An analyst's seven statements; both engines understand them as they stand. */
    static final List<String> SEVEN = List.of(
            "SELECT payee, CAST(SUM(amount) AS DECIMAL(38,6))/1000000 AS paid FROM lake.rewards.payouts"
                    + " WHERE epoch = 1 GROUP BY 1 ORDER BY 2 DESC LIMIT 20",
            "SELECT * FROM lake.datanets.hidden FOR VERSION AS OF 'v1'",
            "SELECT * FROM lake.views.changes WHERE datanet = 'hidden' AND from_version = 'v1' AND to_version = 'v2'",
            "SELECT record_id, r.licence, a.score FROM lake.views.scores a JOIN lake.views.records r USING (record_id)"
                    + " WHERE a.receipt_id = 'r-1'",
            "SELECT epoch, payee, ok FROM lake.views.payout_checks WHERE payee = 'p-north'",
            "SELECT model_id, SUM(amount) FROM lake.views.payouts_by_licence WHERE licence = 'CC0-1.0' GROUP BY 1 ORDER BY 1",
            "SELECT kind, subject, detail FROM lake.views.lineage_gaps"
                    + " WHERE detected_at > current_timestamp - INTERVAL '1' DAY ORDER BY kind, subject, detail");

    /** Everything that both servers open to the users of an organisation. */
    static final List<String> OPEN = List.of(
            "bronze.contributions",
            "bronze.inferences",
            "bronze.batches",
            "bronze.rejections",
            "registry.contributors",
            "registry.datanets",
            "registry.versions",
            "registry.withdrawals",
            "registry.entitlements",
            "datanets.duplicates",
            "datanets._parts",
            "models.versions",
            "models.rows",
            "attribution.receipts",
            "attribution.set_aside",
            "attribution.scores",
            "attribution.bundles",
            "attribution.eligibility",
            "rewards.shares",
            "rewards.payouts",
            "rewards.epochs",
            "ledger.log",
            "ledger.claims",
            "ledger.payout_checks",
            "views.datanets",
            "views.versions",
            "views.records",
            "views.changes",
            "views.duplicates",
            "views.contributors",
            "views.models",
            "views.inferences",
            "views.set_aside",
            "views.scores",
            "views.credits",
            "views.shares",
            "views.payouts",
            "views.payouts_by_licence",
            "views.payout_checks",
            "views.claims",
            "views.epochs",
            "views.ledger_log",
            "views.rejections");

    /** What changes anything, looks where nobody may, or is no statement; nobody gets an answer to it. */
    static final List<String> REFUSED = List.of(
            "select * from table(lake.system.table_changes('rewards', 'payouts', 1, 2))",
            "select * from table(system.table_changes(schema_name => 'datanets', table_name => 'hidden',"
                    + " start_snapshot_id => 1, end_snapshot_id => 2))",
            "select * from table(lake.system.raw_query('select 1'))",
            "select * from system.runtime.queries",
            "select * from system.runtime.nodes",
            "select * from system.metadata.catalogs",
            "call lake.system.rollback_to_snapshot('rewards', 'payouts', 1)",
            "call lake.system.unregister_table('rewards', 'payouts')",
            "call system.runtime.kill_query('x', 'y')",
            "set session query_max_execution_time = '10h'",
            "set session lake.statistics_enabled = true",
            "set session authorization root",
            "insert into rewards.payouts select * from rewards.payouts",
            "update rewards.payouts set amount = 1",
            "delete from rewards.payouts",
            "merge into rewards.payouts p using rewards.payouts q on p.payee = q.payee when matched then delete",
            "truncate table rewards.payouts",
            "drop table rewards.payouts",
            "drop view views.payouts",
            "drop schema rewards",
            "create table rewards.mine (x bigint)",
            "create table rewards.mine as select * from rewards.payouts",
            "create schema lake.mine",
            "create view views.mine as select * from rewards.payouts",
            "create view views.mine security definer as select * from rewards.payouts",
            "create or replace view views.payouts as select * from rewards.payouts",
            "create materialized view views.mine as select * from rewards.payouts",
            "create function lake.rewards.f() returns bigint return 1",
            "alter table rewards.payouts add column x bigint",
            "alter table rewards.payouts execute expire_snapshots(retention_threshold => '0s')",
            "alter table rewards.payouts execute optimize",
            "alter table rewards.payouts set properties format_version = 2",
            "alter view views.payouts set authorization root",
            "comment on table rewards.payouts is 'x'",
            "analyze rewards.payouts",
            "grant select on rewards.payouts to user nora",
            "create role boss",
            "create catalog other using memory",
            "drop catalog lake",
            "select * from \"pay\"\"outs; drop table rewards.payouts\"",
            "select 1; drop table rewards.payouts",
            "select 'it''s; drop table rewards.payouts --' from \"no;such\".\"ta'ble\"",
            "select * from rewards.payouts where payee = 'x' or 1=1; --'",
            "use lake.rewards; select 1",
            "",
            ";",
            "select");

    private TrinoStatements() {}
}
