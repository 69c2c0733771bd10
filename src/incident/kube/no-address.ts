import { causes, diagnose } from "../../diagnose/index.ts";
import { type Attempt, type Evidence, startOf } from "../../evidence/index.ts";
import type { Run } from "../../report/index.ts";
import type { Walk } from "../walk.ts";
import { type Since, whatIsSeen } from "../what-is-seen.ts";
import type { InCluster } from "./enter-cluster.ts";

/** A request that has nowhere to go: what the cluster says of its Service is all that there is. */
export async function tellWithoutAddress(
  bare: Omit<Walk, "resolver" | "hosts">,
  since: Since,
  inside: InCluster | null,
): Promise<Run> {
  const service = inside?.before.service ?? null;
  if (service !== null) failWithoutAddress(bare);
  const seen = await whatIsSeen(bare, since, []);
  return { ...seen, diagnosis: diagnose(bare.recorder.evidence, causes) };
}

/**
 * The attempt at a Service that is known to have no address: none can be made, and that is how it fails. What could not be read is no
 * such attempt.
 */
function failWithoutAddress({ asked, recorder, clock }: Pick<Walk, "asked" | "recorder" | "clock">): void {
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
    command: commandOf(states, asked.host),
  });
}

/** How the Service is seen by hand: by its own name and namespace, where it was read. */
function commandOf(states: readonly Evidence[], host: string): string {
  const service = states.find((record) => record.kind === "kube-service")?.value;
  return service === undefined
    ? `kubectl get services -A | grep ${host}`
    : `kubectl -n ${service.namespace} get service ${service.name}`;
}
