import type { Cause } from "../../cause.ts";
import { duplicateAddress } from "./duplicate-address.ts";
import { interfaceDown } from "./interface-down.ts";
import { neighbourUnresolved } from "./neighbour-unresolved.ts";
import { noAddress } from "./no-address.ts";
import { subnetMaskMismatch } from "./subnet-mask-mismatch.ts";

/** The causes of this boundary. */
export const linkCauses: readonly Cause[] = [
  interfaceDown,
  noAddress,
  neighbourUnresolved,
  duplicateAddress,
  subnetMaskMismatch,
];
