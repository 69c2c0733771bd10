import type { ScenarioFamily } from "../family.ts";

/** The scenarios of this family, by name; each file is loaded when it is run. */
export const family: ScenarioFamily = {
  "database-auth-failed": () => import("./database-auth-failed.ts"),
  "database-auth-failed.mariadb": () => import("./database-auth-failed.mariadb.ts"),
  "database-auth-failed.redis": () => import("./database-auth-failed.redis.ts"),
  "database-auth-failed.rule": () => import("./database-auth-failed.rule.ts"),
  "database-auth-failed.target": () => import("./database-auth-failed.target.ts"),
  "database-refused": () => import("./database-refused.ts"),
  "database-refused.redis": () => import("./database-refused.redis.ts"),
  "database-tls-mismatch": () => import("./database-tls-mismatch.ts"),
  "database-tls-mismatch.not-offered": () => import("./database-tls-mismatch.not-offered.ts"),
  "database-tls-mismatch.target": () => import("./database-tls-mismatch.target.ts"),
  "database-too-many-connections": () => import("./database-too-many-connections.ts"),
  "database-too-many-connections.mariadb": () => import("./database-too-many-connections.mariadb.ts"),
  "database-too-many-connections.target": () => import("./database-too-many-connections.target.ts"),
  "healthy-database-busy": () => import("./healthy-database-busy.ts"),
  "healthy-database-target": () => import("./healthy-database-target.ts"),
  "lock-wait": () => import("./lock-wait.ts"),
  "lock-wait.mariadb": () => import("./lock-wait.mariadb.ts"),
  "pool-exhausted": () => import("./pool-exhausted.ts"),
  "port-not-listening.database": () => import("./port-not-listening.database.ts"),
  "replica-lag": () => import("./replica-lag.ts"),
  "slow-query": () => import("./slow-query.ts"),
  "slow-query.mariadb": () => import("./slow-query.mariadb.ts"),
};
