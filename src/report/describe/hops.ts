import { hostPort } from "../../base/index.ts";
import type {
  DatabaseSession,
  PoolState,
  ProxyConfiguration,
  Replication,
  ServerState,
  UpstreamLook,
} from "../../evidence/index.ts";
import { duration, octets } from "../units.ts";
import { count, type Describers, list } from "./describer.ts";
import { planOfQuery } from "./query-plan.ts";

/** Kinds about what stands behind the edge: proxies, applications and their databases. */
export const describeHops: Describers<
  | "proxy-configuration"
  | "proxy-state"
  | "logged-exchanges"
  | "logged-errors"
  | "upstream-look"
  | "process-state"
  | "recent-changes"
  | "database-session"
  | "database-state"
  | "query-plan"
  | "pool-state"
> = {
  "proxy-configuration": ({ software, version, route, problems }) => {
    const not = problems.length === 0 ? "" : `; ${count(problems.length, "line")} not understood`;
    const way = route === null ? "no route takes this request" : `${route.name} ${actionOf(route.action)}`;
    return `${software}${version === null ? "" : ` ${version}`}: ${way}${not}`;
  },
  "proxy-state": ({ software, servers }) =>
    `${software}: ${servers.length === 0 ? "no upstreams" : list(servers.map(stateOf), 6)}`,
  "logged-exchanges": ({ file, requests, failures, byStatus }) =>
    `${file}: ${count(requests, "request")} for this route, ${failures} failed (${list(
      byStatus.map(({ name, requests: of }) => `${name} ${of} times`),
      5,
    )})`,
  "logged-errors": ({ file, errors }) => {
    const own = errors.filter(({ isOurs }) => isOurs);
    const told = own.length > 0 ? own : errors.filter(({ isOfRoute }) => isOfRoute);
    return `${file}: ${told.length === 0 ? "nothing about this request" : list([...new Set(told.map(({ text }) => text))], 3)}`;
  },
  "upstream-look": (look) =>
    `${nameOf(look)}: ${connectOf(look)}${tlsOf(look)}${exchangeOf(look)}${idleOf(look)}`,
  "process-state": ({ name, pid, openFiles, memory, cpu, outOfMemoryKills }) => {
    const parts = [
      openFiles === null ? "" : `${openFiles.used} of ${openFiles.soft} open files`,
      memory === null
        ? ""
        : `${octets(memory.resident)} of memory${memory.limit === null ? "" : ` of ${octets(memory.limit)}`}`,
      cpu === null || cpu.throttled === 0 ? "" : `throttled in ${cpu.throttled} of ${cpu.periods} periods`,
      outOfMemoryKills === null || outOfMemoryKills === 0
        ? ""
        : `${count(outOfMemoryKills, "process", "processes")} killed for memory`,
    ];
    return `${name} (${pid}): ${parts.filter((part) => part !== "").join(", ")}`;
  },
  "recent-changes": ({ changes }) =>
    changes.length === 0
      ? "nothing is known to have changed"
      : `changed lately: ${list(
          changes.map(({ what, of }) => `${what} ${of}`),
          4,
        )}`,
  "database-session": sessionOf,
  "database-state": ({ engine, connections, sessions, lag, replication }) => {
    const waiting = sessions.filter(({ blockedBy }) => blockedBy.length > 0);
    const parts = [
      connections === null
        ? ""
        : `${connections.used}${connections.limit === null ? "" : ` of ${connections.limit}`} connections`,
      waiting.length === 0 ? "" : `${count(waiting.length, "session")} wait for a lock`,
      lag === null ? "" : `${duration(lag)} behind`,
      replication === undefined ? "" : replicationOf(replication),
    ];
    return `${engine}: ${parts.filter((part) => part !== "").join(", ")}`;
  },
  "query-plan": planOfQuery,
  "pool-state": ({ source, isClosed, pools }) =>
    isClosed === true
      ? `${source}: a pooler, which shows its pools to others than this user`
      : `${source}: ${list(pools.map(poolOf), 4)}`,
};

function poolOf({ name, active, limit, waiting, isPaused, server }: PoolState["pools"][number]): string {
  const seen = server?.connect == null ? "" : `, ${endOfConnect[server.connect]} from here`;
  return [
    `${name} ${active}${limit === null ? "" : ` of ${limit}`} in use${waiting === null ? "" : `, ${waiting} waiting`}`,
    isPaused === true ? ", paused" : "",
    server === undefined ? "" : `, its server ${hostPort(server.host, server.port)}${seen}`,
  ].join("");
}

const endOfConnect = {
  connected: "takes a connection",
  refused: "refuses a connection",
  "timed-out": "answers no SYN",
  unreachable: "cannot be reached",
  other: "takes no connection",
} as const;

function actionOf(action: NonNullable<ProxyConfiguration["route"]>["action"]): string {
  switch (action.kind) {
    case "upstream":
      return `goes to ${action.upstream.name} (${count(action.upstream.servers.length, "server")})`;
    case "answers":
      return `answers ${action.status} by itself`;
    case "redirects":
      return `redirects with ${action.status}`;
    case "files":
      return "answers from files";
    case "unknown":
      return `leads where this version cannot follow: ${action.why}`;
  }
}

/** What is wrong between a replica and its source; empty where nothing is. */
function replicationOf({ receives, applies, error }: Replication): string {
  const said = error === null ? "" : ` (error ${error})`;
  if (receives !== "connected") return `replication ${receives}${said}`;
  return applies === false ? `replication does not apply what it receives${said}` : "";
}

const stateOf = ({ upstream, name, state, check }: ServerState): string =>
  `${upstream}/${name} ${state}${check === null ? "" : ` (${check})`}`;

const nameOf = ({ upstream, address, port }: UpstreamLook): string => {
  const place = hostPort(address, port);
  return upstream === place ? `upstream ${place}` : `${upstream}, ${place}`;
};

const connectOf = ({ connect, connectTook }: UpstreamLook): string =>
  connect === "connected" ? `connected in ${duration(connectTook)}` : connect.replace("-", " ");

const tlsOf = ({ tls }: UpstreamLook): string =>
  tls === null ? "" : tls.outcome === "completed" ? ", TLS" : `, TLS fails: ${tls.why ?? "without a word"}`;

function exchangeOf({ exchange }: UpstreamLook): string {
  if (exchange === null) return "";
  const { outcome, status, firstByte, waited } = exchange;
  if (status !== null) return `, ${status}${firstByte === null ? "" : ` after ${duration(firstByte)}`}`;
  return `, ${outcome === "no-answer" ? `no answer in ${duration(waited)}` : outcome.replace("-", " ")}`;
}

function idleOf({ idle }: UpstreamLook): string {
  if (idle === null) return "";
  return idle.closedAfter === null
    ? `, idle for ${duration(idle.watched)} and still open`
    : `, closed after ${duration(idle.closedAfter)} idle`;
}

function sessionOf({ engine, address, port, outcome, code, message, tls, phases }: DatabaseSession): string {
  const at = `${engine} at ${hostPort(address, port)}`;
  const said = [code, message].filter((part) => part !== null).join(" ");
  const secured = tls === "used" ? " over TLS" : "";
  if (outcome === "answered") {
    const took = phases.query === null ? "" : ` in ${duration(phases.query)}`;
    return `${at}${secured}: login, and a query answered${took}`;
  }
  return `${at}${secured}: ${outcome.replaceAll("-", " ")}${said === "" ? "" : `: ${said}`}`;
}
