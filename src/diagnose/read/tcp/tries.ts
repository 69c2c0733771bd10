import { groupBy } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ofKind } from "../reader.ts";

/** One try to connect, as a record. */
export type Try = Evidence<"tcp-connect">;

/** Tries of the client to the address and port that the request's last attempt went to, whatever they were made for. */
export function triesOf(
  evidence: readonly Evidence[],
  { client, address }: ReferenceRequest,
): readonly Try[] {
  // A redirect may lead to another port of the same address: what the first port says is no word on the second.
  const port = ofKind(evidence, "attempt").findLast(({ purpose }) => purpose === "reference")?.value.port;
  return ofKind(evidence, "tcp-connect").filter(
    ({ vantage, value }) =>
      vantage === client &&
      value.address === address &&
      value.isTargetPort &&
      (port == null || value.port === port),
  );
}

/** Tries of the client to other ports of the same address. */
export const otherPortTries = (
  evidence: readonly Evidence[],
  { client, address }: ReferenceRequest,
): readonly Try[] =>
  ofKind(evidence, "tcp-connect").filter(
    ({ vantage, value }) => vantage === client && value.address === address && !value.isTargetPort,
  );

/** The request's own tries, by attempt, in order. */
export function referenceTries(
  evidence: readonly Evidence[],
  { client }: ReferenceRequest,
): readonly (readonly Try[])[] {
  const own = ofKind(evidence, "tcp-connect").filter(
    ({ vantage, purpose, attempt }) => vantage === client && purpose === "reference" && attempt !== null,
  );
  return groupBy(own, ({ attempt }) => String(attempt));
}

/** Whether a try ended in one of these ways. */
export const cameTo =
  (...outcomes: readonly Try["value"]["outcome"][]) =>
  ({ value }: Try): boolean =>
    outcomes.includes(value.outcome);

/** The port that the request's own connection goes to: the proxy's where there is one. */
export const portOf = (evidence: readonly Evidence[], request: ReferenceRequest): number =>
  triesOf(evidence, request).find(({ purpose }) => purpose === "reference")?.value.port ?? request.asked.port;
