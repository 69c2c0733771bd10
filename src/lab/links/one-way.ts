import type { Ms } from "../../base/index.ts";
import type { LinkQuality } from "./quality.ts";

/** A frame on its way, and when it arrives. */
interface Travelling {
  readonly frame: Uint8Array;
  readonly due: Ms;
}

/** What the queue of a rate holds where nothing is said: four times a usual RTT, as cheap routers do. */
const QUEUE: Ms = 200;
/** The most frames on the way at once: 100 Mbit/s of full packets for two seconds. More are dropped. */
const MOST_TRAVELLING = 16_384;
const ETHERNET_HEADER = 14;

/**
 * One direction of a slow link: takes frames, drops some, and gives the others back when their time has come. Pure but for
 * the numbers it is handed: the time, and fractions drawn at random.
 *
 * ```
 * accept ─ lost? ─ too large? ─ queue for the rate ─┬─ delay ± jitter, in order ─┬─ arrived
 *                                                   └─ overtakes ────────────────┘
 * ```
 */
export class OneWay {
  readonly #fraction: () => number;
  #quality: LinkQuality = {};
  #since: Ms = 0;
  /** When the last bit of what waits for the rate is sent. */
  #freeAt: Ms = 0;
  readonly #inOrder = new Line();
  readonly #overtaking = new Line();

  /** @param fraction Draws evenly from 0 to below 1. */
  constructor(fraction: () => number) {
    this.#fraction = fraction;
  }

  /** Bursts are counted from now on. What is on its way arrives as it was to. */
  shape(quality: LinkQuality, now: Ms): void {
    this.#quality = quality;
    this.#since = now;
  }

  accept(frame: Uint8Array, now: Ms): void {
    if (isNeighbourTalk(frame)) {
      this.#overtaking.push({ frame, due: now });
      return;
    }
    const { delay = 0, jitter = 0, rate, queue = QUEUE, reorder = 0, mtu } = this.#quality;
    if (this.#isLost(now)) return;
    if (mtu !== undefined && frame.length - ETHERNET_HEADER > mtu) return;
    if (this.#inOrder.length + this.#overtaking.length >= MOST_TRAVELLING) return;
    let sentAt = now;
    if (rate !== undefined) {
      const begins = Math.max(this.#freeAt, now);
      if (begins - now > queue) return;
      this.#freeAt = begins + (frame.length * 8) / (rate * 1_000);
      sentAt = this.#freeAt;
    }
    const drawn = delay + (this.#fraction() * 2 - 1) * jitter;
    if (reorder > 0 && this.#fraction() < reorder) this.#overtaking.push({ frame, due: sentAt });
    else this.#inOrder.push({ frame, due: sentAt + Math.max(drawn, 0) });
  }

  /** Hands over what has arrived by now, and takes it off the line. */
  deliver(now: Ms, to: (frame: Uint8Array) => void): void {
    this.#overtaking.take(now, to);
    this.#inOrder.take(now, to);
  }

  /** When the next frame arrives; `Infinity` where none is on its way. */
  get nextAt(): Ms {
    return Math.min(this.#inOrder.nextAt, this.#overtaking.nextAt);
  }

  #isLost(now: Ms): boolean {
    const { loss = 0, burst } = this.#quality;
    if (loss > 0 && this.#fraction() < loss) return true;
    if (burst === undefined || (now - this.#since) % burst.every >= burst.lasts) return false;
    return this.#fraction() < (burst.loss ?? 1);
  }
}

/** Frames in the order in which they arrive: none before the one ahead of it. */
class Line {
  #frames: Travelling[] = [];
  #head = 0;
  #last: Ms = 0;

  get length(): number {
    return this.#frames.length - this.#head;
  }

  get nextAt(): Ms {
    return this.#frames[this.#head]?.due ?? Number.POSITIVE_INFINITY;
  }

  push({ frame, due }: Travelling): void {
    this.#last = Math.max(this.#last, due);
    this.#frames.push({ frame, due: this.#last });
  }

  take(now: Ms, to: (frame: Uint8Array) => void): void {
    for (let next = this.#frames[this.#head]; next !== undefined && next.due <= now; ) {
      to(next.frame);
      this.#head += 1;
      next = this.#frames[this.#head];
    }
    if (this.#head === this.#frames.length) this.#clear([]);
    else if (this.#head > MOST_TRAVELLING) this.#clear(this.#frames.slice(this.#head));
  }

  #clear(rest: Travelling[]): void {
    this.#frames = rest;
    this.#head = 0;
  }
}

const ETHERTYPE_ARP = 0x0806;
const ETHERTYPE_IPV6 = 0x86dd;
const ICMPV6 = 58;
/** Router solicitation to redirect. RFC 4861, section 4. */
const [FIRST_NEIGHBOUR_TYPE, LAST_NEIGHBOUR_TYPE] = [133, 137];

/** ARP, or neighbour discovery of IPv6, in an Ethernet frame. */
function isNeighbourTalk(frame: Uint8Array): boolean {
  const type = ((frame[12] ?? 0) << 8) | (frame[13] ?? 0);
  if (type === ETHERTYPE_ARP) return true;
  if (type !== ETHERTYPE_IPV6 || frame[ETHERNET_HEADER + 6] !== ICMPV6) return false;
  const message = frame[ETHERNET_HEADER + 40] ?? 0;
  return message >= FIRST_NEIGHBOUR_TYPE && message <= LAST_NEIGHBOUR_TYPE;
}
