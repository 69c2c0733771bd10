import { hostPort } from "../base/index.ts";
import { printable } from "./quote.ts";

/** A place where something was found. */
export interface SketchedVantage {
  readonly name: string;
  /** A named network namespace, or a process in one without a name; `null` for this host. */
  readonly netns: string | number | null;
}

/** A socket that listens, and whose it is. */
export interface SketchedListener {
  readonly at: string;
  /** The program's name; `null` where this user may not see it. */
  readonly program: string | null;
  readonly pid: number | null;
  readonly address: string;
  readonly port: number;
}

/** A proxy that runs. Files are absolute and are there. */
export interface SketchedProxy {
  readonly at: string;
  readonly software: "nginx" | "haproxy" | "envoy" | "traefik" | "caddy";
  readonly pid: number;
  readonly config: string | null;
  readonly errorLog: string | null;
  readonly accessLog: string | null;
}

/** What a host tells of the way of requests through it. */
export interface Sketch {
  /** Where the published schema lies; `null` where it is not known. */
  readonly schema: string | null;
  readonly target: string | null;
  readonly vantages: readonly SketchedVantage[];
  /** Named network namespaces in which nothing was found. */
  readonly emptyNamespaces: readonly string[];
  readonly proxies: readonly SketchedProxy[];
  readonly listeners: readonly SketchedListener[];
  readonly kubernetes: {
    readonly kubeconfig: string;
    /** The current one; `null` where none is set. */
    readonly context: string | null;
    readonly contexts: readonly string[];
  } | null;
}

/** Listeners that are told of: a host of many services has hundreds. */
const MOST_LISTENERS = 40;

/** Databases by their registered ports, for whoever may not see whose a socket is. IANA, service names and port numbers. */
const schemeOfPort: ReadonlyMap<number, string> = new Map([
  [5432, "postgres"],
  [3306, "mysql"],
  [6379, "redis"],
]);

/** Databases by the names of their programs. */
const schemeOfProgram: ReadonlyMap<string, string> = new Map([
  ["postgres", "postgres"],
  ["pgbouncer", "postgres"],
  ["mysqld", "mysql"],
  ["mariadbd", "mysql"],
  ["redis-server", "redis"],
  ["valkey-server", "redis"],
]);

/** The scheme of the database that listens; `null` where it is none that is known. */
const schemeOf = ({ program, port }: SketchedListener): string | null =>
  (program === null ? schemeOfPort.get(port) : schemeOfProgram.get(program)) ?? null;

/**
 * A commented `faultline.yaml` that says what was found. What is surely on the request's way stands in it; what may be, and what was not
 * found, stands in it as a comment.
 */
export function writeSketch(sketch: Sketch): string {
  const { schema, target } = sketch;
  return [
    ...(schema === null ? [] : [`# yaml-language-server: $schema=${plain(schema)}`]),
    "# What faultline check is told of a request and of the hosts on its way. Every key may be left out.",
    "# Written by faultline init from what it found on this host; look it through before you rely on it.",
    "",
    "# What your users ask for: https:// http:// tcp://host:port tls://host:port dns://name postgres:// mysql:// redis://",
    target === null ? "# target: https://shop.example/api" : `target: ${quoted(target)}`,
    "# What they saw, as they pasted it, and how long they wait.",
    '# symptom: "504 Gateway Time-out since 14:02"',
    "# deadline: 10s",
    "",
    ...vantageLines(sketch),
    "",
    ...pathLines(sketch),
    "",
    ...clusterLines(sketch),
    "",
    "# Packets that were captured at a vantage; the files lie beside this one.",
    "# captures:",
    "#   - { at: client, file: client.pcap }",
    "",
  ].join("\n");
}

function vantageLines({ vantages, emptyNamespaces }: Sketch): readonly string[] {
  const written = vantages.map(({ name, netns }) => {
    const way =
      netns === null ? "local: true" : `netns: ${typeof netns === "number" ? netns : quoted(netns)}`;
    return `  ${quoted(name)}: { ${way} }`;
  });
  return [
    "# Places to look from. The request starts at the one that is called client, else at the first local one.",
    "vantages:",
    ...written,
    ...emptyNamespaces.map(
      (name) => `  # ${quoted(name)}: { netns: ${quoted(name)} }      # nothing of this host runs there`,
    ),
    ...(vantages.length > 1 || emptyNamespaces.length > 0
      ? []
      : ["  # edge: { netns: edge }      # a network namespace"]),
    "  # app1: { ssh: ops@app1 }    # another host, by the system's own ssh",
  ];
}

function pathLines({ proxies, listeners }: Sketch): readonly string[] {
  // Of several proxies the order is not known: only one that stands out, at a web server's own port or on this very host, is taken for the first.
  const isWeb = (proxy: SketchedProxy) =>
    listeners.some(
      ({ pid, at, port }) => pid === proxy.pid && at === proxy.at && (port === 80 || port === 443),
    );
  const first = onlyOne(proxies) ?? onlyOne(proxies.filter(isWeb)) ?? onlyOne(proxies.filter(isHere));
  const others = proxies.filter((proxy) => proxy !== first);
  const told = new Set(proxies.map(({ pid }) => pid));
  const found = listeners.filter(({ pid }) => pid === null || !told.has(pid)).slice(0, MOST_LISTENERS);
  const databases = found.filter((one) => schemeOf(one) !== null);
  const apps = found.filter((one) => schemeOf(one) === null);
  return [
    "# What the request passes, client first, as far as it is known.",
    ...(first === null
      ? [
          "# path:",
          ...(others.length === 0
            ? ["  # - proxy: { at: client, kind: nginx, config: /etc/nginx/nginx.conf }"]
            : ["  # Several proxies run here; keep those that the request passes, in its order:"]),
        ]
      : ["path:", `  - proxy: ${proxyOf(first)}${portsOf(first, listeners)}`]),
    ...others.map((proxy) => `  # - proxy: ${proxyOf(proxy)}${portsOf(proxy, listeners)}`),
    ...(apps.length === 0
      ? [
          '  # - app: { at: client, url: "http://10.0.3.2:8080/api", metrics: "http://10.0.3.2:8080/metrics", log: /var/log/app.log }',
        ]
      : [
          "  # What else listens here; keep those that the request passes, and write what they are asked for:",
          ...apps.map(
            ({ at, address, port, program }) =>
              `  # - app: { at: ${quoted(at)}, url: ${quoted(`http://${hostPort(reachable(address), port)}/`)} }  # ${plain(program ?? "a program that this user may not see")}`,
          ),
        ]),
    ...(databases.length === 0
      ? [
          '  # - database: { at: client, url: "postgres://app@10.0.4.2/shop", passwordFile: /run/secrets/database }',
        ]
      : databases.map((one) => {
          const { at, address, port, program } = one;
          const where = hostPort(reachable(address), port);
          const url =
            schemeOf(one) === "redis" ? `redis://${where}/0` : `${schemeOf(one)}://USER@${where}/NAME`;
          return `  # - database: { at: ${quoted(at)}, url: ${quoted(url)} }  # ${plain(program ?? "listens there")}`;
        })),
  ];
}

const onlyOne = (proxies: readonly SketchedProxy[]): SketchedProxy | null =>
  proxies.length === 1 ? (proxies[0] ?? null) : null;

const isHere = ({ at }: SketchedProxy): boolean => at === "client";

function proxyOf({ at, software, config, errorLog, accessLog }: SketchedProxy): string {
  const files = Object.entries({ config, errorLog, accessLog }).flatMap(([key, file]) =>
    file === null ? [] : [`${key}: ${quoted(file)}`],
  );
  return `{ ${[`at: ${quoted(at)}`, `kind: ${software}`, ...files].join(", ")} }`;
}

function portsOf({ pid, at }: SketchedProxy, listeners: readonly SketchedListener[]): string {
  const own = listeners.filter((one) => one.pid === pid && one.at === at).map(({ port }) => port);
  const ports = [...new Set(own)].toSorted((a, b) => a - b).slice(0, 8);
  return ports.length === 0 ? "" : `  # listens on ${ports.join(", ")}`;
}

function clusterLines({ kubernetes }: Sketch): readonly string[] {
  const about = "# The cluster that the request enters.";
  if (kubernetes === null)
    return [about, "# kubernetes: { kubeconfig: /etc/kubernetes/admin.conf, namespace: shop, service: api }"];
  const { kubeconfig, context, contexts } = kubernetes;
  const chosen = context === null ? "" : `, context: ${quoted(context)}`;
  const others = contexts.filter((name) => name !== context).slice(0, 8);
  return [
    about,
    ...(others.length === 0 ? [] : [`# Other contexts: ${others.map(plain).join(", ")}`]),
    `# kubernetes: { kubeconfig: ${quoted(kubeconfig)}${chosen}, namespace: default, service: SERVICE }`,
  ];
}

/** Where a client on the same host reaches what listens at an address. */
const reachable = (address: string): string =>
  address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;

/** As YAML takes it, whatever is in it: a JSON text is one. YAML 1.2.2, section 1.2. */
const quoted = (text: string): string =>
  /^[A-Za-z_/][\w./-]{0,200}$/.test(text) && !isWord(text) ? text : JSON.stringify(printable(text));

/** Words that YAML takes for something else than text. */
const isWord = (text: string): boolean => /^(?:true|false|null|yes|no|on|off|y|n|_)$/i.test(text);

/** For a comment: one line, whatever is in it. */
const plain = (text: string): string => printable(text).slice(0, 200);
