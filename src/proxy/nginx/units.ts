import type { Ms } from "../../base/index.ts";

const milliseconds: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
};

/** A time as nginx writes it: `60`, `1m30s`, `500ms`; a bare number is seconds. `null` where it is none. `ngx_parse_time()`. */
export function timeOf(word: string): Ms | null {
  if (!/^(?:\d+(?:ms|[smhdwMy])?\s*)+$/.test(word)) return null;
  return [...word.matchAll(/(\d+)(ms|[smhdwMy])?/g)].reduce(
    (sum, [, number = "0", unit = "s"]) => sum + Number(number) * (milliseconds[unit] ?? 1_000),
    0,
  );
}

/** Octets as nginx writes them: `8k`, `1m`, `1g`. `null` where it is none. `ngx_parse_offset()`. */
export function octetsOf(word: string): number | null {
  const [, number, unit = ""] = /^(\d+)([kKmMgG]?)$/.exec(word) ?? [];
  if (number === undefined) return null;
  const power = { "": 0, k: 1, m: 2, g: 3 }[unit.toLowerCase()] ?? 0;
  return Number(number) * 1024 ** power;
}
