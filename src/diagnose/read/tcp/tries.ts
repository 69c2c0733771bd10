import { groupBy } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ofKind } from "../reader.ts";

/** One try to connect, as a record. */
export type Try = Evidence<"tcp-connect">;

/** Tries of the client to the address and port that the request's last attempt went to, whatever they were made for. */
export const triesOf = (
  evidence: readonly Evidence[],
  { client, address }: ReferenceRequest,
): readonly Try[] =>
  ofKind(evidence, "tcp-connect").filter(
    ({ vantage, value }) => vantage === client && value.address === address && value.isTargetPort,
  );

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
