import { familyOf } from "../base/index.ts";
import { libc, openProbeSocket, type ReceivedMessage } from "../sys/index.ts";
import { decodeMark, encodeMark, icmpWord } from "../wire/index.ts";
import { nothingSent, type PathAnswer, type PathTarget, type PathTransport } from "./path-probes.ts";

/** UDP with one socket, and so one pair of ports, for each flow. Needs no capability. @throws KernelError. */
export function openUdpPath(target: PathTarget, onAnswer: (answer: PathAnswer) => void): PathTransport {
  const { address, port, nonce } = target;
  const sockets = Array.from({ length: target.flows }, (_, flow) =>
    openProbeSocket({ kind: "udp", address, port }, (message) => {
      const answer = readUdpAnswer(message, { flow, nonce, address });
      if (answer !== null) onAnswer(answer);
    }),
  );
  return {
    protocol: "udp",
    source: sockets[0]?.localAddress ?? null,
    ownPorts: sockets.map(({ localPort }) => localPort),
    isSerial: false,
    send: ({ id, ttl, flow }) => sockets[flow]?.send(encodeMark(nonce, id), ttl) ?? nothingSent,
    forget: () => {},
    close() {
      for (const socket of sockets) socket.close();
    },
  };
}

/** What a message of a UDP socket answers: an ICMP error, or a datagram of whoever listens there. */
export function readUdpAnswer(
  { error, data, from, receivedAt, ttl }: ReceivedMessage,
  { flow, nonce, address }: { readonly flow: number; readonly nonce: number; readonly address: string },
): PathAnswer | null {
  const common = { flow, at: receivedAt ?? libc.realtime(), returnTtl: ttl, quote: null };
  if (error === null) {
    const id = decodeMark(nonce, data);
    return { ...common, id, address: from?.address ?? address, said: "answered", mtu: null };
  }
  if (error.origin !== "icmp" || error.offender === null) return null;
  const said = icmpWord(familyOf(address), error.type, error.code);
  const mtu = said === "fragmentation-needed" && error.info > 0 ? error.info : null;
  return { ...common, id: decodeMark(nonce, data), address: error.offender, said, mtu };
}
