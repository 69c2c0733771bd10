import { familyOf } from "../base/index.ts";
import { libc, openProbeSocket, type ReceivedMessage, reservePort } from "../sys/index.ts";
import { addressOctets, decodeIpHeader, decodeTcpHeader, encodeSyn, icmpWord } from "../wire/index.ts";
import { nothingSent, type PathAnswer, type PathTarget, type PathTransport } from "./path-probes.ts";

/**
 * TCP by SYNs of our own making, all of a flow with one pair of ports and side by side. The kernel knows no connection of theirs and
 * resets what the destination opens, so that no listener accepts anything. Needs CAP_NET_RAW.
 *
 * @throws KernelError EPERM without it.
 */
export function openSynPath(target: PathTarget, onAnswer: (answer: PathAnswer) => void): PathTransport {
  const { address, port, nonce } = target;
  const ports: { readonly port: number; close(): void }[] = [];
  const fresh = new Map<number, { readonly port: number; close(): void }>();
  const forget = (id: number) => {
    fresh.get(id)?.close();
    fresh.delete(id);
  };
  // What is sent carries its number in the sequence: 16 bits of the run's mark, 16 of the probe's number.
  const mark = (nonce & 0xffff) * 65_536;
  const socket = openProbeSocket({ kind: "raw-tcp", address, port }, (message) => {
    const answer = readSynAnswer(message, { address, port, mark, ports: ports.map((own) => own.port) });
    if (answer === null) return;
    if (answer.id !== null) forget(answer.id);
    onAnswer(answer);
  });
  try {
    while (ports.length < target.flows) ports.push(reservePort(familyOf(address)));
  } catch (error) {
    socket.close();
    for (const own of ports) own.close();
    throw error;
  }
  const source = addressOctets(socket.localAddress);
  const destination = addressOctets(address);
  return {
    protocol: "tcp",
    source: socket.localAddress,
    ownPorts: ports.map((own) => own.port),
    isSerial: false,
    send({ id, ttl, flow, isForDestination }) {
      if (source === null || destination === null) return nothingSent;
      const own = isForDestination ? reservePort(familyOf(address)) : ports[flow];
      if (own === undefined) return nothingSent;
      if (isForDestination) fresh.set(id, own);
      const sourcePort = own.port;
      const segment = encodeSyn({
        source,
        destination,
        sourcePort,
        destinationPort: port,
        sequence: mark + id,
      });
      return socket.send(segment, ttl);
    },
    forget,
    close() {
      socket.close();
      for (const own of fresh.values()) own.close();
      for (const own of ports) own.close();
    },
  };
}

/** What a segment, or the error that quotes one of ours, answers. */
export function readSynAnswer(
  { error, data, from, receivedAt, ttl }: ReceivedMessage,
  asked: {
    readonly address: string;
    readonly port: number;
    readonly mark: number;
    readonly ports: readonly number[];
  },
): PathAnswer | null {
  const family = familyOf(asked.address);
  const isOfUs = (sequence: number) => sequence >= asked.mark && sequence < asked.mark + 65_536;
  const common = { at: receivedAt ?? libc.realtime(), returnTtl: ttl, quote: null };
  if (error !== null) {
    const quoted = decodeTcpHeader(data);
    if (error.origin !== "icmp" || error.offender === null || quoted === null) return null;
    const flow = Math.max(0, asked.ports.indexOf(quoted.sourcePort));
    if (quoted.destinationPort !== asked.port || !isOfUs(quoted.sequence)) return null;
    const said = icmpWord(family, error.type, error.code);
    const mtu = said === "fragmentation-needed" && error.info > 0 ? error.info : null;
    return { ...common, id: quoted.sequence - asked.mark, flow, address: error.offender, said, mtu };
  }
  const skipped = family === 4 ? (decodeIpHeader(data)?.payloadAt ?? data.length) : 0;
  const segment = data.length - skipped < 20 ? null : decodeTcpHeader(data.subarray(skipped));
  if (segment === null || segment.sourcePort !== asked.port || !segment.isAck) return null;
  // The sequence says whose it is; a port that is no flow's was drawn for this probe alone.
  const flow = Math.max(0, asked.ports.indexOf(segment.destinationPort));
  const sequence = (segment.acknowledgement - 1) >>> 0;
  if (!isOfUs(sequence) || (!segment.isRst && !segment.isSyn)) return null;
  return {
    ...common,
    id: sequence - asked.mark,
    flow,
    address: from?.address ?? asked.address,
    said: segment.isRst ? "refused" : "connected",
    mtu: null,
  };
}
