import type { Ms } from "../base/index.ts";
import type { KernelEvent, KernelEvents } from "../evidence/index.ts";
import { type EventLine, wordAfter } from "../sys/index.ts";
import { endsOfSocket, type HeardEvent, readKernelEvent } from "./kernel-events-read.ts";

/** One connection that this process itself opened while it listened. */
interface OwnConnection {
  readonly localPort: number;
  readonly address: string;
  readonly port: number;
}

/** Events with addresses that are kept to be told apart at the end; what this process does makes a few dozen. */
const MOST_KEPT = 2_000;
/** A packet is dropped by the same CPU, in the same go, in which the kernel answered it. Later its memory may be another's. */
const SAME_PACKET: Ms = 1;
/** Packets that may still be dropped: more than one CPU answers within a millisecond. */
const MOST_PACKETS = 64;

/** Sorts what is heard into this process's own connections and all else. */
export interface FlowSorter {
  hear(event: EventLine): void;
  /** What is of our own connections, and the rest as numbers. */
  sorted(): Pick<KernelEvents, "events" | "others"> & { readonly leftOut: number };
}

/**
 * @param given.thread The thread that opens our connections; `null` where it is not known: then nothing is surely ours.
 * @param given.wallClock The wall time at an event's time.
 */
export function createFlowSorter(given: {
  readonly thread: number | null;
  readonly wallClock: (at: Ms) => number;
  /** Ports that our connections go to; empty: any. */
  readonly ports: readonly number[];
}): FlowSorter {
  const own: OwnConnection[] = [];
  const kept: { readonly event: HeardEvent; readonly answered: HeardEvent | null }[] = [];
  const answered = new Map<string, { readonly event: HeardEvent; readonly at: Ms; readonly cpu: number }>();
  const others: Record<string, number> = {};
  let leftOut = 0;
  const count = (name: string) => {
    others[name] = (others[name] ?? 0) + 1;
  };
  const isAsked = (port: number | null) =>
    given.ports.length === 0 || (port !== null && given.ports.includes(port));
  const keep = (event: HeardEvent, cause: HeardEvent | null) => {
    if (kept.length < MOST_KEPT) kept.push({ event, answered: cause });
    else leftOut += 1;
  };

  /** There may be a flood of these as well: `From 192.0.2.1:68 to 192.0.2.2:67` is told by its ports alone. */
  const isOfStrangers = (payload: string) => {
    const [from, to] = [lastPort(payload, "From "), lastPort(payload, "to ")];
    return from !== 0 && to !== 0 && !isAsked(from) && !isAsked(to);
  };

  /** Of drops there may be a flood: the addresses of one are those of the answer to the same packet, and most have none. */
  const hearDrop = (line: EventLine) => {
    const packet = wordAfter(line.payload, "skbaddr=");
    const before = packet === null ? undefined : answered.get(packet);
    if (packet !== null && before !== undefined) answered.delete(packet);
    const event =
      before === undefined || before.cpu !== line.cpu || line.at - before.at > SAME_PACKET
        ? null
        : readKernelEvent(line, given.wallClock(line.at));
    if (before === undefined || event === null)
      count(`dropped ${wordAfter(line.payload, "reason: ") ?? ""}`.trim());
    else keep(event, before.event);
  };

  /** What our own thread does to a socket, in no interrupt, it does to one of its own: closing it, at the latest. */
  const hearSocket = (line: EventLine) => {
    if (line.thread !== given.thread || !line.isOwnDoing) return;
    const { localPort, address, port } = endsOfSocket(line.payload);
    if (localPort === null || address === null || port === null || own.length >= MOST_KEPT) return;
    own.push({ localPort, address, port });
  };

  return {
    hear(line) {
      if (line.event === "inet_sock_set_state" || line.event === "tcp_destroy_sock") {
        hearSocket(line);
        return;
      }
      if (line.event === "kfree_skb") {
        hearDrop(line);
        return;
      }
      if (line.event === "icmp_send" && isOfStrangers(line.payload)) {
        count("icmp-sent");
        return;
      }
      const event = readKernelEvent(line, given.wallClock(line.at));
      if (event === null) return;
      const { packet, sourcePort, destinationPort } = event;
      if (sourcePort !== null && !isAsked(sourcePort) && !isAsked(destinationPort)) {
        count(event.event);
        return;
      }
      if (packet !== null && (event.event === "reset-sent" || event.event === "icmp-sent")) {
        answered.set(packet, { event, at: line.at, cpu: line.cpu });
        const [oldest] = answered.keys();
        if (answered.size > MOST_PACKETS && oldest !== undefined) answered.delete(oldest);
      }
      keep(event, null);
    },
    sorted() {
      const addresses = new Set(own.map(({ address }) => address));
      const events: KernelEvent[] = [];
      for (const { event, answered: cause } of kept) {
        const ends = cause ?? event;
        const isOfFlow = own.some((connection) => isBetween(ends, connection));
        // An ICMP error does not tell the ports of TCP: between the same hosts, it may be of another connection.
        const isAbout = addresses.has(ends.destination ?? "") || addresses.has(ends.source ?? "");
        const hasPorts = ends.sourcePort !== null;
        if (!isOfFlow && (hasPorts || !isAbout)) {
          count(event.event === "dropped" ? `dropped ${event.reason ?? ""}`.trim() : event.event);
          continue;
        }
        const { packet, ...known } = event;
        const { source, destination, sourcePort, destinationPort } = ends;
        events.push({ ...known, source, destination, sourcePort, destinationPort, isOfFlow });
      }
      return { events, others, leftOut };
    },
  };
}

/** The number behind the last colon of a word; 0 where there is none. */
function lastPort(payload: string, name: string): number {
  const word = wordAfter(payload, name);
  return word === null ? 0 : Number(word.slice(word.lastIndexOf(":") + 1)) || 0;
}

/** Whether an event has the ends of a connection, in either direction. */
function isBetween(event: HeardEvent, { localPort, address, port }: OwnConnection): boolean {
  const { source, destination, sourcePort, destinationPort } = event;
  return (
    (destination === address && destinationPort === port && sourcePort === localPort) ||
    (source === address && sourcePort === port && destinationPort === localPort)
  );
}
