import type { Evidence } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ofKind } from "../reader.ts";
import { type Handshake, isSound, variantsOf } from "../tls/failing-handshakes.ts";

/** A failure once seen may be chance: it is repeated before it counts, unless the address has said itself what is wrong. */
const ENOUGH_FAILURES = 2;

/** Whether the request is answered properly at one address, and the records that speak of it. */
export interface AddressService {
  readonly address: string;
  /** `null` where too little was tried, or this host has no way there. */
  readonly serves: boolean | null;
  /** The request itself, or a difference, failed there at least once and never passed. */
  readonly failed: boolean;
  readonly records: readonly Evidence[];
}

/** What the attempts made at an address, by the request itself or in a difference, say of it. */
export function serviceAt(
  address: string,
  evidence: readonly Evidence[],
  request: ReferenceRequest,
): AddressService {
  const attempts = ofKind(evidence, "attempt").filter(
    ({ vantage, value }) => vantage === request.client && value.address === address,
  );
  const proper = attempts.filter(({ value }) => value.answeredProperly);
  if (proper.length > 0) return { address, serves: true, failed: false, records: proper };
  const connects = ofKind(evidence, "tcp-connect").filter(
    ({ vantage, value }) => vantage === request.client && value.address === address && value.isTargetPort,
  );
  // No route, no port or no permission of this host's own: that says nothing of the address.
  const isOwn = connects.some(({ value }) => ownOutcomes.has(value.outcome));
  if (isOwn) return { address, serves: null, failed: false, records: [] };
  const failed = attempts.filter(({ value }) => value.failedAt !== null && addressSteps.has(value.failedAt));
  const dead = connects.filter(({ value }) => value.outcome !== "connected");
  const silent = dead.filter(({ value }) => value.outcome === "timed-out");
  const isConnected = connects.length > dead.length;
  // A connect that timed out has been asked several times by TCP itself. RFC 6298, section 5.
  const again = isConnected ? unansweredAgain(failed, evidence) : [];
  const tries = isConnected
    ? Math.max(failed.length + again.length, showsBadCertificate(failed, evidence) ? ENOUGH_FAILURES : 0)
    : Math.max(failed.length, dead.length) + (silent.length > 0 ? 1 : 0);
  const serves = tries < ENOUGH_FAILURES ? null : false;
  return { address, serves, failed: tries > 0, records: [...failed, ...dead, ...again] };
}

/**
 * Other hellos that went as unanswered there as the attempt's: to them a server that serves says something, be it an alert. Where one of
 * them was answered, the address is not dead, but minds what it is asked.
 */
function unansweredAgain(
  failed: readonly Evidence<"attempt">[],
  evidence: readonly Evidence[],
): readonly Handshake[] {
  const own = stepsAtTls(failed, evidence).filter(isUnanswered);
  const others = variantsOf(evidence, own).filter(
    ({ value }) => value.variant === "small-hello" || value.variant === "refusable-hello",
  );
  return others.every(isUnanswered) ? others : [];
}

const isUnanswered = ({ value }: Handshake): boolean =>
  value.outcome === "timed-out" && value.stage === "client-hello-sent";

/** A handshake that went to its end, with a certificate that this client refuses: the address has said it itself. */
function showsBadCertificate(failed: readonly Evidence<"attempt">[], evidence: readonly Evidence[]): boolean {
  return stepsAtTls(failed, evidence).some(({ value }) => value.outcome === "completed" && !isSound(value));
}

/** The handshakes at which attempts failed. */
function stepsAtTls(
  failed: readonly Evidence<"attempt">[],
  evidence: readonly Evidence[],
): readonly Handshake[] {
  const steps = new Set(
    failed.filter(({ value }) => value.failedAt === "tls").flatMap(({ value }) => value.steps),
  );
  return ofKind(evidence, "tls-handshake").filter(({ id }) => steps.has(id));
}

const ownOutcomes = new Set(["no-route", "no-local-port", "no-descriptor", "denied-locally"]);

/** Steps that fail by what the address does. A caller's deadline, a proxy and a look-up are not its doing. */
const addressSteps = new Set(["connect", "tls", "exchange"]);
