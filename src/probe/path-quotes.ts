import { familyOf } from "../base/index.ts";
import { libc, listenForIcmpErrors, type ReceivedMessage } from "../sys/index.ts";
import {
  decodeEcho,
  decodeIcmpError,
  decodeIpHeader,
  decodeMark,
  decodeTcpHeader,
  type IpHeader,
  ipProtocol,
} from "../wire/index.ts";
import type { PathAnswer, PathTarget, PathTransport } from "./path-probes.ts";

/** What a run sends, for telling its own packets in the quotes of others. */
export interface SentHeader {
  readonly protocol: PathTransport["protocol"];
  readonly source: string | null;
  readonly address: string;
  /** `null` for ICMP. */
  readonly port: number | null;
  readonly ownPorts: readonly number[];
  readonly nonce: number;
}

/**
 * Listens to whole ICMP errors, beside the transport's own socket: these quote the packet as it was where it was dropped.
 *
 * @throws KernelError EPERM without CAP_NET_RAW.
 */
export function listenForQuotes(
  target: PathTarget,
  transport: PathTransport,
  onAnswer: (answer: PathAnswer) => void,
): { close(): void } {
  return listenForIcmpErrors(familyOf(target.address), (message) => {
    const answer = readQuote(message, {
      protocol: transport.protocol,
      source: transport.source,
      address: target.address,
      port: transport.protocol === "icmp" ? null : target.port,
      ownPorts: transport.ownPorts,
      nonce: target.nonce,
    });
    if (answer !== null) onAnswer(answer);
  });
}

/** The answer that an ICMP error is, with what its quote shows; `null` where it quotes nothing of this run. */
export function readQuote(
  { data, from, receivedAt, ttl }: Pick<ReceivedMessage, "data" | "from" | "receivedAt" | "ttl">,
  sent: SentHeader,
): PathAnswer | null {
  const family = familyOf(sent.address);
  const skipped = family === 4 ? (decodeIpHeader(data)?.payloadAt ?? data.length) : 0;
  const error = decodeIcmpError(family, data.subarray(skipped));
  const header = error === null ? null : decodeIpHeader(error.quoted);
  if (error === null || header === null || header.isLaterFragment || from === null) return null;
  const named = nameQuoted(header, error.quoted.subarray(header.payloadAt), sent);
  if (named === null) return null;
  const rewritten = [
    ...(sent.source !== null && header.source !== bare(sent.source) ? ["source"] : []),
    ...(header.destination !== bare(sent.address) ? ["destination"] : []),
    ...named.rewritten,
    // The two bits of ECN are for routers to change. RFC 3168, section 5.
    ...(header.trafficClass >> 2 !== 0 ? ["dscp"] : []),
  ];
  return {
    id: named.id,
    flow: named.flow,
    address: from.address,
    said: error.word,
    at: receivedAt ?? libc.realtime(),
    mtu: error.mtu,
    returnTtl: ttl,
    quote: { rewritten, ttl: header.ttl, mplsLabels: error.mplsLabels },
  };
}

/** Which probe a quoted packet is, by what it carries; its ports may be other ones by now. */
function nameQuoted(
  header: IpHeader,
  payload: Uint8Array,
  sent: SentHeader,
): { readonly id: number | null; readonly flow: number; readonly rewritten: readonly string[] } | null {
  if (sent.protocol === "icmp") {
    const echo = decodeEcho(payload);
    const flow = echo === null ? -1 : sent.ownPorts.indexOf(echo.identifier);
    const isOurs = header.protocol === ipProtocol.icmp || header.protocol === ipProtocol.icmp6;
    if (echo !== null && isOurs && flow >= 0) return { id: echo.id, flow, rewritten: [] };
    // An identifier that was translated: the mark in the payload is still ours.
    const id = echo === null || !isOurs ? null : decodeMark(sent.nonce, payload.subarray(8));
    return id === null ? null : { id, flow: 0, rewritten: ["source-port"] };
  }
  const wanted = sent.protocol === "tcp" ? ipProtocol.tcp : ipProtocol.udp;
  const ports = decodeTcpHeader(payload);
  if (header.protocol !== wanted || ports === null) return null;
  const flow = sent.ownPorts.indexOf(ports.sourcePort);
  const marked = sent.protocol === "tcp" ? tcpMark(ports.sequence, sent) : udpMark(payload, sent);
  const isOurs = marked !== null || (flow >= 0 && ports.destinationPort === sent.port);
  if (!isOurs) return null;
  return {
    id: marked,
    flow: Math.max(0, flow),
    rewritten: [
      ...(flow < 0 ? ["source-port"] : []),
      ...(ports.destinationPort === sent.port ? [] : ["destination-port"]),
    ],
  };
}

const udpMark = (payload: Uint8Array, { nonce }: SentHeader) => decodeMark(nonce, payload.subarray(8));

/** Sequence numbers of SYNs of our own making begin with the run's mark. */
const tcpMark = (sequence: number, { nonce }: SentHeader) =>
  sequence >>> 16 === (nonce & 0xffff) ? sequence & 0xffff : null;

const bare = (address: string): string => address.split("%")[0] ?? address;
