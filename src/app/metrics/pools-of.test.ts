import { describe, expect, test } from "vitest";
import { poolConventions } from "./conventions.ts";
import { poolsOf } from "./pools-of.ts";
import { micrometer, told } from "./testing.ts";

const written: readonly (readonly [of: string, text: string, expected: readonly string[]])[] = [
  [
    "HikariCP by Micrometer",
    micrometer(10, 7),
    ["HikariPool-1: 10+0/10, 7 wait, ended 20, waited 4500, gaveUp 2"],
  ],
  [
    "HikariCP's own",
    'hikaricp_active_connections{pool="a"} 5\nhikaricp_idle_connections{pool="a"} 0\nhikaricp_pending_threads{pool="a"} 3\nhikaricp_connections{pool="a"} 5\nhikaricp_max_connections{pool="a"} 5\nhikaricp_connection_timeout_total{pool="a"} 1\nhikaricp_connection_acquired_nanos_count{pool="a"} 4\nhikaricp_connection_acquired_nanos_sum{pool="a"} 2.5E9',
    ["a: 5+0/5, 3 wait, ended 4, waited 2500, gaveUp 1"],
  ],
  [
    "Agroal, which tells no limit",
    'agroal_active_count{datasource="default"} 20\nagroal_available_count{datasource="default"} 0\nagroal_awaiting_count{datasource="default"} 6\nagroal_max_used_count{datasource="default"} 20',
    ["default: 20+0/null, 6 wait"],
  ],
  [
    "an R2DBC pool",
    'r2dbc_pool_acquired_connections{name="db"} 4.0\nr2dbc_pool_allocated_connections{name="db"} 10.0\nr2dbc_pool_idle_connections{name="db"} 6.0\nr2dbc_pool_pending_connections{name="db"} 0.0\nr2dbc_pool_max_allocated_connections{name="db"} 10.0',
    ["db: 4+6/10, 0 wait"],
  ],
  [
    "OpenTelemetry, new names",
    'db_client_connection_count{db_client_connection_pool_name="p",db_client_connection_state="used",otel_scope_name="x"} 8\ndb_client_connection_count{db_client_connection_pool_name="p",db_client_connection_state="idle",otel_scope_name="x"} 0\ndb_client_connection_max{db_client_connection_pool_name="p",otel_scope_name="x"} 8\ndb_client_connection_pending_requests{db_client_connection_pool_name="p",otel_scope_name="x"} 2\ndb_client_connection_timeouts_total{db_client_connection_pool_name="p",otel_scope_name="x"} 1\ndb_client_connection_wait_time_seconds_count{db_client_connection_pool_name="p",otel_scope_name="x"} 3\ndb_client_connection_wait_time_seconds_sum{db_client_connection_pool_name="p",otel_scope_name="x"} 1.5',
    ["p: 8+0/8, 2 wait, ended 3, waited 1500, gaveUp 1"],
  ],
  [
    "OpenTelemetry, new names with the first labels",
    'db_client_connection_count{pool_name="p",state="used"} 3\ndb_client_connection_count{pool_name="p",state="idle"} 1\ndb_client_connection_pending_requests{pool_name="p"} 0',
    ["p: 3+1/null, 0 wait"],
  ],
  [
    "OpenTelemetry, old names",
    'db_client_connections_usage{pool_name="p",state="used"} 5\ndb_client_connections_usage{pool_name="p",state="idle"} 0\ndb_client_connections_max{pool_name="p"} 5\ndb_client_connections_pending_requests{pool_name="p"} 4\ndb_client_connections_wait_time_milliseconds_count{pool_name="p"} 2\ndb_client_connections_wait_time_milliseconds_sum{pool_name="p"} 30',
    ["p: 5+0/5, 4 wait, ended 2, waited 30"],
  ],
  [
    "Go's DBStatsCollector",
    'go_sql_max_open_connections{db_name="shop"} 4\ngo_sql_open_connections{db_name="shop"} 4\ngo_sql_in_use_connections{db_name="shop"} 4\ngo_sql_idle_connections{db_name="shop"} 0\ngo_sql_wait_count_total{db_name="shop"} 12\ngo_sql_wait_duration_seconds_total{db_name="shop"} 0.25',
    ["shop: 4+0/4, null wait, begun 12, waited 250"],
  ],
  [
    "Go's, without a limit",
    'go_sql_max_open_connections{db_name="shop"} 0\ngo_sql_in_use_connections{db_name="shop"} 40\ngo_sql_idle_connections{db_name="shop"} 0\ngo_sql_wait_count_total{db_name="shop"} 0\ngo_sql_wait_duration_seconds_total{db_name="shop"} 0',
    ["shop: 40+0/null, null wait, begun 0, waited 0"],
  ],
  [
    "sqlstats",
    'go_sql_stats_connections_in_use{db_name="d"} 2\ngo_sql_stats_connections_idle{db_name="d"} 0\ngo_sql_stats_connections_max_open{db_name="d"} 2\ngo_sql_stats_connections_waited_for{db_name="d"} 9\ngo_sql_stats_connections_blocked_seconds{db_name="d"} 3',
    ["d: 2+0/2, null wait, begun 9, waited 3000"],
  ],
  [
    "GORM",
    'gorm_dbstats_in_use{db_name="d"} 2\ngorm_dbstats_idle{db_name="d"} 0\ngorm_dbstats_max_open_connections{db_name="d"} 2\ngorm_dbstats_wait_count{db_name="d"} 9\ngorm_dbstats_wait_duration{db_name="d"} 3e+09',
    ["d: 2+0/2, null wait, begun 9, waited 3000"],
  ],
  [
    "pgxpool",
    'pgxpool_acquired_conns{db_name="d"} 4\npgxpool_idle_conns{db_name="d"} 0\npgxpool_max_conns{db_name="d"} 4\npgxpool_acquire_count{db_name="d"} 100\npgxpool_acquire_duration_ns{db_name="d"} 5e+08\npgxpool_canceled_acquire_count{db_name="d"} 3\npgxpool_empty_acquire{db_name="d"} 1',
    ["d: 4+0/4, null wait, ended 100, waited 500, gaveUp 3"],
  ],
  [
    "Prisma, whose idle ones are not taken at their word",
    "prisma_pool_connections_open 9\nprisma_pool_connections_busy 9\nprisma_pool_connections_idle 19\nprisma_client_queries_wait 5\nprisma_client_queries_active 14",
    ["Prisma: 9+0/null, 5 wait"],
  ],
  [
    "node-postgres",
    'pg_pool_active_connections{host="192.0.2.40:5432",database="shop"} 10\npg_pool_idle_connections{host="192.0.2.40:5432",database="shop"} 0\npg_pool_max{host="192.0.2.40:5432",database="shop"} 10\npg_pool_waiting_connections{host="192.0.2.40:5432",database="shop"} 2',
    ["192.0.2.40:5432/shop: 10+0/10, 2 wait"],
  ],
  [
    "ActiveRecord, a pool of each process",
    'ruby_active_record_connection_pool_busy{pid="7",pool_name="primary"} 5\nruby_active_record_connection_pool_idle{pid="7",pool_name="primary"} 0\nruby_active_record_connection_pool_size{pid="7",pool_name="primary"} 5\nruby_active_record_connection_pool_waiting{pid="7",pool_name="primary"} 1\nruby_active_record_connection_pool_busy{pid="8",pool_name="primary"} 0\nruby_active_record_connection_pool_idle{pid="8",pool_name="primary"} 2\nruby_active_record_connection_pool_size{pid="8",pool_name="primary"} 5\nruby_active_record_connection_pool_waiting{pid="8",pool_name="primary"} 0',
    ["primary (pid=7): 5+0/5, 1 wait", "primary (pid=8): 0+2/5, 0 wait"],
  ],
  [
    "Spring Boot's, which tell nobody who waits",
    'jdbc_connections_active{name="dataSource"} 8.0\njdbc_connections_idle{name="dataSource"} 0.0\njdbc_connections_max{name="dataSource"} 8.0\njdbc_connections_min{name="dataSource"} 1.0',
    ["dataSource: 8+0/8, null wait"],
  ],
  [
    "HikariCP's in place of what Spring Boot tells of the same pool",
    `${micrometer(1, 0)}jdbc_connections_active{name="dataSource"} 1.0\njdbc_connections_max{name="dataSource"} 10.0\n`,
    ["HikariPool-1: 1+9/10, 0 wait, ended 20, waited 4500, gaveUp 2"],
  ],
];

describe("poolsOf() reads", () => {
  test.each(written)("%s", (_, text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test.each(poolConventions.map(({ writer, active }) => [writer, active] as const))(
    "what %s writes, by a text above",
    (_, active) => {
      const names = active.map((selector) => selector.split("{")[0] ?? "");
      expect(
        written.some(([, text]) =>
          names.some((name) => text.includes(`${name}{`) || text.includes(`${name} `)),
        ),
      ).toBe(true);
    },
  );

  test("what is full before what is not, and who waits before both", () => {
    const names = poolsOf(
      micrometer(2, 0, "calm") + micrometer(10, 0, "full") + micrometer(10, 1, "short"),
    ).pools.map(({ name }) => name);
    expect(names).toEqual(["short", "full", "calm"]);
  });
});

test("a pool that is full and tells nobody who waits is told as mute; one with a place left is not", () => {
  const jdbc = (active: number) =>
    `jdbc_connections_active{name="a"} ${active}\njdbc_connections_max{name="a"} 8`;
  expect(poolsOf(jdbc(8)).mute).toEqual(["a"]);
  expect(poolsOf(jdbc(7)).mute).toEqual([]);
  expect(poolsOf(micrometer(10, 0)).mute).toEqual([]);
});

test("names that look like those of a pool are told where none is known, others are not", () => {
  const text =
    'c3p0_num_busy_connections 5\nsqlalchemy_pool_checkedout{x="1"} 5\njvm_memory_pool_bytes_used 3\nexecutor_pool_size_threads 4\nhttp_requests_total 1\nmysql_pool_size 4\n';
  expect(poolsOf(text)).toMatchObject({
    pools: [],
    samples: 6,
    strange: ["c3p0_num_busy_connections", "sqlalchemy_pool_checkedout", "mysql_pool_size"],
  });
  expect(poolsOf(text + micrometer(1, 0)).strange).toEqual([]);
});
