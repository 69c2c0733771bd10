/** What is asked of MySQL and MariaDB, in a read-only transaction with a bound of two seconds. Nothing is changed. */
export const mysqlStatements = {
  begin: "START TRANSACTION READ ONLY",
  /** MariaDB's bound, in seconds; and MySQL's, in milliseconds. */
  bounds: ["SET SESSION max_statement_time = 2", "SET SESSION max_execution_time = 2000"],

  variables: `SHOW GLOBAL VARIABLES WHERE Variable_name IN ('version', 'max_connections', 'read_only', 'super_read_only')`,

  status: `SHOW GLOBAL STATUS WHERE Variable_name IN ('Threads_connected', 'Uptime', 'Connection_errors_max_connections', 'Aborted_connects')`,

  sessions: `SELECT ID, USER, HOST, DB, COMMAND, TIME * 1000 AS TIME, STATE, LEFT(INFO, 4096) AS INFO
FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() AND COMMAND NOT IN ('Daemon', 'Binlog Dump', 'Slave_IO', 'Slave_SQL') LIMIT 5000`,

  transactions: `SELECT trx_mysql_thread_id AS ID, trx_state AS STATE,
  TIMESTAMPDIFF(MICROSECOND, trx_started, NOW()) / 1000 AS STARTED,
  TIMESTAMPDIFF(MICROSECOND, trx_wait_started, NOW()) / 1000 AS WAITED
FROM information_schema.INNODB_TRX LIMIT 5000`,

  /** As MariaDB and MySQL 5.7 have it; and as MySQL 8 does. */
  waits: [
    `SELECT r.trx_mysql_thread_id AS ID, b.trx_mysql_thread_id AS BLOCKER, l.lock_table AS OBJECT
FROM information_schema.INNODB_LOCK_WAITS w
JOIN information_schema.INNODB_TRX r ON r.trx_id = w.requesting_trx_id
JOIN information_schema.INNODB_TRX b ON b.trx_id = w.blocking_trx_id
LEFT JOIN information_schema.INNODB_LOCKS l ON l.lock_id = w.requested_lock_id LIMIT 5000`,
    `SELECT r.trx_mysql_thread_id AS ID, b.trx_mysql_thread_id AS BLOCKER, l.OBJECT_NAME AS OBJECT
FROM performance_schema.data_lock_waits w
JOIN information_schema.INNODB_TRX r ON r.trx_id = w.REQUESTING_ENGINE_TRANSACTION_ID
JOIN information_schema.INNODB_TRX b ON b.trx_id = w.BLOCKING_ENGINE_TRANSACTION_ID
LEFT JOIN performance_schema.data_locks l ON l.ENGINE_LOCK_ID = w.REQUESTING_ENGINE_LOCK_ID LIMIT 5000`,
  ],

  /** MariaDB's, with the connections to sources that have names; MySQL's; and that of older ones. */
  replica: ["SHOW ALL SLAVES STATUS", "SHOW REPLICA STATUS", "SHOW SLAVE STATUS"],

  slowest: `SELECT DIGEST_TEXT, COUNT_STAR, AVG_TIMER_WAIT / 1000000000 FROM performance_schema.events_statements_summary_by_digest
WHERE SCHEMA_NAME = DATABASE() ORDER BY SUM_TIMER_WAIT DESC LIMIT 10`,
} as const;

const listOf = (names: readonly string[]): string =>
  names.map((name) => `'${name.replaceAll("\\", "").replaceAll("'", "''")}'`).join(", ");

/** Tables of a plan: their columns, and the first column of each index; size by the engine's own estimate. */
export const tableFacts = (names: readonly string[]): string =>
  `SELECT t.TABLE_NAME AS relname, t.TABLE_ROWS AS reltuples,
  (SELECT GROUP_CONCAT(c.COLUMN_NAME SEPARATOR '\\n') FROM information_schema.COLUMNS c WHERE c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME) AS columns,
  (SELECT GROUP_CONCAT(s.COLUMN_NAME SEPARATOR '\\n') FROM information_schema.STATISTICS s WHERE s.TABLE_SCHEMA = t.TABLE_SCHEMA AND s.TABLE_NAME = t.TABLE_NAME AND s.SEQ_IN_INDEX = 1) AS indexed
FROM information_schema.TABLES t WHERE t.TABLE_SCHEMA = DATABASE() AND t.TABLE_NAME IN (${listOf(names)})`;
