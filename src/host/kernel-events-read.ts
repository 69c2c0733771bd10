import { isIP } from "node:net";
import type { EpochMs } from "../base/index.ts";
import type { KernelEvent } from "../evidence/index.ts";
import { type EventLine, wordAfter } from "../sys/index.ts";

/** A kernel event as it is read, with what joins it to others. */
export interface HeardEvent extends Omit<KernelEvent, "isOfFlow"> {
  /** The packet, as the kernel's hashed address of it; `null` where the event has none. */
  readonly packet: string | null;
}

/** The kernel's name of an event and ours. */
const names: Readonly<Record<string, KernelEvent["event"]>> = {
  kfree_skb: "dropped",
  tcp_retransmit_skb: "retransmitted",
  tcp_send_reset: "reset-sent",
  tcp_receive_reset: "reset-received",
  icmp_send: "icmp-sent",
  neigh_update: "neighbour-changed",
};

/** Reads one event; `null` for one that is none of ours. Never throws, whatever the payload holds. */
export function readKernelEvent({ event, payload }: EventLine, at: EpochMs): HeardEvent | null {
  const name = names[event];
  if (name === undefined) return null;
  const { source, destination, sourcePort, destinationPort } = endsOf(event, payload);
  return {
    at,
    event: name,
    reason: reasonOf(event, payload),
    location: wordAfter(payload, "location=")?.replace(/\+.*/s, "") ?? null,
    source,
    destination,
    sourcePort,
    destinationPort,
    icmp: event === "icmp_send" ? icmpOf(payload) : null,
    packet: wordAfter(payload, "skbaddr="),
  };
}

/** The local and the remote end of a socket event. */
export function endsOfSocket(payload: string): {
  readonly localPort: number | null;
  readonly address: string | null;
  readonly port: number | null;
} {
  const ends = namedEnds(payload);
  return { localPort: ends.sourcePort, address: ends.destination, port: ends.destinationPort };
}

type Ends = Pick<KernelEvent, "source" | "destination" | "sourcePort" | "destinationPort">;

const noEnds: Ends = { source: null, destination: null, sourcePort: null, destinationPort: null };

function endsOf(event: string, payload: string): Ends {
  if (event === "kfree_skb") return noEnds;
  if (event === "neigh_update") {
    const key = wordAfter(payload, "family ") === "10" ? "primary_key6 " : "primary_key4 ";
    return { ...noEnds, destination: addressOf(wordAfter(payload, key)) };
  }
  if (event === "icmp_send") {
    const [from, to] = [wordAfter(payload, "From "), wordAfter(payload, "to ")];
    return { ...endOf(from, "source"), ...endOf(to, "destination") };
  }
  // Since Linux 6.10 `src=` and `dest=` with the ports in them; before, the fields of the other events.
  const [from, to] = [wordAfter(payload, "src="), wordAfter(payload, "dest=")];
  if (from === null || to === null) return namedEnds(payload);
  return { ...endOf(from, "source"), ...endOf(to, "destination") };
}

/** `family=AF_INET sport=1 dport=2 saddr=… daddr=… saddrv6=… daddrv6=…` */
function namedEnds(payload: string): Ends {
  const suffix = wordAfter(payload, "family=") === "AF_INET6" ? "v6=" : "=";
  return {
    source: addressOf(wordAfter(payload, `saddr${suffix}`)),
    destination: addressOf(wordAfter(payload, `daddr${suffix}`)),
    sourcePort: portOf(wordAfter(payload, "sport=")),
    destinationPort: portOf(wordAfter(payload, "dport=")),
  };
}

/** `192.0.2.1:80` or `[2001:db8::1]:80` as one end. */
function endOf<W extends "source" | "destination">(text: string | null, which: W) {
  const colon = text?.lastIndexOf(":") ?? -1;
  const host = text === null || colon < 0 ? null : text.slice(0, colon).replace(/^\[|\]$/g, "");
  const port = text === null || colon < 0 ? null : portOf(text.slice(colon + 1));
  return { [which]: addressOf(host), [`${which}Port`]: port } as Record<W, string | null> &
    Record<`${W}Port`, number | null>; // The two keys are made of the word.
}

/** An address as the rest of the program writes it: an IPv4-mapped one as IPv4. */
function addressOf(text: string | null): string | null {
  if (text === null) return null;
  const bare = text.replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(bare) === 0 ? null : bare;
}

/** Zero is what the kernel prints where it has no port to tell. */
function portOf(text: string | null): number | null {
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port <= 65_535 ? port : null;
}

function reasonOf(event: string, payload: string): string | null {
  if (event === "kfree_skb") return wordAfter(payload, "reason: ");
  if (event === "tcp_send_reset") return wordAfter(payload, "reason=");
  // Not why, but at what: `TCP_SYN_SENT` is a SYN that is sent again.
  if (event === "tcp_retransmit_skb") return wordAfter(payload, "state=");
  return event === "neigh_update" ? wordAfter(payload, "new_state ") : null;
}

function icmpOf(payload: string): KernelEvent["icmp"] {
  const found = /type=(\d{1,3}), code=(\d{1,3})/.exec(payload);
  return found === null ? null : { type: Number(found[1]), code: Number(found[2]) };
}
