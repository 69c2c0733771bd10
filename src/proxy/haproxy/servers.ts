import { isIP } from "node:net";
import { isAbsolute, join } from "node:path";
import { type ProxyUpstream, takesRequests, type UpstreamServer } from "../../evidence/index.ts";
import { usualAddress } from "../address-match.ts";
import { sample, type Transaction } from "./fetch.ts";
import { type HaproxyProxy, lastLine, option } from "./proxy.ts";
import type { Line } from "./sections.ts";

/** Options of a server that a word follows, so that no value is taken for an option. haproxy's configuration manual, section 5.2. */
const withValue = new Set(
  "addr agent-addr agent-inter agent-port agent-send alpn ca-file check-alpn check-proto check-sni ciphers ciphersuites client-sigalgs cookie crl-file crt curves downinter error-limit fall fastinter guid hash-key id idle-ping init-addr inter log-bufsize log-proto maxconn maxqueue max-reuse minconn namespace npn observe on-error on-marked-down on-marked-up pool-conn-name pool-low-conn pool-max-conn pool-purge-delay port proto proxy-v2-options redir resolvers resolve-opts resolve-net resolve-prefer rise sigalgs sni slowstart socks4 source ssl-max-ver ssl-min-ver tcp-ut track usesrc verify verifyhost weight ws".split(
    " ",
  ),
);

/** The options of a server, its `default-server` lines before them; a later one replaces an earlier. */
export type ServerOptions = ReadonlyMap<string, string>;

function optionsOf(words: readonly string[], into: Map<string, string>): void {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (withValue.has(word)) {
      into.set(word, words[at + 1] ?? "");
      at += 1;
    } else if (word.startsWith("no-")) into.delete(word.slice("no-".length));
    else {
      if (word === "enabled") into.delete("disabled");
      into.set(word, "");
    }
  }
}

interface ServerLine {
  readonly line: Line;
  readonly name: string;
  readonly place: string;
  readonly options: ServerOptions;
}

/** Servers of one template at most. */
const MOST_SERVERS = 1_000;

function serverLines({ lines }: HaproxyProxy): readonly ServerLine[] {
  const defaults = new Map<string, string>();
  const found: ServerLine[] = [];
  for (const line of lines) {
    const [kind, name = "", ...rest] = line.words;
    if (kind === "default-server") optionsOf(line.words.slice(1), defaults);
    if (kind === "server") {
      const options = new Map(defaults);
      optionsOf(rest.slice(1), options);
      found.push({ line, name, place: rest[0] ?? "", options });
    }
    if (kind === "server-template") {
      const [, first = "1", last] = /^(\d+)(?:-(\d+))?$/.exec(rest[0] ?? "") ?? [];
      const [from, until] = last === undefined ? [1, Number(first)] : [Number(first), Number(last)];
      const options = new Map(defaults);
      optionsOf(rest.slice(2), options);
      for (let index = from; index <= until && found.length < MOST_SERVERS; index += 1)
        found.push({ line, name: `${name}${index}`, place: rest[1] ?? "", options });
    }
  }
  return found;
}

/** Where a server is: without a port it is the client's own, `+100` counts from that. */
function placeOf(place: string, clientPort: number): { readonly host: string; readonly port: number | null } {
  const bare = place.replace(/^(?:ipv4|ipv6|tcp|tcp4|tcp6)@/, "");
  const [, socket] = /^(?:(?:unix|abns|abnsz|rev|sockpair|fd)@|(?=\/))(.+)$/.exec(bare) ?? [];
  if (socket !== undefined) return { host: socket, port: null };
  const [, host = bare, sign, port] = /^(.*):([+-]?)(\d+)$/.exec(bare) ?? [];
  const shift = sign === "-" ? -Number(port) : Number(port);
  return {
    host: usualAddress(host),
    port: port === undefined ? clientPort : sign ? clientPort + shift : Number(port),
  };
}

/** The servers of a backend, as they are written down. */
export const serversOf = (proxy: HaproxyProxy, clientPort: number): readonly UpstreamServer[] =>
  serverLines(proxy).map(({ line, name, place, options }) => {
    const most = Number(options.get("maxconn") ?? 0);
    return {
      ...placeOf(place, clientPort),
      name,
      weight: Number(options.get("weight") ?? 1),
      isBackup: options.has("backup"),
      isDown: options.has("disabled"),
      maxConnections: most > 0 ? most : null,
      isChecked: options.has("check") || options.has("agent-check") || options.has("track"),
      where: line.where,
    };
  });

/** What a backend does with a request. */
export function upstreamOf(
  proxy: HaproxyProxy,
  global: readonly Line[],
  transaction: Transaction,
): { readonly upstream: ProxyUpstream; readonly resolvers: string | null; readonly purge: string | null } {
  const told = serverLines(proxy);
  const servers = serversOf(proxy, transaction.request.port);
  const [first] = told;
  const options = first?.options ?? new Map<string, string>();
  const isNamed = servers.some(({ host, port }) => port !== null && isIP(host) === 0);
  const hasResolvers = told.some((each) => each.options.has("resolvers"));
  const { lines, isHttp } = proxy;
  const retries = Number(lastLine(lines, "retries")?.words[1] ?? 3);
  const upstream: ProxyUpstream = {
    name: proxy.name,
    servers,
    tls: first?.options.has("ssl") === true ? tlsOf(first, global, transaction) : null,
    keepsConnections:
      isHttp &&
      option(lines, "http-server-close") !== true &&
      option(lines, "httpclose") !== true &&
      options.get("pool-max-conn") !== "0",
    protocol: protocolOf(isHttp, options),
    sendsProxyProtocol: [...options.keys()].some((key) => key.startsWith("send-proxy-v2"))
      ? "v2"
      : options.has("send-proxy")
        ? "v1"
        : "none",
    resolves: !isNamed ? "not-needed" : hasResolvers ? "while-running" : "at-start",
    triesNext:
      servers.filter(takesRequests).length > 1 && retries > 0 && option(lines, "redispatch") === true,
  };
  const resolvers = told.find((each) => each.options.has("resolvers"))?.options.get("resolvers") ?? null;
  return { upstream, resolvers, purge: options.get("pool-purge-delay") ?? null };
}

function protocolOf(isHttp: boolean, options: ServerOptions): ProxyUpstream["protocol"] {
  if (!isHttp) return "tcp";
  const told = options.get("proto");
  if (told === "fcgi") return "gateway";
  if (told === "h2" || (options.has("ssl") && options.get("alpn")?.split(",")[0] === "h2")) return "h2";
  return "http/1.1";
}

function tlsOf(
  { options, line }: ServerLine,
  global: readonly Line[],
  transaction: Transaction,
): ProxyUpstream["tls"] {
  const verify = options.get("verify") ?? lastLine(global, "ssl-server-verify")?.words[1] ?? "required";
  const sni = options.get("sni");
  const value = sni === undefined ? null : sample(sni, transaction);
  const name = value?.type === "text" ? (value.values.at(-1) ?? null) : null;
  const trustFile = fileOf(options.get("ca-file"), lastLine(global, "ca-base"));
  // One file holds the certificate and its key.
  const own = fileOf(options.get("crt"), lastLine(global, "crt-base"));
  return {
    verifies: verify !== "none",
    serverName: name?.replace(/:\d+$/, "") ?? null,
    ...(trustFile === null ? {} : { trustFile }),
    ...(own === null ? {} : { identity: { certificateFile: own, keyFile: own } }),
    where: line.where,
  };
}

/** The absolute path of a file that a server names; `null` for what is none, as `@system-ca`, or lies at a place that is not known. */
function fileOf(named: string | undefined, base: Line | null | undefined): string | null {
  if (named === undefined || named === "" || named.startsWith("@")) return null;
  const path = isAbsolute(named) ? named : join(base?.words[1] ?? "", named);
  return isAbsolute(path) ? path : null;
}
