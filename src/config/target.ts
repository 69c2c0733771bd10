import { FaultlineError, isAddress } from "../base/index.ts";
import { GRPC_HEALTH, isDatabaseScheme, isGrpcScheme, type Scheme } from "../evidence/index.ts";
import { type KubeServiceNamed, parseKubeTarget } from "./kube-target.ts";
import { numbersAndDots } from "./numbers-and-dots.ts";
import { quote } from "./quote.ts";

/** What a TARGET on the command line means. */
export interface Target {
  /** The target as it may be shown: without credentials and query. */
  readonly shown: string;
  readonly scheme: Scheme;
  /** Name, or numeric address without brackets. A trailing dot is kept: it makes a name absolute. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** The question's type for `dns://`; `null` where none is given. */
  readonly questionType: string | null;
  /** `user:password` as given in the URL; never recorded. */
  readonly credentials: string | null;
  /** Further hosts of a database's URL, with their ports as written; left out where there are none. */
  readonly others?: readonly string[];
  /** The Service of `kube://`, whose address the cluster has yet to tell; left out for other targets. */
  readonly kube?: KubeServiceNamed;
}

const defaultPort: Readonly<Record<Scheme, number | null>> = {
  https: 443,
  http: 80,
  tcp: null,
  tls: 443,
  dns: 53,
  grpc: null,
  grpcs: 443,
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  mariadb: 3306,
  redis: 6379,
  rediss: 6379,
};

/** RFC 1035, section 2.3.4: 255 octets on the wire, of which a text form shows at most 253 and a final dot. */
const LONGEST_NAME = 254;

/** RFC 1035, section 2.3.4. */
const LONGEST_LABEL = 63;

/**
 * Reads a TARGET: a URL, or a bare `host` or `host:port`.
 *
 * A bare host is asked as `https://`; a bare `host:port` as a plain TCP connection, save for the ports 443 and 80, whose
 * protocols are registered (RFC 9110, section 4.2).
 *
 * @throws FaultlineError `BAD_TARGET`
 */
export function parseTarget(text: string): Target {
  const given = text.trim();
  if (given === "")
    refuse(text, "it is empty", "Give a URL or an address, for example https://shop.example/api");
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(given)?.[1]?.toLowerCase() ?? null;
  if (scheme === null) return parseBare(given);
  if (scheme === "kube") return parseKubeTarget(given);
  // Valkey speaks the protocol of Redis, and its client takes both names. valkey-cli(1), `-u`.
  if (scheme === "valkey" || scheme === "valkeys") return parseTarget(given.replace(/^valkey/i, "redis"));
  if (!(scheme in defaultPort)) {
    refuse(
      given,
      `the scheme is ${scheme}`,
      "Use https, http, tcp, tls, dns, grpc, grpcs, postgres, mysql, redis or kube, for example https://shop.example/api",
    );
  }
  return parseUrl(given, scheme as Scheme); // Looked up in the table of schemes just now.
}

function parseUrl(given: string, scheme: Scheme): Target {
  const rest = given.slice(scheme.length + 3);
  const end = rest.search(/[/?#]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const tail = end < 0 ? "" : rest.slice(end).replace(/#.*$/s, "");
  const at = authority.lastIndexOf("@");
  const credentials = at < 0 ? null : authority.slice(0, at);
  const hosts = isDatabaseScheme(scheme) ? hostsOf(authority.slice(at + 1), tail) : [authority.slice(at + 1)];
  const { host, port } = splitHostPort(hosts[0] ?? "", given);
  const used = port ?? defaultPort[scheme];
  if (used === null)
    refuse(given, "it names no port", `Write ${scheme}://host:port, for example tcp://db.internal:5432`);
  const path = isGrpcScheme(scheme) ? methodOf(tail, given) : tail.startsWith("/") ? tail : `/${tail}`;
  const hasPath = scheme === "http" || scheme === "https" || isGrpcScheme(scheme) || isDatabaseScheme(scheme);
  const shownPath = hasPath ? path.replace(/\?.*$/s, "") : "";
  const questionType =
    scheme === "dns" ? (/[?&]type=([a-z0-9]+)/i.exec(tail)?.[1]?.toUpperCase() ?? null) : null;
  if (hasControl(path))
    refuse(given, "its path holds a space or a control character", "Percent-encode it: %20");
  const shownHost = host.includes(":") ? `[${host}]` : host;
  const shownPort = port === null ? "" : `:${port}`;
  const suffix = scheme === "dns" ? (questionType === null ? "" : `?type=${questionType}`) : shownPath;
  return {
    shown: `${scheme}://${shownHost}${shownPort}${given.includes("/", scheme.length + 3) || scheme === "dns" ? suffix : ""}`,
    scheme,
    host,
    port: used,
    path,
    questionType,
    credentials,
    ...(hosts.length > 1 ? { others: hosts.slice(1) } : {}),
  };
}

/** `/package.Service/Method`; the health service's where none is given. grpc, doc/PROTOCOL-HTTP2.md. */
function methodOf(tail: string, given: string): string {
  const path = tail.replace(/\?.*$/s, "");
  if (path === "" || path === "/") return GRPC_HEALTH;
  if (!/^\/[\w.-]+\/\w+$/.test(path))
    refuse(given, "its path names no method", `Write /package.Service/Method, for example ${GRPC_HEALTH}`);
  return path;
}

/** The hosts of a database's URL, the first one first: libpq takes several, and an option in the place of the authority. PostgreSQL, 34.1.1. */
function hostsOf(authority: string, tail: string): readonly string[] {
  const option = (name: string) => new RegExp(`[?&]${name}=([^&]*)`).exec(tail)?.[1] ?? "";
  const [host = "", port = ""] = [option("host"), option("port")].map(percentDecoded);
  if (authority !== "" || host === "" || host.startsWith("/")) return authority.split(",");
  const ports = port.split(",");
  return host.split(",").map((one, index) => {
    const own = ports[index] ?? ports[0] ?? "";
    return own === "" ? one : `${one.includes(":") ? `[${one}]` : one}:${own}`;
  });
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parseBare(given: string): Target {
  if (/[/?#@]/.test(given)) {
    refuse(given, "it has no scheme", `Write the scheme in front: https://${quote(given)}`);
  }
  const { host, port } = splitHostPort(given, given);
  const scheme: Scheme = port === null || port === 443 ? "https" : port === 80 ? "http" : "tcp";
  const shownHost = host.includes(":") ? `[${host}]` : host;
  const shown = port === null ? `${scheme}://${shownHost}` : `${scheme}://${shownHost}:${port}`;
  return { shown, scheme, host, port: port ?? 443, path: "/", questionType: null, credentials: null };
}

function splitHostPort(
  authority: string,
  given: string,
): { readonly host: string; readonly port: number | null } {
  if (isAddress(authority)) return { host: authority, port: null };
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/s.exec(authority);
  const plain = /^([^:]*)(?::(.*))?$/s.exec(authority);
  const [, written = "", portText] = bracketed ?? plain ?? [];
  // RFC 6874, section 2: the % before a zone is written %25 in a URL.
  const host = bracketed === null ? (numbersAndDots(written) ?? written) : written.replace(/%25(?=.)/, "%");
  if (bracketed !== null && !isAddress(host)) {
    refuse(
      given,
      `"${quote(host)}" in brackets is no IPv6 address`,
      "Write an IPv6 address as [2001:db8::1]:443",
    );
  }
  if (bracketed === null && plain === null) {
    refuse(given, "an IPv6 address needs brackets when a port follows", "Write [2001:db8::1]:443");
  }
  if (host.startsWith("[")) refuse(given, "a bracket is never closed", "Write [2001:db8::1]:443");
  checkHost(host, given);
  return {
    // A zone is the name of an interface, in which case counts.
    host: host.replace(/^[^%]+/, (name) => name.toLowerCase()),
    port: portText === undefined || portText === "" ? null : parsePort(portText, given),
  };
}

function checkHost(host: string, given: string): void {
  const shown = "Write a host name or an address, for example db.internal";
  if (host === "") refuse(given, "it names no host", shown);
  if (host.length > LONGEST_NAME)
    refuse(given, `the host name has ${host.length} octets, a name has at most 253`, shown);
  if (host.split(".").some((label) => label.length > LONGEST_LABEL)) {
    refuse(given, "a label of the host name has more than 63 octets", shown);
  }
  if (host.startsWith("-") || /\.\./.test(host) || host.startsWith("."))
    refuse(given, `"${quote(host)}" is no host name`, shown);
  // What looks like an IPv4 address and is none: a top-level domain is never a number. RFC 3696, section 2.
  if (/^\d+(?:\.\d+)+\.?$/.test(host) && !isAddress(host))
    refuse(given, `"${quote(host)}" is no IPv4 address`, "Write four numbers from 0 to 255: 192.0.2.1");
  if (!/^[a-z0-9_.-]+$/i.test(host) && !isAddress(host)) {
    refuse(given, `"${quote(host)}" is no host name`, "Write an international name in its ASCII form, xn--…");
  }
}

function parsePort(text: string, given: string): number {
  const port = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 1 && port <= 65535)) {
    refuse(
      given,
      // A password with a slash in it ends up here: what an @ follows is not repeated.
      given.includes("@") && !/^\d+$/.test(text)
        ? "the port is no number, it must be 1 to 65535"
        : `the port is ${quote(text)}, it must be 1 to 65535`,
      "Write host:port, for example db.internal:5432; a / in a password is written %2F",
    );
  }
  return port;
}

/** Whether a text holds what may stand in no request line. RFC 9112, section 3. */
const hasControl = (text: string) => /[\s\p{Cc}]/u.test(text);

function refuse(given: string, what: string, wanted: string): never {
  throw new FaultlineError("BAD_TARGET", `Cannot parse target "${quote(given)}": ${what}\n${wanted}`);
}
