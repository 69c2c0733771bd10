import type {
  Evidence,
  LoggedError,
  LoggedExchange,
  ProxyConfiguration,
  ProxyUpstream,
  ServerState,
  UpstreamLook,
} from "../src/evidence/index.ts";
import { exampleRecord } from "./run-example.ts";

let made = 0;
const nextId = () => {
  made += 1;
  return `p${made}`;
};

const aside = { boundary: "proxy", purpose: "context", attempt: null } as const;

/** An upstream of one server, kept open, unless a test says otherwise. */
export const someUpstream: ProxyUpstream = {
  name: "app",
  servers: [
    {
      host: "192.0.2.20",
      port: 8080,
      name: null,
      weight: 1,
      isBackup: false,
      isDown: false,
      maxConnections: null,
      isChecked: false,
      where: "nginx.conf:3",
    },
  ],
  tls: null,
  keepsConnections: true,
  protocol: "http/1.1",
  sendsProxyProtocol: "none",
  resolves: "not-needed",
  triesNext: true,
};

const someConfiguration: ProxyConfiguration = {
  software: "nginx",
  version: "1.22.1",
  from: "files",
  files: ["nginx.conf"],
  problems: [],
  listens: [{ address: "*", port: 80, tls: false, takesProxyProtocol: false, where: "nginx.conf:2" }],
  route: {
    name: "server shop.example, location /",
    where: "nginx.conf:4",
    because: "it fits",
    isDefault: false,
    action: { kind: "upstream", upstream: someUpstream, path: "/api" },
  },
  knownHosts: ["shop.example"],
  timers: [
    { role: "upstream-response", name: "proxy_read_timeout", value: 2_000, where: "nginx.conf:5" },
    { role: "upstream-idle", name: "keepalive_timeout", value: 60_000, where: "default" },
  ],
  limits: [
    { role: "request-body", name: "client_max_body_size", value: 1_048_576, burst: 0, where: "default" },
  ],
  access: { rules: [], decides: null, trustsHeader: false },
  changedAt: null,
  loadedAt: null,
};

/** What nginx is told to do with the request. */
export const configuration = (changes: Partial<ProxyConfiguration> = {}): Evidence =>
  exampleRecord(nextId(), "proxy-configuration", { ...someConfiguration, ...changes }, aside);

/** The same, with another upstream. */
export const configurationTo = (changes: Partial<ProxyUpstream>): Evidence =>
  configuration({
    route: {
      name: "server shop.example, location /",
      where: "nginx.conf:4",
      because: "it fits",
      isDefault: false,
      action: { kind: "upstream", upstream: { ...someUpstream, ...changes }, path: "/api" },
    },
  });

/** One server of the upstream, looked at from the proxy: it answers, unless a test says otherwise. */
export const look = (changes: Partial<UpstreamLook> = {}): Evidence =>
  exampleRecord(
    nextId(),
    "upstream-look",
    {
      upstream: "app",
      host: "192.0.2.20",
      address: "192.0.2.20",
      port: 8080,
      isBackup: false,
      connect: "connected",
      connectTook: 1,
      tls: null,
      exchange: {
        outcome: "answered",
        status: 200,
        firstByte: 3,
        software: null,
        bodySha256: null,
        waited: 4,
      },
      idle: null,
      ...changes,
    },
    aside,
  );

/** A line of the error log about a request of this run. */
export const errorLine = (changes: Partial<LoggedError> = {}): Evidence =>
  exampleRecord(
    nextId(),
    "logged-errors",
    {
      software: "nginx",
      file: "error.log",
      from: 0,
      until: 1,
      lines: 1,
      undated: 0,
      endedOursAt: null,
      errors: [
        {
          at: 0,
          first: 0,
          count: 1,
          text: "a line",
          level: "error",
          reason: null,
          signals: [],
          upstream: "192.0.2.20:8080",
          client: null,
          host: null,
          path: "/api",
          requestId: null,
          phase: null,
          isOurs: true,
          isOfRoute: true,
          ...changes,
        },
      ],
    },
    { ...aside, by: "logged" },
  );

/** A line of the access log about a request of this run. */
export const accessLine = (changes: Partial<LoggedExchange> = {}): Evidence =>
  exampleRecord(
    nextId(),
    "logged-exchanges",
    {
      software: "nginx",
      file: "access.log",
      format: "combined",
      from: 0,
      until: 1,
      coversFrom: 0,
      lines: 1,
      requests: 1,
      failures: 1,
      unread: 0,
      kept: [
        {
          at: 0,
          client: "192.0.2.99",
          method: "GET",
          host: null,
          path: "/api",
          status: 502,
          took: 3,
          tries: [],
          code: null,
          reason: null,
          requestId: null,
          server: null,
          isOurs: true,
          ...changes,
        },
      ],
      byUpstream: [],
      byStatus: [],
      byMinute: [],
    },
    { ...aside, by: "logged" },
  );

const someServer: ServerState = {
  upstream: "app",
  name: "s",
  address: "192.0.2.20",
  port: 8080,
  state: "up",
  check: null,
  since: null,
  connections: { now: 0, most: null, limit: null },
  queued: null,
  requests: null,
  connectErrors: null,
  responseErrors: null,
  retries: null,
};

/** What haproxy says of the servers of the upstream. */
export const stateOf = (...servers: readonly Partial<ServerState>[]): Evidence =>
  exampleRecord(
    nextId(),
    "proxy-state",
    {
      software: "haproxy",
      version: null,
      source: "/run/haproxy.sock",
      servers: servers.map((server, index) => ({ ...someServer, name: `s${index}`, ...server })),
      connections: null,
      turnedAway: null,
      uptime: null,
    },
    aside,
  );
