/** What is asked of PostgreSQL, each in a read-only transaction of its own with a bound of two seconds. Nothing is changed. */
export const postgresStatements = {
  facts: `SELECT pg_catalog.current_setting('server_version') AS version,
  (EXTRACT(EPOCH FROM pg_catalog.clock_timestamp() - pg_catalog.pg_postmaster_start_time()) * 1000)::bigint AS uptime,
  pg_catalog.current_setting('max_connections') AS max_connections,
  (SELECT pg_catalog.sum(setting::int) FROM pg_catalog.pg_settings
    WHERE name IN ('superuser_reserved_connections', 'reserved_connections')) AS reserved,
  pg_catalog.pg_is_in_recovery() AS is_replica,
  pg_catalog.current_setting('default_transaction_read_only') AS read_only`,

  replica: `SELECT (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_wal_receiver) AS receivers,
  (SELECT setting <> '' FROM pg_catalog.pg_settings WHERE name = 'primary_conninfo') AS has_primary,
  pg_catalog.pg_is_wal_replay_paused() AS paused,
  pg_catalog.pg_last_wal_receive_lsn() IS NOT DISTINCT FROM pg_catalog.pg_last_wal_replay_lsn() AS all_replayed,
  (EXTRACT(EPOCH FROM pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp()) * 1000)::bigint AS since_replay`,

  sessions: `SELECT a.pid, a.usename, a.datname, pg_catalog.host(a.client_addr) AS client, a.application_name, a.state,
  a.wait_event_type, a.wait_event,
  CASE WHEN a.wait_event_type = 'Lock' THEN pg_catalog.array_to_string(pg_catalog.pg_blocking_pids(a.pid), ',') END AS blockers,
  (EXTRACT(EPOCH FROM pg_catalog.clock_timestamp() - a.state_change) * 1000)::bigint AS in_state,
  (EXTRACT(EPOCH FROM pg_catalog.clock_timestamp() - a.xact_start) * 1000)::bigint AS in_transaction,
  (EXTRACT(EPOCH FROM pg_catalog.clock_timestamp() - a.query_start) * 1000)::bigint AS in_query,
  pg_catalog.left(a.query, 4096) AS text
FROM pg_catalog.pg_stat_activity a
WHERE (a.backend_type = 'client backend' OR (a.backend_type IS NULL AND a.usesysid IS NOT NULL AND a.datid IS NOT NULL)) AND a.pid <> pg_catalog.pg_backend_pid()
ORDER BY a.wait_event_type = 'Lock' DESC, a.state = 'active' DESC, a.xact_start NULLS LAST LIMIT 5000`,

  objects: `SELECT l.pid, c.relname FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation
WHERE l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
  AND (NOT l.granted OR l.locktype = 'tuple')
ORDER BY l.granted LIMIT 5000`,

  extension: `SELECT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname = 'pg_stat_statements'`,
} as const;

/** The statements that took the most time, of the extension in this schema. `time` is what its version calls the mean. */
export const slowestStatement = (schema: string, time: "mean_exec_time" | "mean_time"): string =>
  `SELECT queryid, calls, ${time}, pg_catalog.left(query, 4096) FROM ${schema}.pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
ORDER BY calls * ${time} DESC LIMIT 10`;

/** Tables of a plan: their columns, and the first column of each index; size by the planner's own count. */
export const tableFacts = (names: readonly string[]): string =>
  `SELECT c.relname, c.reltuples::bigint,
  (SELECT pg_catalog.string_agg(a.attname, chr(10)) FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
  (SELECT pg_catalog.string_agg(a.attname, chr(10)) FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = c.oid AND i.indisvalid) AS indexed
FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p', 'm') AND pg_catalog.pg_table_is_visible(c.oid)
  AND c.relname IN (${names.map((name) => `'${name.replaceAll("'", "''")}'`).join(", ")})`;
