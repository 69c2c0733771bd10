import { type Attempt, startOf } from "../../evidence/index.ts";
import type { Walk } from "../walk.ts";

/**
 * The attempt at a Service that is known to have no address: none can be made, and that is how it fails. What could not be read is no
 * such attempt.
 */
export function failWithoutAddress({
  asked,
  recorder,
  clock,
}: Pick<Walk, "asked" | "recorder" | "clock">): void {
  const states = recorder.evidence.filter(({ kind }) => kind === "kube-service" || kind === "kube-endpoints");
  const { observedAt } = startOf(clock);
  const value: Attempt = {
    number: 1,
    answeredProperly: false,
    failedAt: "service",
    address: null,
    port: null,
    took: 0,
    phases: { lookup: null, connect: null, tls: null, firstByte: null, transfer: null },
    status: null,
    steps: states.map(({ id }) => id),
  };
  recorder.record("attempt", value, {
    boundary: "client",
    by: "probe",
    purpose: "reference",
    attempt: 1,
    observedAt,
    took: 0,
    command: `kubectl get service ${asked.host}`,
  });
}
