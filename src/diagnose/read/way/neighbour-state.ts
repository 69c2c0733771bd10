import type { Evidence } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ofKind } from "../reader.ts";

/** An address on one of a host's links. */
export interface Neighbour {
  readonly vantage: string;
  readonly address: string;
  /** `null`: on whichever. */
  readonly device: string | null;
}

/** Readings of a host's neighbour table that were made after the request had been tried. */
export const laterTables = (
  evidence: readonly Evidence[],
  { client }: ReferenceRequest,
  vantage: string,
): readonly Evidence<"neighbours">[] => {
  const firstTry = ofKind(evidence, "tcp-connect")
    .filter((one) => one.vantage === client && one.purpose === "reference")
    .reduce((first, { observedAt }) => Math.min(first, observedAt), Number.POSITIVE_INFINITY);
  return ofKind(evidence, "neighbours").filter((one) => one.vantage === vantage && one.observedAt > firstTry);
};

/** Whether a neighbour answered for its address once packets were there for it; `null` where the host has not asked. arp(7). */
export function neighbourState(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  { vantage, address, device }: Neighbour,
): "complete" | "incomplete" | null {
  const states = laterTables(evidence, request, vantage)
    .flatMap(({ value }) => value.entries)
    .filter((entry) => entry.address === address && (device === null || entry.device === device))
    .map(({ state }) => state);
  if (states.includes("incomplete")) return "incomplete";
  return states.includes("complete") || states.includes("permanent") ? "complete" : null;
}
