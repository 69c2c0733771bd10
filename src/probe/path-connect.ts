import { familyOf } from "../base/index.ts";
import { type ConnectEnd, type ConnectTry, connectWithTtl, KernelError } from "../sys/index.ts";
import { icmpWord } from "../wire/index.ts";
import { nothingSent, type PathAnswer, type PathTarget, type PathTransport } from "./path-probes.ts";

/** Addresses and ports that a flow's next try cannot have yet: another has taken the port meanwhile. */
const taken: ReadonlySet<number> = new Set([98, 99]);

/**
 * TCP by connect(2) with a TTL. Needs no capability; the kernel allows one connection between two pairs of ports, so the probes of a
 * flow follow one another.
 */
export function openConnectPath(target: PathTarget, onAnswer: (answer: PathAnswer) => void): PathTransport {
  const { address, port } = target;
  const tries = new Map<number, ConnectTry>();
  const ports = new Array<number>(target.flows).fill(0);
  let source: string | null = null;
  const start = (id: number, ttl: number, flow: number, localPort: number): ConnectTry =>
    connectWithTtl({ address, port, localPort, ttl }, (end) => {
      tries.delete(id);
      const answer = readConnectEnd(end, { id, flow, address });
      if (answer !== null) onAnswer(answer);
    });
  return {
    protocol: "tcp",
    get source() {
      return source;
    },
    ownPorts: ports,
    isSerial: true,
    send({ id, ttl, flow, isForDestination }) {
      for (const isSecond of [false, true]) {
        try {
          const made = start(id, ttl, flow, isForDestination ? 0 : (ports[flow] ?? 0));
          tries.set(id, made);
          if (!isForDestination) ports[flow] = made.localPort;
          source = made.localAddress;
          return { result: 0, at: made.startedAt };
        } catch (error) {
          if (!(error instanceof KernelError)) throw error;
          if (isSecond || !taken.has(error.errno)) return { result: -error.errno, at: 0 };
          ports[flow] = 0;
        }
      }
      return nothingSent;
    },
    forget(id) {
      tries.get(id)?.close();
      tries.delete(id);
    },
    close() {
      for (const made of tries.values()) made.close();
      tries.clear();
    },
  };
}

/** What the end of one connection answers; `null` where it is no answer of anybody. */
export function readConnectEnd(
  { outcome, error, at, returnTtl }: ConnectEnd,
  { id, flow, address }: { readonly id: number; readonly flow: number; readonly address: string },
): PathAnswer | null {
  const common = { id, flow, at, returnTtl, quote: null };
  if (outcome === "icmp" && error !== null && error.offender !== null) {
    const said = icmpWord(familyOf(address), error.type, error.code);
    const mtu = said === "fragmentation-needed" && error.info > 0 ? error.info : null;
    return { ...common, address: error.offender, said, mtu };
  }
  if (outcome !== "connected" && outcome !== "refused") return null;
  return { ...common, address, said: outcome, mtu: null };
}
