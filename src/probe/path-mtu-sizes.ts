import { randomInt } from "node:crypto";
import { type Clock, familyOf, type Ms } from "../base/index.ts";
import { KernelError, openProbeSocket, type ProbeSocket, type ReceivedMessage } from "../sys/index.ts";
import { encodeEcho, encodeMark } from "../wire/index.ts";
import { openEcho, readEchoAnswer } from "./path-icmp.ts";
import { UNLIKELY_PORT } from "./path-open.ts";
import { isFromDestination, type PathAnswer } from "./path-probes.ts";
import { readUdpAnswer } from "./path-udp.ts";

/** How a search is bounded. */
export interface MtuBounds {
  readonly clock: Clock;
  readonly until: AbortSignal;
  readonly deadline: Ms | null;
}

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
export type Fate =
  | { readonly fate: "arrived" }
  | { readonly fate: "too-big"; readonly mtu: number; readonly by: string | null }
  | { readonly fate: "silent" };

/** Echo is answered however quickly it comes: eleven sizes at once find one of a thousand in three rounds. */
const ECHOES_AT_ONCE = 11;

/** Sends packets of a size and says what became of them. */
export interface SizeProber {
  /** Sizes that may be tried side by side. */
  readonly atOnce: number;
  ownMtu(): number;
  send(octets: number, tries?: number): Promise<Fate>;
  /** The greatest TTL at which a router still answers a packet of this size. */
  lastTtlOf(octets: number, maxTtl: number): Promise<number | null>;
  isOver(): boolean;
  close(): void;
}

/** Opens a prober of sizes to one destination, by echo where this process may; `null` where it may nothing. */
export function openSizes(
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
