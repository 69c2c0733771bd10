import { type Boundary, familyOf } from "../base/index.ts";
import type { Evidence } from "../evidence/index.ts";
import type { Hypothesis } from "./hypothesis.ts";
import { failureAt } from "./read/dns/address-failure.ts";
import { serviceAt } from "./read/dns/address-service.ts";
import { answeredByDns } from "./read/dns/look-ups.ts";
import { ofKind } from "./read/reader.ts";
import type { ReferenceRequest } from "./request.ts";
import type { Found } from "./verdict.ts";

/** Boundaries that lie behind a connection: what is wrong there keeps no other address from being connected to. */
const behindConnection: readonly Boundary[] = ["tls", "proxy", "service", "app", "database"];

/** A boundary is proven broken and nothing says why: the contract, "Status". */
const CONFIDENCE_WITHOUT_CAUSE = 0.5;

/**
 * Addresses of the name that take no connection at all, where the request fails at another one for what lies behind its
 * connection: the verdict does not explain them.
 *
 * Only that order is told. The other way round, or of two that fail behind a connection, one fault of the client (its clock, its
 * trust store, its certificate) can look different at each address.
 */
export function foundAtOtherAddresses(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  root: Hypothesis,
): readonly Found[] {
  const { address, client } = request;
  const { boundary, id } = root.cause;
  // A port that is no TLS port may be the wrong one: then another address is right to refuse it.
  if (address === null || !behindConnection.includes(boundary) || id === "not-tls") return [];
  const own = failureAt(address, evidence, request);
  if (own === null || own.step === "connect") return [];
  const { addresses } = answeredByDns(evidence, request);
  // An address that was closed to a second connection at once, and open before, is not without service.
  const wasReached = (other: string) =>
    ofKind(evidence, "tcp-connect").some(
      ({ vantage, value }) =>
        vantage === client && value.address === other && value.isTargetPort && value.outcome === "connected",
    );
  const because = addresses
    .filter((other) => other !== address && familyOf(other) === familyOf(address) && !wasReached(other))
    .filter((other) => serviceAt(other, evidence, request).serves === false)
    .flatMap((other) => {
      const failure = failureAt(other, evidence, request);
      return failure?.step === "connect" ? [failure.record.id] : [];
    });
  return because.length === 0
    ? []
    : [{ boundary: "tcp", cause: null, confidence: CONFIDENCE_WITHOUT_CAUSE, because }];
}
