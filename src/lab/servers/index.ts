/**
 * Real servers for the lab, each started in a host with a configuration and restarted with another.
 *
 * @module
 */
export { type AuthorityConfig, startAuthority } from "./authority.ts";
export { type BursterConfig, startBurster } from "./burster.ts";
export { type CaddyConfig, startCaddy } from "./caddy.ts";
export type { Configured } from "./configured.ts";
export {
  type DatabaseAppConfig,
  type DatabaseClient,
  type DatabaseSessionsConfig,
  startDatabaseApp,
  startDatabaseSessions,
} from "./database-app.ts";
export { type DatabaseStormConfig, startDatabaseStorm } from "./database-storm.ts";
export { type DeskConfig, startDesk } from "./desk.ts";
export { type DnsmasqConfig, startDnsmasq } from "./dnsmasq.ts";
export { type EnvoyConfig, startEnvoy } from "./envoy.ts";
export { type FetchedProgram, fetchProgram } from "./fetched-program.ts";
export { type HaproxyConfig, startHaproxy } from "./haproxy.ts";
export { type HelloGuardConfig, startHelloGuard } from "./hello-guard.ts";
export { type HoarderConfig, startHoarder } from "./hoarder.ts";
export { type HolderConfig, startHolder } from "./holder.ts";
export { type KnotConfig, startKnot } from "./knot.ts";
export { type LeakyConfig, startLeaky } from "./leaky.ts";
export { type Mariadb, type MariadbConfig, startMariadb } from "./mariadb.ts";
export { type NameKeeperConfig, startNameKeeper } from "./name-keeper.ts";
export { type NamedConfig, startNamed } from "./named.ts";
export { type NginxConfig, servesWell, startNginx } from "./nginx.ts";
export { type OpensslConfig, startOpenssl } from "./openssl.ts";
export { type PacerConfig, startPacer } from "./pacer.ts";
export { type PgbouncerConfig, startPgbouncer } from "./pgbouncer.ts";
export { type Job, type PooledApp, type PooledAppConfig, startPooledApp } from "./pooled-app.ts";
export { type Postgres, type PostgresConfig, startPostgres } from "./postgres.ts";
export { type RawConfig, startRaw } from "./raw.ts";
export { type RecursorConfig, startRecursor } from "./recursor.ts";
export { type RedisConfig, startRedis } from "./redis.ts";
export { type RelayConfig, startRelay } from "./relay.ts";
export { createSigner, type Signer } from "./sign.ts";
export type { SiteConfig, SiteKind, TlsVersion } from "./site/config.ts";
export { tlsWords } from "./site/haproxy.ts";
export { tlsLines } from "./site/nginx.ts";
export { allKinds, startSite, webKinds } from "./site-server.ts";
export { type SitesConfig, startSites } from "./sites.ts";
export { type SlowDnsConfig, startSlowDns } from "./slow-dns.ts";
export { type SocketAppConfig, startSocketApp } from "./socket-app.ts";
export { type StormConfig, startStorm } from "./storm.ts";
export { type SyslogConfig, startSyslog } from "./syslog.ts";
export { type Conversation, type Step, startTalk, type TalkConfig, talk } from "./talk.ts";
export { startTcp, type TcpConfig } from "./tcp.ts";
export { startTicker, type TickerConfig } from "./ticker.ts";
export { startTraefik, type TraefikConfig } from "./traefik.ts";
export { startUnbound, type UnboundConfig } from "./unbound.ts";
export { startWeb, type WebConfig, type WebLogForm, type WebRoute, type WebShutdown } from "./web.ts";
export { addressRecord, delegation, type ZoneConfig, zoneText } from "./zone.ts";
