import { isIP } from "node:net";
import type { Bits } from "./packet.ts";

/** What a name in a rule stands for. */
export type DataType =
  | "address"
  | "port"
  | "protocol"
  | "name"
  | "ct-state"
  | "ct-status"
  | "ct-direction"
  | "tcp-flags"
  | "nfproto"
  | "ethertype"
  | "fib-type"
  | "route-exists"
  | "packet-type"
  | "number";

/**
 * What is known of a field of the packet.
 *
 * - `range`: a number, or one of those between two. `bits`: some bits of it.
 * - `absent`: the packet has no such field, so that no rule which asks for it takes it.
 * - `unknown`: it has one that is not known; `isUnderstood` is false where the field itself is not.
 */
export type Value =
  | { readonly kind: "range"; readonly type: DataType; readonly low: bigint; readonly high: bigint }
  | { readonly kind: "bits"; readonly type: DataType; readonly bits: Bits }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "tuple"; readonly parts: readonly Value[] }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly isUnderstood: boolean };

export const ABSENT: Value = { kind: "absent" };
export const UNKNOWN: Value = { kind: "unknown", isUnderstood: true };
export const NOT_UNDERSTOOD: Value = { kind: "unknown", isUnderstood: false };

/** A known number. */
export const number = (type: DataType, value: number | bigint): Value => ({
  kind: "range",
  type,
  low: BigInt(value),
  high: BigInt(value),
});

/** A numeric address as a number; `null` for what is none. */
export function addressNumber(text: string): bigint | null {
  const family = isIP(text);
  if (family === 4) return text.split(".").reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
  if (family !== 6 || text.includes("%")) return null;
  const [head = "", tail] = text.split("::");
  const words = (half: string): readonly string[] =>
    half === ""
      ? []
      : half.split(":").flatMap((word) => {
          if (!word.includes(".")) return [word];
          const last = addressNumber(word) ?? 0n;
          return [(last >> 16n).toString(16), (last & 0xffffn).toString(16)];
        });
  const [before, after] = [words(head), tail === undefined ? [] : words(tail)];
  const zeros =
    tail === undefined
      ? []
      : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
  return [...before, ...zeros, ...after].reduce((sum, word) => sum * 65_536n + BigInt(`0x${word}`), 0n);
}

/** The address of a number. */
export function addressOf(value: bigint, family: 4 | 6): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join(".");
  const words = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  ).join(":");
  // The URL parser writes IPv6 addresses as RFC 5952 does.
  return new URL(`http://[${words}]/`).hostname.slice(1, -1);
}
