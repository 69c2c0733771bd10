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
