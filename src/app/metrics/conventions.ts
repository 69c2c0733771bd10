/** Where a number stands: `name` or `name{label="value"}`, of several the first that is there; none where nobody tells it. */
export type Told = readonly string[];

/** The same of a time, with the unit that its name or its writer gives it. */
export type TimeTold = readonly (readonly [selector: string, unit: "s" | "ms" | "ns"])[];

/** How one library or exporter writes down a pool of connections. */
export interface PoolConvention {
  /** Whose names these are. */
  readonly writer: string;
  /** Labels that name the pool; of those that are there, in this order. Other labels tell pools of one name apart. */
  readonly pool: readonly string[];
  readonly active: Told;
  readonly idle: Told;
  /** Open connections, in use and idle: where nobody tells the idle ones. */
  readonly open: Told;
  /** 0 and less is no limit. */
  readonly limit: Told;
  readonly waiting: Told;
  /** Counters. What each counts: evidence, `PoolTotals`. */
  readonly begun: Told;
  readonly ended: Told;
  readonly waited: TimeTold;
  readonly gaveUp: Told;
}

/** What a convention does not tell. */
const untold = {
  ...{ idle: [], open: [], limit: [], waiting: [] },
  ...{ begun: [], ended: [], waited: [], gaveUp: [] },
} as const;

/**
 * The names by which pools of database connections are told in metrics. To add one: its writer, its label, its names, and where they are
 * written down. A name that nobody documents is not guessed.
 */
export const poolConventions: readonly PoolConvention[] = [
  {
    // Micrometer's tracker in HikariCP, MicrometerMetricsTracker.java: hikaricp.connections.*, with Prometheus' spelling by Micrometer.
    writer: "HikariCP by Micrometer",
    ...untold,
    pool: ["pool"],
    active: ["hikaricp_connections_active"],
    idle: ["hikaricp_connections_idle"],
    limit: ["hikaricp_connections_max"],
    waiting: ["hikaricp_connections_pending"],
    ended: ["hikaricp_connections_acquire_seconds_count"],
    waited: [["hikaricp_connections_acquire_seconds_sum", "s"]],
    gaveUp: ["hikaricp_connections_timeout_total"],
  },
  {
    // HikariCP, HikariCPCollector.java and PrometheusMetricsTracker.java; the last counter is named `_count` up to 2.4.
    writer: "HikariCP",
    ...untold,
    pool: ["pool"],
    active: ["hikaricp_active_connections"],
    idle: ["hikaricp_idle_connections"],
    limit: ["hikaricp_max_connections"],
    waiting: ["hikaricp_pending_threads"],
    ended: ["hikaricp_connection_acquired_nanos_count"],
    waited: [["hikaricp_connection_acquired_nanos_sum", "ns"]],
    gaveUp: ["hikaricp_connection_timeout_total", "hikaricp_connection_timeout_count"],
  },
  {
    // Quarkus, "Datasource metrics": agroal.active.count, agroal.available.count, agroal.awaiting.count; `vendor_` by MicroProfile Metrics.
    writer: "Agroal",
    ...untold,
    pool: ["datasource"],
    active: ["agroal_active_count", "vendor_agroal_active_count"],
    idle: ["agroal_available_count", "vendor_agroal_available_count"],
    waiting: ["agroal_awaiting_count", "vendor_agroal_awaiting_count"],
  },
  {
    // Spring Boot, ConnectionPoolMetrics.java: r2dbc.pool.*, in the base unit "connections".
    writer: "R2DBC pool by Micrometer",
    ...untold,
    pool: ["name"],
    active: ["r2dbc_pool_acquired_connections"],
    idle: ["r2dbc_pool_idle_connections"],
    limit: ["r2dbc_pool_max_allocated_connections"],
    waiting: ["r2dbc_pool_pending_connections"],
  },
  {
    // OpenTelemetry, semantic conventions from 1.26 on, "Database client metrics". The first label names were those of the older ones.
    writer: "OpenTelemetry db.client.connection",
    ...untold,
    pool: ["db_client_connection_pool_name", "pool_name"],
    active: [
      'db_client_connection_count{db_client_connection_state="used"}',
      'db_client_connection_count{state="used"}',
    ],
    idle: [
      'db_client_connection_count{db_client_connection_state="idle"}',
      'db_client_connection_count{state="idle"}',
    ],
    limit: ["db_client_connection_max"],
    waiting: ["db_client_connection_pending_requests"],
    ended: ["db_client_connection_wait_time_seconds_count"],
    waited: [["db_client_connection_wait_time_seconds_sum", "s"]],
    gaveUp: ["db_client_connection_timeouts_total"],
  },
  {
    // OpenTelemetry, semantic conventions 1.21 to 1.25: db.client.connections.*, in milliseconds.
    writer: "OpenTelemetry db.client.connections",
    ...untold,
    pool: ["pool_name"],
    active: ['db_client_connections_usage{state="used"}'],
    idle: ['db_client_connections_usage{state="idle"}'],
    limit: ["db_client_connections_max"],
    waiting: ["db_client_connections_pending_requests"],
    ended: ["db_client_connections_wait_time_milliseconds_count"],
    waited: [["db_client_connections_wait_time_milliseconds_sum", "ms"]],
    gaveUp: ["db_client_connections_timeouts_total"],
  },
  {
    // client_golang, collectors/dbstats_collector.go. sql.DBStats: the count grows when a wait begins, the duration when it ends.
    writer: "Go database/sql",
    ...untold,
    pool: ["db_name"],
    active: ["go_sql_in_use_connections"],
    idle: ["go_sql_idle_connections"],
    limit: ["go_sql_max_open_connections"],
    begun: ["go_sql_wait_count_total"],
    waited: [["go_sql_wait_duration_seconds_total", "s"]],
  },
  {
    // github.com/dlmiddlecote/sqlstats, README.
    writer: "Go database/sql by sqlstats",
    ...untold,
    pool: ["db_name"],
    active: ["go_sql_stats_connections_in_use"],
    idle: ["go_sql_stats_connections_idle"],
    limit: ["go_sql_stats_connections_max_open"],
    begun: ["go_sql_stats_connections_waited_for"],
    waited: [["go_sql_stats_connections_blocked_seconds", "s"]],
  },
  {
    // gorm.io/plugin/prometheus, dbstats.go: the duration is a time.Duration as it is, in nanoseconds.
    writer: "GORM",
    ...untold,
    pool: ["db_name"],
    active: ["gorm_dbstats_in_use"],
    idle: ["gorm_dbstats_idle"],
    limit: ["gorm_dbstats_max_open_connections"],
    begun: ["gorm_dbstats_wait_count"],
    waited: [["gorm_dbstats_wait_duration", "ns"]],
  },
  {
    // github.com/IBM/pgxpoolprometheus; others add `_total`. pgxpool.Stat: acquires count when they succeed, canceled ones aside.
    writer: "pgxpool",
    ...untold,
    pool: ["db_name"],
    active: ["pgxpool_acquired_conns"],
    idle: ["pgxpool_idle_conns"],
    limit: ["pgxpool_max_conns"],
    ended: ["pgxpool_acquire_count", "pgxpool_acquire_count_total"],
    waited: [
      ["pgxpool_acquire_duration_ns", "ns"],
      ["pgxpool_acquire_duration_seconds_total", "s"],
    ],
    gaveUp: ["pgxpool_canceled_acquire_count", "pgxpool_canceled_acquire_count_total"],
  },
  {
    // Prisma, "Metrics", up to 6. Its gauge of idle connections begins at the limit and drifts from it, so the open ones are taken.
    writer: "Prisma",
    ...untold,
    pool: [],
    active: ["prisma_pool_connections_busy"],
    open: ["prisma_pool_connections_open"],
    waiting: ["prisma_client_queries_wait"],
    ended: ["prisma_client_queries_wait_histogram_ms_count"],
    waited: [["prisma_client_queries_wait_histogram_ms_sum", "ms"]],
  },
  {
    // github.com/christiangalsterer/node-postgres-prometheus-exporter, README.
    writer: "node-postgres",
    ...untold,
    pool: ["host", "database"],
    active: ["pg_pool_active_connections"],
    idle: ["pg_pool_idle_connections"],
    limit: ["pg_pool_max"],
    waiting: ["pg_pool_waiting_connections"],
  },
  {
    // github.com/discourse/prometheus_exporter, README, "ActiveRecord": a pool of each process; `ruby_` is the usual prefix.
    writer: "ActiveRecord",
    ...untold,
    pool: ["pool_name"],
    active: ["ruby_active_record_connection_pool_busy", "active_record_connection_pool_busy"],
    idle: ["ruby_active_record_connection_pool_idle", "active_record_connection_pool_idle"],
    limit: ["ruby_active_record_connection_pool_size", "active_record_connection_pool_size"],
    waiting: ["ruby_active_record_connection_pool_waiting", "active_record_connection_pool_waiting"],
  },
  {
    // Spring Boot, DataSourcePoolMetrics.java: Tomcat's pool, DBCP2 and others, without those that wait. HikariCP tells its own besides.
    writer: "Spring Boot DataSource",
    ...untold,
    pool: ["name"],
    active: ["jdbc_connections_active"],
    idle: ["jdbc_connections_idle"],
    limit: ["jdbc_connections_max"],
  },
];
