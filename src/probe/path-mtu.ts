import { randomInt } from "node:crypto";
import { type Clock, familyOf, type Ms } from "../base/index.ts";
import { KernelError, openProbeSocket, type ProbeSocket, type ReceivedMessage } from "../sys/index.ts";
import { encodeEcho, encodeMark } from "../wire/index.ts";
import { openEcho, readEchoAnswer } from "./path-icmp.ts";
import { UNLIKELY_PORT } from "./path-open.ts";
import { isFromDestination, type PathAnswer } from "./path-probes.ts";
import { readUdpAnswer } from "./path-udp.ts";

/** What a search for the greatest packet found. */
export interface MtuFound {
  /** Octets with the IP header; `null` where the destination answers no packet of any size. */
  readonly pathMtu: number | null;
  readonly saidBy: readonly { readonly address: string; readonly mtu: number }[];
  /** Something greater than `pathMtu`, and no greater than this host's own link takes, vanishes without a word. */
  readonly isBlackHole: boolean;
  readonly vanishAfterTtl: number | null;
}

/** How a search is bounded. */
export interface MtuBounds {
  readonly clock: Clock;
  readonly until: AbortSignal;
  readonly deadline: Ms | null;
}

/** Every host takes so much. RFC 791, section 3.1 (with room for the header); RFC 8200, section 5. */
const leastMtu = { 4: 576, 6: 1280 } as const;

/** IP header and eight octets of ICMP or UDP. */
const overhead = { 4: 28, 6: 48 } as const;

/** How long each size is waited for, and how often it is sent: a size that is lost by chance is no smaller path. */
const LONGEST_WAIT: Ms = 1_000;
const SHORTEST_WAIT: Ms = 100;
const TRIES = 3;

/** Errors that a host answers to UDP are a second apart; echo is not limited. */
const BETWEEN_UDP: Ms = 1_060;

const FAR = 64;

/** A size's fate: answered by the destination, named too great by a router, too great for this host, or nothing at all. */
type Fate =
  | { readonly fate: "arrived" }
  | { readonly fate: "too-big"; readonly mtu: number; readonly by: string | null }
  | { readonly fate: "silent" };

/**
 * Finds the greatest packet that arrives: first by what routers say, then by halves where they say nothing. By echo where this
 * process may, else by UDP to a port that nothing listens on.
 */
export async function searchMtu(
  { destination, maxTtl }: { readonly destination: string; readonly maxTtl: number },
  bounds: MtuBounds,
): Promise<MtuFound> {
  const prober = openSizes(destination, bounds);
  const saidBy: { address: string; mtu: number }[] = [];
  const nothing = { pathMtu: null, saidBy, isBlackHole: false, vanishAfterTtl: null };
  if (prober === null) return nothing;
  try {
    const least = leastMtu[familyOf(destination)];
    // Does anything arrive? Without an answer to a small one, silence says nothing of sizes. It also tells how long to wait.
    const smallest = Math.min(least, prober.ownMtu());
    if ((await prober.send(smallest)).fate !== "arrived") return nothing;
    let size = prober.ownMtu();
    let vanished = Number.POSITIVE_INFINITY;
    let arrived = 0;
    while (arrived < size && size > least) {
      const fate = await prober.send(size);
      if (prober.isOver()) return nothing;
      if (fate.fate === "arrived") {
        arrived = size;
      } else if (fate.fate === "too-big" && fate.mtu < size) {
        if (fate.by !== null) saidBy.push({ address: fate.by, mtu: fate.mtu });
        size = fate.mtu;
      } else {
        vanished = size;
        break;
      }
    }
    if (arrived === 0) {
      arrived = Math.min(smallest, size);
    }
    while (Number.isFinite(vanished) && vanished - arrived > 1) {
      if (prober.isOver()) return nothing;
      const sizes = sizesBetween(arrived, vanished, prober.atOnce);
      const fates = await Promise.all(sizes.map((octets) => prober.send(octets)));
      for (const fate of fates) {
        if (fate.fate === "too-big" && fate.by !== null) saidBy.push({ address: fate.by, mtu: fate.mtu });
      }
      const last = fates.findLastIndex(({ fate }) => fate === "arrived");
      arrived = sizes[last] ?? arrived;
      // What is smaller than a size that arrived was lost by chance.
      vanished = sizes[last + 1] ?? vanished;
    }
    if (prober.isOver()) return nothing;
    const isBlackHole = Number.isFinite(vanished) && !saidBy.some(({ mtu }) => mtu <= arrived);
    if (!isBlackHole) return { pathMtu: arrived, saidBy, isBlackHole, vanishAfterTtl: null };
    // A filter of large echo requests is no smaller path: a datagram of the size says so by arriving.
    const [arrivesOtherwise, vanishAfterTtl] = await Promise.all([
      arrivesByUdp(vanished),
      prober.lastTtlOf(vanished, maxTtl),
    ]);
    if (arrivesOtherwise || prober.isOver()) return nothing;
    return {
      pathMtu: arrived,
      saidBy,
      isBlackHole,
      vanishAfterTtl,
    };
  } finally {
    prober.close();
  }

  async function arrivesByUdp(octets: number): Promise<boolean> {
    const other = openSizes(destination, bounds, "udp");
    try {
      return other !== null && (await other.send(octets, 1)).fate === "arrived";
    } finally {
      other?.close();
    }
  }
}

/** So many sizes strictly between two others, evenly, and fewer where there are no more. */
export function sizesBetween(arrived: number, vanished: number, most: number): readonly number[] {
  const count = Math.min(most, vanished - arrived - 1);
  return Array.from({ length: count }, (_, index) =>
    Math.floor(arrived + ((vanished - arrived) * (index + 1)) / (count + 1)),
  );
}

/** Echo is answered however quickly it comes: eleven sizes at once find one of a thousand in three rounds. */
const ECHOES_AT_ONCE = 11;

/** Sends packets of a size and says what became of them. */
interface SizeProber {
  /** Sizes that may be tried side by side. */
  readonly atOnce: number;
  ownMtu(): number;
  send(octets: number, tries?: number): Promise<Fate>;
  /** The greatest TTL at which a router still answers a packet of this size. */
  lastTtlOf(octets: number, maxTtl: number): Promise<number | null>;
  isOver(): boolean;
  close(): void;
}

function openSizes(
  destination: string,
  { clock, until, deadline }: MtuBounds,
  by: "either" | "udp" = "either",
): SizeProber | null {
  let wait = LONGEST_WAIT;
  const family = familyOf(destination);
  const nonce = randomInt(2 ** 32);
  const answers = new Map<number, PathAnswer>();
  const sleepers = new Set<() => void>();
  let lastUnnamed: PathAnswer | null = null;
  const hear = (answer: PathAnswer | null) => {
    if (answer === null) return;
    if (answer.id === null) lastUnnamed = answer;
    else answers.set(answer.id, answers.get(answer.id) ?? answer);
    for (const wake of sleepers) wake();
  };
  const opened = openEither();
  if (opened === null) return null;
  const { socket, isEcho, packetOf } = opened;
  let id = 0;
  const isOver = () => until.aborted || (deadline !== null && clock.ticks() >= deadline);
  const waitFor = async (isDone: () => boolean, time: Ms) => {
    const end = Math.min(clock.ticks() + time, deadline ?? Number.POSITIVE_INFINITY);
    while (!isDone() && !until.aborted && clock.ticks() < end) {
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          until.removeEventListener("abort", done);
          sleepers.delete(done);
          resolve();
        };
        sleepers.add(done);
        const timer = setTimeout(done, Math.max(1, end - clock.ticks()));
        until.addEventListener("abort", done, { once: true });
      });
    }
  };
  return {
    atOnce: isEcho ? ECHOES_AT_ONCE : 1,
    ownMtu: () => Math.min(65_535, socket.mtu() ?? 1500),
    isOver,
    close: () => socket.close(),
    async send(octets, tries = TRIES) {
      for (let turn = 0; turn < tries && !isOver(); turn += 1) {
        if (turn > 0 && !isEcho) await waitFor(() => false, BETWEEN_UDP - wait);
        id += 1;
        const own = id;
        lastUnnamed = null;
        const sentAt = clock.ticks();
        const { result } = socket.send(packetOf(own, octets), FAR);
        if (result < 0) return { fate: "too-big", mtu: Math.min(octets - 1, socket.mtu() ?? 0), by: null };
        await waitFor(() => answers.has(own) || lastUnnamed !== null, wait);
        const answer = answers.get(own) ?? lastUnnamed;
        if (answer === null) continue;
        if (answer.said === "fragmentation-needed") {
          return { fate: "too-big", mtu: Math.min(answer.mtu ?? octets - 1, octets - 1), by: answer.address };
        }
        if (isFromDestination(answer, destination)) {
          wait = Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, 4 * (clock.ticks() - sentAt)));
          return { fate: "arrived" };
        }
      }
      return { fate: "silent" };
    },
    async lastTtlOf(octets, maxTtl) {
      // Routers have answered this run already: their allowance is to fill up first.
      await waitFor(() => false, BETWEEN_UDP);
      const ttls = new Map<number, number>();
      for (let ttl = 1; ttl <= maxTtl; ttl += 1) {
        id += 1;
        ttls.set(id, ttl);
        socket.send(packetOf(id, octets), ttl);
      }
      await waitFor(() => isOver(), wait * 2);
      const seen = [...ttls].filter(([own]) => answers.get(own)?.said === "ttl-exceeded");
      return seen.length === 0 ? null : Math.max(...seen.map(([, ttl]) => ttl));
    },
  };

  function openEither(): {
    readonly socket: ProbeSocket;
    readonly isEcho: boolean;
    readonly packetOf: (id: number, octets: number) => Uint8Array;
  } | null {
    if (by === "either")
      try {
        const echo = openEcho(destination, nonce & 0xffff, (message: ReceivedMessage) =>
          hear(readEchoAnswer(message, { ...echo, flow: 0, address: destination })),
        );
        const { socket, identifier } = echo;
        const packetOf = (own: number, octets: number) =>
          encodeEcho(family, {
            identifier,
            id: own,
            payload: encodeMark(nonce, own, octets - overhead[family]),
          });
        return { socket, isEcho: true, packetOf };
      } catch (error) {
        if (!(error instanceof KernelError)) throw error;
      }
    try {
      const socket = openProbeSocket({ kind: "udp", address: destination, port: UNLIKELY_PORT }, (message) =>
        hear(readUdpAnswer(message, { flow: 0, nonce, address: destination })),
      );
      const packetOf = (own: number, octets: number) => encodeMark(nonce, own, octets - overhead[family]);
      return { socket, isEcho: false, packetOf };
    } catch (error) {
      if (error instanceof KernelError) return null;
      throw error;
    }
  }
}
