import { poolsOf } from "./pools-of.ts";

/** Pools, a line each: name, in use, idle, limit, waiting, and the totals that are told. */
export const told = (text: string) =>
  poolsOf(text).pools.map(({ name, active, idle, limit, waiting, totals }) => {
    const counted = Object.entries(totals ?? {}).flatMap(([key, value]) =>
      value === null ? [] : [`${key} ${value}`],
    );
    return [`${name}: ${active}+${idle}/${limit}, ${waiting} wait`, ...counted].join(", ");
  });

/** The metrics of one pool of ten, as Micrometer writes HikariCP's. */
export const micrometer = (active: number, pending: number, pool = "HikariPool-1") => `
# HELP hikaricp_connections_pending Pending threads
# TYPE hikaricp_connections_pending gauge
hikaricp_connections_active{application="shop",pool="${pool}",} ${active}.0
hikaricp_connections_idle{application="shop",pool="${pool}",} ${10 - active}.0
hikaricp_connections_max{application="shop",pool="${pool}",} 10.0
hikaricp_connections_min{application="shop",pool="${pool}",} 10.0
hikaricp_connections{application="shop",pool="${pool}",} 10.0
hikaricp_connections_pending{application="shop",pool="${pool}",} ${pending}.0
hikaricp_connections_timeout_total{application="shop",pool="${pool}",} 2.0
hikaricp_connections_acquire_seconds_count{application="shop",pool="${pool}",} 20.0
hikaricp_connections_acquire_seconds_sum{application="shop",pool="${pool}",} 4.5
hikaricp_connections_acquire_seconds_max{application="shop",pool="${pool}",} 2.5
`;
