import { familyOf } from "../base/index.ts";
import { KernelError, libc, openProbeSocket, type ProbeSocket, type ReceivedMessage } from "../sys/index.ts";
import { decodeEcho, decodeIpHeader, ECHO_OCTETS, encodeEcho, encodeMark, icmpWord } from "../wire/index.ts";
import { nothingSent, type PathAnswer, type PathTarget, type PathTransport } from "./path-probes.ts";

/** One flow of echo requests: a constant identifier and checksum. */
export interface EchoFlow {
  readonly socket: ProbeSocket;
  readonly identifier: number;
  readonly isRaw: boolean;
}

/**
 * Opens a socket for echo requests: datagram ICMP where net.ipv4.ping_group_range lets this user, else raw.
 *
 * @throws KernelError EPERM where neither may be had.
 */
export function openEcho(
  address: string,
  identifier: number,
  onMessage: (message: ReceivedMessage) => void,
): EchoFlow {
  try {
    const socket = openProbeSocket({ kind: "datagram-icmp", address, port: 0 }, onMessage);
    return { socket, identifier: socket.localPort, isRaw: false };
  } catch (error) {
    const isForbidden = error instanceof KernelError && error.call === "socket";
    if (!isForbidden) throw error;
    const socket = openProbeSocket({ kind: "raw-icmp", address, port: 0 }, onMessage);
    return { socket, identifier, isRaw: true };
  }
}

/** ICMP echo, one identifier for each flow. @throws KernelError EPERM without permission. */
export function openIcmpPath(target: PathTarget, onAnswer: (answer: PathAnswer) => void): PathTransport {
  const { address, nonce } = target;
  const family = familyOf(address);
  const flows: EchoFlow[] = [];
  try {
    for (let flow = 0; flow < target.flows; flow += 1) {
      const opened: EchoFlow = openEcho(address, (nonce + flow) & 0xffff, (message) => {
        const answer = readEchoAnswer(message, { ...opened, flow, address });
        if (answer !== null) onAnswer(answer);
      });
      flows.push(opened);
    }
  } catch (error) {
    for (const { socket } of flows) socket.close();
    throw error;
  }
  return {
    protocol: "icmp",
    source: flows[0]?.socket.localAddress ?? null,
    ownPorts: flows.map(({ identifier }) => identifier),
    isSerial: false,
    send({ id, ttl, flow }) {
      const opened = flows[flow];
      if (opened === undefined) return nothingSent;
      const packet = encodeEcho(family, {
        identifier: opened.identifier,
        id,
        payload: encodeMark(nonce, id, ECHO_OCTETS),
      });
      return opened.socket.send(packet, ttl);
    },
    forget: () => {},
    close() {
      for (const { socket } of flows) socket.close();
    },
  };
}

/** What a message of an ICMP socket answers: an error that quotes an echo request of ours, or its reply. */
export function readEchoAnswer(
  { error, data, from, receivedAt, ttl }: ReceivedMessage,
  asked: {
    readonly identifier: number;
    readonly isRaw: boolean;
    readonly flow: number;
    readonly address: string;
  },
): PathAnswer | null {
  const family = familyOf(asked.address);
  const common = { flow: asked.flow, at: receivedAt ?? libc.realtime(), returnTtl: ttl, quote: null };
  if (error !== null) {
    if (error.origin !== "icmp" || error.offender === null) return null;
    const echo = decodeEcho(data);
    if (echo === null || echo.identifier !== asked.identifier) return null;
    const said = icmpWord(family, error.type, error.code);
    const mtu = said === "fragmentation-needed" && error.info > 0 ? error.info : null;
    return { ...common, id: echo.id, address: error.offender, said, mtu };
  }
  // Raw IPv4 sockets give the IP header as well.
  const skipped = asked.isRaw && family === 4 ? (decodeIpHeader(data)?.payloadAt ?? data.length) : 0;
  const echo = decodeEcho(data.subarray(skipped));
  const isReply = echo !== null && (echo.type === 0 || echo.type === 129);
  if (!isReply || echo.identifier !== asked.identifier) return null;
  return { ...common, id: echo.id, address: from?.address ?? asked.address, said: "echo-reply", mtu: null };
}
