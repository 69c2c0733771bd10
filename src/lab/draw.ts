import { words } from "./words.ts";

/** A network of the lab: an IPv4 /24 and an IPv6 /64, of which a wire uses either or both. */
export interface Subnet {
  /** The first three octets: `198.51.100`. */
  readonly v4: string;
  /** The first 64 bits, ending in `::`: `2001:db8:7a:3::`. */
  readonly v6: string;
}

/**
 * The seeded source of everything that a scenario may choose: addresses, ports, names, which backend fails.
 *
 * The same seed draws the same values in the same order, so that a run can be repeated, and no two seeds share
 * enough to learn by heart.
 */
export interface Draw {
  readonly seed: number;
  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number;
  /** True in half of the draws. */
  coin(): boolean;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** All of them, in random order. */
  shuffle<T>(choices: readonly T[]): T[];
  /** One label that this draw has not given before: `harbor`. RFC 1035, section 2.3.1. */
  label(): string;
  /** A host name of two to four labels under `.lab`, `.example` or `.test` (RFC 2606). */
  name(): string;
  /** An unprivileged port below the ephemeral range, none twice. */
  port(): number;
  /** A network that this draw has not given before: RFC 1918, RFC 5737 or RFC 2544, and RFC 3849 or RFC 4193. */
  subnet(): Subnet;
}

/** Ports are drawn from this range: above the privileged ones, below Linux' default ephemeral range (32768). */
const PORTS = { least: 2000, most: 32_000 } as const;

/** A draw of its own for every seed. */
export function createDraw(seed: number): Draw {
  const next = mulberry32(seed);
  const used = new Set<string | number>();
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  const pick = <T>(choices: readonly [T, ...T[]]): T => choices[integer(0, choices.length - 1)] ?? choices[0];
  /** Draws until the value is new. The ranges are thousands of times larger than what one scenario needs. */
  const fresh = <T extends string | number>(draw: () => T): T => {
    let value = draw();
    while (used.has(value)) value = draw();
    used.add(value);
    return value;
  };
  const label = () => fresh(() => `${pick(words)}${next() < 0.3 ? integer(1, 99) : ""}`);
  const hex = (most: number) => integer(1, most).toString(16);
  const draw: Draw = {
    seed,
    integer,
    pick,
    label,
    coin: () => next() < 0.5,
    shuffle(choices) {
      const keyed = choices.map((choice) => ({ choice, key: next() }));
      return keyed.sort((a, b) => a.key - b.key).map(({ choice }) => choice);
    },
    name() {
      const labels = Array.from({ length: integer(1, 3) }, label);
      return [...labels, pick(["lab", "example", "test"])].join(".");
    },
    port: () => fresh(() => integer(PORTS.least, PORTS.most)),
    subnet: () => ({
      v4: fresh(() =>
        pick([
          () => `10.${integer(0, 255)}.${integer(0, 255)}`,
          () => `172.${integer(16, 31)}.${integer(0, 255)}`,
          () => `192.168.${integer(0, 255)}`,
          () => `198.${integer(18, 19)}.${integer(0, 255)}`,
          () => pick(["192.0.2", "198.51.100", "203.0.113"]),
        ])(),
      ),
      v6: fresh(() =>
        pick([
          () => `2001:db8:${hex(0xffff)}:${hex(0xffff)}::`,
          () => `fd${integer(16, 255).toString(16)}:${hex(0xffff)}:${hex(0xffff)}:${hex(0xffff)}::`,
        ])(),
      ),
    }),
  };
  return draw;
}

/** Mulberry32 (T. Ettinger, public domain): 32 bits of state, good enough to choose with, never for secrets. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
