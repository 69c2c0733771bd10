import type { TcpConnectOutcome } from "../evidence/index.ts";

/** What a failed connect(2) means on Linux, and the errno as the kernel names it; `null` when our deadline ended it. */
export interface ConnectFailure {
  readonly outcome: TcpConnectOutcome;
  readonly errno: string | null;
}

/**
 * The kernel refused on the spot, before anything was sent. tcp(7), ip(7), ip-route(8).
 *
 * EHOSTUNREACH, EACCES and EINVAL are the words of an unreachable, a prohibit and a blackhole route.
 */
const onTheSpot: Readonly<Record<string, TcpConnectOutcome>> = {
  ENETUNREACH: "no-route",
  EHOSTUNREACH: "no-route",
  EACCES: "no-route",
  EINVAL: "no-route",
  ENETDOWN: "no-route",
  EAFNOSUPPORT: "no-route",
  EADDRNOTAVAIL: "no-local-port",
  EADDRINUSE: "no-local-port",
  EMFILE: "no-descriptor",
  ENFILE: "no-descriptor",
  ENOBUFS: "no-descriptor",
  ENOMEM: "no-descriptor",
};

/** Something came back, or the kernel gave up waiting. RFC 1122, section 4.2.3.9; Linux net/ipv4/icmp.c, icmp_err_convert. */
const later: Readonly<Record<string, TcpConnectOutcome>> = {
  ECONNREFUSED: "refused",
  ETIMEDOUT: "timed-out",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  ENONET: "unreachable",
  ENOPROTOOPT: "unreachable",
  EPROTO: "unreachable",
  EACCES: "prohibited",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
};

/**
 * Names what came of connect(2) by its error.
 *
 * The same errno means two things: ENETUNREACH is this host's own route table when connect(2) returns it at once,
 * and a router's ICMP when it comes later. Node marks the first by ` - Local (address:port)` in its message.
 */
export function nameFailure(error: unknown): ConnectFailure {
  const { code = "", message = "" } = error as Partial<NodeJS.ErrnoException>;
  // A filter of this host that forbids the SYN says so at once or, for a retransmission, later.
  if (code === "EPERM") return { outcome: "denied-locally", errno: code };
  const atOnce = / - Local \(/.test(message);
  const [first, second] = atOnce ? [onTheSpot, later] : [later, onTheSpot];
  // An errno that neither table knows still failed; that the peer cannot be reached is all that is certain.
  return { outcome: first[code] ?? second[code] ?? "unreachable", errno: code === "" ? "UNKNOWN" : code };
}
