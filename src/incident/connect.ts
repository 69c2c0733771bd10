import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { AttemptStep, Evidence, NameLookup, TlsHandshake } from "../evidence/index.ts";
import {
  addressesBySystem,
  closeGently,
  hostsFileOf,
  lookUpName,
  openTcp,
  openTunnel,
  passesVerification,
  probeTls,
  type TlsAsked,
  type TlsVersion,
} from "../probe/index.ts";
import { configOf, contextOf, patience, type StepBudget, type Walk } from "./walk.ts";

/** What a request goes to: the target's own origin, or where a redirect leads. */
export interface Origin {
  readonly scheme: "https" | "http" | "tcp" | "tls" | "grpc" | "grpcs";
  readonly host: string;
  readonly port: number;
  /** It is the target's own: credentials and client identity may go there. */
  readonly isTarget: boolean;
}

/** What came of opening the way to an origin: a stream to speak on, or the step that failed. */
export interface Way {
  readonly stream: Socket | TLSSocket | null;
  readonly socket: Socket | null;
  readonly failedAt: AttemptStep | null;
  readonly protocol: "h2" | "http/1.1";
  readonly address: string | null;
  readonly port: number | null;
  readonly records: readonly Evidence[];
  readonly lookup: Evidence<"name-lookup"> | null;
  readonly connect: Evidence<"tcp-connect"> | null;
  readonly handshake: Evidence<"tls-handshake"> | null;
}

/** The way of what was never opened. */
export const nowhere: Way = {
  stream: null,
  socket: null,
  failedAt: null,
  protocol: "http/1.1",
  address: null,
  port: null,
  records: [],
  lookup: null,
  connect: null,
  handshake: null,
};

/** Addresses of one answer that a client tries before it gives up; the rest would fail alike. */
const MOST_ADDRESSES = 6;

/**
 * Opens the way to an origin as an ordinary client does: look-up, each address in turn until one connects, the forward
 * proxy where there is one, TLS. Stops at the first step that fails.
 *
 * @param forced Address to go to, in place of the look-up.
 */
export async function openWay(
  walk: Walk,
  origin: Origin,
  budget: StepBudget,
  forced: string | null = null,
): Promise<Way> {
  const proxy = origin.isTarget ? walk.asked.proxy : null;
  const peer = proxy ?? origin;
  const found = await findAddresses(walk, peer.host, budget, forced);
  const records: Evidence[] = found.record === null ? [] : [found.record];
  const way = { ...nowhere, lookup: found.record };
  if (found.addresses.length === 0) return { ...way, records, failedAt: "lookup" };

  const dialled = await dial(walk, found.addresses, peer.port, budget);
  records.push(...dialled.records);
  const { connect, socket } = dialled;
  const at = { address: connect?.value.address ?? null, port: peer.port };
  if (socket === null)
    return { ...way, ...at, records, connect, failedAt: proxy === null ? "connect" : "proxy" };

  if (proxy !== null && (origin.scheme !== "http" || proxy.scheme === "socks5")) {
    const context = contextOf(walk, patience.tls, budget);
    const { host, port } = origin;
    const credentials = walk.secrets.proxyCredentials;
    const tunnel = await openTunnel({ socket, proxy, host, port, credentials }, context);
    records.push(tunnel.record);
    if (!tunnel.opened) {
      socket.destroy();
      return { ...way, ...at, records, connect, failedAt: "proxy" };
    }
  }
  if (origin.scheme === "http" || origin.scheme === "tcp") {
    return { ...way, ...at, records, connect, socket, stream: socket };
  }
  // HTTP/2 with prior knowledge. RFC 9113, section 3.3.
  if (origin.scheme === "grpc")
    return { ...way, ...at, records, connect, socket, stream: socket, protocol: "h2" };
  const asked = tlsRequest(walk, origin, at.address ?? origin.host);
  const { record, stream } = await probeTls(socket, asked, contextOf(walk, patience.tls, budget));
  records.push(record);
  const handshake = record;
  if (stream === null || !passed(record.value, walk)) {
    stream?.destroy();
    socket.destroy();
    return { ...way, ...at, records, connect, handshake, failedAt: "tls" };
  }
  const protocol = record.value.alpn === "h2" ? "h2" : "http/1.1";
  return { ...way, ...at, records, connect, handshake, socket, stream, protocol };
}

/** Whether an ordinary client goes on after this handshake: RFC 9525 and RFC 5280 leave it no choice where not. */
function passed(value: TlsHandshake, { asked }: Walk): boolean {
  if (!passesVerification(value)) return false;
  // A client that speaks only what it listed can say nothing to a server that chose none of it. RFC 7301, section 3.2.
  const { alpn } = asked.tls;
  return asked.scheme === "http" || alpn.length === 0 || alpn.includes(value.alpn ?? "http/1.1");
}

/** The handshake as the caller makes it. */
export function tlsRequest({ asked, secrets }: Walk, origin: Origin, address: string): TlsAsked {
  return {
    address,
    port: origin.port,
    serverName: origin.host.replace(/\.$/, ""),
    verifyName: origin.host.replace(/\.$/, ""),
    alpn: asked.tls.alpn,
    minVersion: asked.tls.minVersion as TlsVersion, // Read by the options, or an ordinary client's own.
    maxVersion: asked.tls.maxVersion as TlsVersion,
    trust: secrets.trust,
    identity: origin.isTarget ? (secrets.identity ?? undefined) : undefined,
  };
}

async function findAddresses(walk: Walk, host: string, budget: StepBudget, forced: string | null) {
  if (forced !== null) return { addresses: [forced], record: null };
  const config = configOf(walk);
  if (config === null || walk.hosts === null) return { addresses: [], record: null };
  const context = contextOf(walk, patience.lookup, budget);
  const hostsFile = await hostsFileOf(walk.vantage, host, walk.hosts);
  const request = { name: host, families: [4, 6] as const, config, hostsFile };
  const rules: NameLookup["rules"] =
    walk.asked.profile === "musl" || config.libc === "musl" ? "musl" : "glibc";
  const askOthers = config.overridden ? {} : { askOthers: addressesBySystem };
  const record = await lookUpName({ ...request, rules, ...askOthers }, context);
  return { addresses: record.value.addresses.slice(0, MOST_ADDRESSES), record };
}

/** Tries the addresses in order until one connects. One connection at a time: a client that races them shows less. */
async function dial(walk: Walk, addresses: readonly string[], port: number, budget: StepBudget) {
  const records: Evidence<"tcp-connect">[] = [];
  let connect: Evidence<"tcp-connect"> | null = null;
  for (const address of addresses) {
    const { record, socket } = await openTcp(
      { address, port, isTargetPort: true },
      contextOf(walk, patience.connect, budget),
    );
    records.push(record);
    // What the verdict explains is the way that counts: an address of a family without a route is passed over by every client.
    if (connect === null || connect.value.outcome === "no-route" || record.value.outcome === "connected")
      connect = record;
    if (socket !== null) return { records, connect, socket };
    if (budget.deadlineAt !== null && walk.clock.ticks() >= budget.deadlineAt) break;
  }
  return { records, connect, socket: null };
}

/** Closes a way as a client would, whatever became of it. */
export function closeWay({ stream }: Way, signal: AbortSignal): void {
  if (stream !== null && !stream.destroyed) closeGently(stream, signal).catch(() => stream.destroy());
}
