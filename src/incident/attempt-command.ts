import { dnsServerArguments, hostPort, type Ms, splitServer } from "../base/index.ts";
import { isDatabaseScheme, isGrpcScheme, type RequestAsked } from "../evidence/index.ts";

/** What one attempt was given that a command must repeat. */
export interface AttemptGiven {
  /** Address that it was sent to in place of the look-up; `null` when the name decided. */
  readonly forced: string | null;
  /** Straight to the target, past the forward proxy that the request has. */
  readonly direct: boolean;
  /** Where the connection went; `null` when there was none. */
  readonly address: string | null;
  /** File of the authorities that the caller named; `null` for this host's own. */
  readonly caFile: string | null;
  /** The login by the database's own client; left out for other targets. */
  readonly databaseCommand?: string;
  /** Most that an attempt takes. */
  readonly patience: Ms;
}

/**
 * The whole attempt as a person would make it by hand: curl(1), openssl-s_client(1), nc(1) or dig(1).
 *
 * A client's certificate and key are named by a word in capitals: where they lie is the caller's own.
 */
export function attemptCommand(asked: RequestAsked, given: AttemptGiven): string {
  const { scheme, host, port } = asked;
  const to = given.forced ?? given.address ?? host;
  const known = given.forced ?? lookedUpElsewhere(asked, given);
  const seconds = Math.ceil((asked.deadline ?? given.patience) / 1000);
  if (isDatabaseScheme(scheme)) return given.databaseCommand ?? `nc -vz -w ${seconds} ${to} ${port}`;
  if (isGrpcScheme(scheme)) return grpcurl(asked, given.caFile, known, seconds);
  switch (scheme) {
    case "dns":
      return ["dig", ...resolverOf(asked), host, asked.questionType ?? "A"].join(" ");
    case "tcp":
      return `nc -vz -w ${seconds} ${to} ${port}`;
    case "tls": {
      const name = asked.hostIsAddress ? "-noservername" : `-servername ${host}`;
      const trust = given.caFile === null ? "" : ` -CAfile ${shellWord(given.caFile)}`;
      return `openssl s_client -connect ${hostPort(known ?? host, port)} ${name}${trust} </dev/null`;
    }
    default:
      return curl(asked, given, seconds);
  }
}

/** A health check or another unary call by grpcurl, at the address that is known where it is not to look up the name. */
function grpcurl(
  { scheme, host, port, path }: RequestAsked,
  caFile: string | null,
  known: string | null,
  seconds: number,
): string {
  const words = [
    "grpcurl",
    ...(scheme === "grpc" ? ["-plaintext"] : caFile === null ? [] : [`-cacert ${shellWord(caFile)}`]),
    ...(known === null ? [] : [`-authority ${host}`]),
    `-max-time ${seconds}`,
    hostPort(known ?? host, port),
    path.replace(/^\//, ""),
  ];
  return words.join(" ");
}

/** The resolver that was named by option, as dig(1) takes it. */
const resolverOf = ({ resolvers }: RequestAsked): string[] =>
  resolvers.slice(0, 1).map((server) => dnsServerArguments(splitServer(server)));

/** The address that the resolver gave which was named by option: a tool would ask the system's. `null` where none was named or it gave none. */
function lookedUpElsewhere(asked: RequestAsked, { address, direct }: AttemptGiven): string | null {
  const goesStraight = asked.proxy === null || direct;
  return asked.resolvers.length > 0 && !asked.hostIsAddress && goesStraight ? address : null;
}

function curl(asked: RequestAsked, given: AttemptGiven, seconds: number): string {
  const { forced, direct, caFile } = given;
  const known = forced === null ? lookedUpElsewhere(asked, given) : null;
  const { host, port, method, dataOctets, proxy, tls } = asked;
  const flags = [
    "curl -sv -o /dev/null",
    `-m ${seconds}`,
    ...(method === "HEAD" ? ["-I"] : method === "GET" && dataOctets === 0 ? [] : [`-X ${method}`]),
    ...(dataOctets > 0 ? [`--data-binary @<(head -c ${dataOctets} /dev/zero)`] : []),
    ...(caFile === null ? [] : [`--cacert ${shellWord(caFile)}`]),
    ...(tls.clientCertificate ? ["--cert CERT --key KEY"] : []),
    ...(direct && proxy !== null ? ["--noproxy '*'"] : []),
    ...(!direct && proxy?.from === "--proxy"
      ? [`-x ${proxy.scheme === "socks5" ? "socks5h" : proxy.scheme}://${hostPort(proxy.host, proxy.port)}`]
      : []),
    ...(known === null ? [] : [`--resolve ${host}:${port}:${known.includes(":") ? `[${known}]` : known}`]),
    ...(forced === null ? [] : [`--connect-to ${hostPort(host, port)}:${hostPort(forced, port)}`]),
  ];
  return `${flags.join(" ")} ${quoted(urlOf(asked))}`;
}

/** What is asked for, as curl knows it: of a Service of a cluster, the address that it has. */
const urlOf = ({ target, scheme, host, port, path }: RequestAsked): string =>
  target.startsWith("kube:") ? `${scheme}://${hostPort(host, port)}${path}` : target;

/** A path as one word of a POSIX shell. */
const shellWord = (text: string) =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** A URL as a word of a shell command. RFC 3986, section 2.1, for the quote itself. */
const quoted = (text: string) => `'${text.replaceAll("'", "%27")}'`;
