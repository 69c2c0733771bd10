import { addressNumber } from "../../base/index.ts";
import type { Endpoint } from "./packet.ts";
import { number, UNKNOWN, type Value } from "./value.ts";

/** The address of one end; not known where the flow does not tell it. */
export const address = ({ address: text }: Endpoint): Value => {
  const value = text === null ? null : addressNumber(text);
  return value === null ? UNKNOWN : number("address", value);
};

/** The ports that one end may have, least and greatest. */
export const ports = ({ ports: range }: Endpoint): Value =>
  range === null
    ? UNKNOWN
    : { kind: "range", type: "port", low: BigInt(range.low), high: BigInt(range.high) };
