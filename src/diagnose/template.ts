import { dnsServerArguments, hostPort, parseDnsServer } from "../base/index.ts";
import type { Hypothesis } from "./hypothesis.ts";
import type { Observation } from "./observation.ts";
import type { ReferenceRequest } from "./request.ts";

/** A slot: `{host}`; `@{resolver}`, as dig takes a server; `{resolver:address}` and `{resolver:port}`, the parts of one. */
const SLOT = /(@?)\{([a-zA-Z]+)(?::(address|port))?\}/g;

/**
 * Fills the slots of a cause's texts: `{host}`, `{port}`, `{address}`, `{hostPort}`, `{target}`, `{client}`, `{clientAddress}`,
 * `{clientNetwork}`, and what the observations
 * in the hypothesis's scope give. A slot that nothing fills becomes its own name in capitals, as manual pages write it.
 */
export function fill(template: string, slots: Readonly<Record<string, string>>): string {
  return template.replace(SLOT, (_, at: string, name: string, part: string | undefined) => {
    const text = slots[name];
    if (at === "" && part === undefined) return text ?? capitals(name);
    // A list of resolvers is asked at its first.
    const server = parseDnsServer(text?.split(",")[0]?.trim() ?? "");
    if (server === null) return `${at}${capitals(name)}${part === "port" ? "_PORT" : ""}`;
    if (at !== "") return dnsServerArguments(server);
    return part === "port" ? String(server.port) : server.server;
  });
}

/** Whether all slots of a text are known. */
export const isFilled = (template: string, slots: Readonly<Record<string, string>>): boolean =>
  [...template.matchAll(SLOT)].every(([, , name = ""]) => slots[name] !== undefined);

const capitals = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** What a sentence says where nobody looked at the host that would fill it. */
const unseen: Readonly<Record<string, string>> = {
  router: "the hop in question",
  ipv6: "none of its addresses",
  rule: "its rule is not in view",
  process: "the process",
  leadsTo: "another place",
  replace: "nft add rule ip nat prerouting",
  remove: "remove the rule",
  failed: "some",
  switch: "ip_forward is 0, or its FORWARD policy drops",
  claimants: "two hardware addresses",
  halfMade: "many",
  queued: "all that it holds",
  backlog: "not in view",
  period: "so many",
  what: "its first octet",
  limiter: "a window or a rate limit",
  median: "?",
  slowest: "?",
  moves: "",
  byRule: "its rule",
  answerer: "a proxy",
  answersSo: "fails",
  reloadProxy: "have the proxy read its configuration again",
  heldBack: "",
  tlsReason: "",
  killed: "its process",
  endedUpstream: "one of its servers",
  endedBy: "its log, or when its process began, would say so",
  resetProof: "the server did not send the reset, or it comes sooner than the peer could answer",
  resetLook: "",
  queueKind: "a rate limit",
  outcome: "none is known",
  errno: "by a word of its own",
  closeWait: "Many",
  used: "nearly all",
  limit: "those that it may have",
  entries: "all",
  lossSeen: "some tries got no answer to their first SYN",
  lossWay: "to",
  failing: "some",
  badBackend: "one backend",
  tries: "all",
  filterChain: "inet TABLE CHAIN",
  limitedPid: "PID",
  readerPid: "PID",
  gone: "Most",
  stormer: "the process",
  synSent: "Many",
  stormHow: "wait at once for their first answer, and new ones take their places",
  stormState: "state syn-sent",
  timeWait: "Many",
  range: "ip_local_port_range",
  loopNetwork: "NETWORK",
  backGateway: "GATEWAY",
  deadAddress: "ADDRESS",
  deadReasons: "how it fails is not in view",
  database: "its address",
  databaseError: "in words that are not in view",
  databaseClient: "the application",
  readiness: "pg_isready; mysqladmin ping; redis-cli INFO",
  refusedAt: "its address",
  poolServer: "",
  poolServerSeen: "",
  poolClients: "lets its clients wait for one",
  poolConsole: "psql -p PORT pgbouncer -c 'SHOW POOLS' -c 'SHOW SERVERS' -c 'SHOW DATABASES'",
  poolRepair: "From the pooler's host, see whether the server is there: pg_isready -h HOST -p PORT",
  loginEnd: "does not answer the login",
  holder: "another session",
  upstream: "UPSTREAM:PORT",
  itsUpstream: "its upstream",
  refusal: "is refused",
  refusalFix: "Compare the port in the proxy's configuration with the one that is listened on",
  lookAtListeners: "ss -ltnp",
  lookAtUpstream: "nc -vz -w 3 UPSTREAM PORT",
  largeHead: "line or header fields of the request",
  smallerHead: "Make the request smaller: cookies and tokens first",
  headBuffer:
    "nginx `large_client_header_buffers`; haproxy `tune.bufsize`, `tune.http.maxhdr`; Envoy `max_request_headers_kb`",
  denier: "its authority",
  nameHolder: "the client's configuration",
  resolverList: "the nameserver lines of /etc/resolv.conf",
  proxyRepair: "Restart it, then compare with a node that works",
  lookAtReplica: "SELECT * FROM pg_stat_wal_receiver; SHOW REPLICA STATUS; INFO replication",
  lookAtSource: "SELECT * FROM pg_stat_replication; SHOW MASTER STATUS; INFO replication",
  lookAtHolder: "SELECT * FROM pg_stat_activity; SHOW PROCESSLIST",
  endHolder: "pg_terminate_backend(its pid), KILL its id",
  indexColumns: "COLUMN",
  lockObject: "",
  lockWait: "some",
  lockWaiters: "sessions of the application wait",
  verb: "statement",
  statementTime: "over 1",
  scan: "",
  scanTable: "TABLE",
  scanRows: "many",
  scanColumns: "its columns",
  pool: "of the application",
  poolFor: "",
  poolWaiting: "requests wait",
  poolLimit: "connections",
  usedConnections: "all",
  connectionLimit: "connections",
  lag: "some",
  replicaStands: "behind",
};

/** The slots of a hypothesis: the request's, and those of its observations, the ones that it explains first. */
export function slotsOf(
  { cause, inScope }: Hypothesis,
  request: ReferenceRequest,
): Readonly<Record<string, string>> {
  const { asked } = request;
  const isOwn = ({ name }: Observation) =>
    cause.explains.includes(name) || cause.must.includes(name) || cause.proves.some((proof) => name in proof);
  const ordered = [...inScope.filter((seen) => !isOwn(seen)), ...inScope.filter(isOwn)];
  return Object.assign(
    {
      ...unseen,
      claimed: request.address ?? asked.host,
      host: asked.host,
      name: asked.host,
      port: String(asked.port),
      address: request.address ?? asked.host,
      hostPort: hostPort(asked.host, asked.port),
      target: asked.target,
      client: request.client,
      ...(request.clientAddress === null ? {} : { clientAddress: request.clientAddress }),
      ...(request.clientNetwork === null ? {} : { clientNetwork: request.clientNetwork }),
    },
    ...ordered.map(({ slots }) => slots),
    upstreamSlots(ordered.filter(isOwn)),
  );
}

/** The words about a proxy's upstream: named where all that was seen is of one, with the command that connects to it. */
function upstreamSlots(seen: readonly Observation[]): Readonly<Record<string, string>> {
  const [upstream, ...others] = new Set(seen.flatMap(({ slots }) => slots["upstream"] ?? []));
  if (upstream === undefined) return {};
  const [, socket] = /^unix:(.+?):?$/.exec(upstream) ?? [];
  const [, host = upstream, port = "PORT"] = /^\[?(.+?)\]?:(\d+)$/.exec(upstream) ?? [];
  return {
    lookAtUpstream: socket === undefined ? `nc -vz -w 3 ${host} ${port}` : `nc -vzU ${socket}`,
    ...(socket === undefined ? {} : { lookAtListeners: `ss -lxp; ls -l ${socket}` }),
    ...(others.length === 0 ? { itsUpstream: `its upstream ${upstream}` } : {}),
  };
}
