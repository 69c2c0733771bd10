import { type Boundary, boundaries, hostPort, type Ms } from "../base/index.ts";
import { type Evidence, isDatabaseScheme } from "../evidence/index.ts";
import { ofKind } from "./read/reader.ts";
import type { ReferenceRequest } from "./request.ts";
import type { BoundaryRow, Found, Verdict } from "./verdict.ts";

/** Boundaries of a cluster: no request passes them whose Service nobody named. */
const inClusters = ["service", "cni"] as const satisfies readonly Boundary[];

const isInCluster = (evidence: readonly Evidence[]): boolean => ofKind(evidence, "kube-service").length > 0;

/**
 * The boundaries that the last attempt of the request passed by itself, with the records that say so. What came after
 * the step that failed was not reached; what the request does not use was skipped.
 */
export function passedBoundaries(evidence: readonly Evidence[]): ReadonlyMap<Boundary, readonly string[]> {
  const attempt = lastOwn(evidence);
  const passed = new Map<Boundary, readonly string[]>();
  if (attempt === undefined) return passed;
  const steps = evidence.filter(({ id }) => attempt.value.steps.includes(id));
  const lookup = ofKind(steps, "name-lookup").find(({ value }) => value.outcome === "resolved");
  const connect = ofKind(steps, "tcp-connect").find(({ value }) => value.outcome === "connected");
  const handshake = ofKind(steps, "tls-handshake").find(
    ({ value }) =>
      value.outcome === "completed" && value.trust?.trusted === true && value.nameMatches === true,
  );
  const exchange = ofKind(steps, "http-exchange").at(-1);
  if (lookup !== undefined) passed.set("dns", [lookup.id]);
  if (connect !== undefined) {
    for (const boundary of ["client", "link", "route", "path", "tcp"] as const)
      passed.set(boundary, [connect.id]);
  }
  const session = ofKind(steps, "database-session").at(-1);
  const ownTls = session?.value.tls === "used" ? ofKind(steps, "tls-handshake").at(-1) : handshake;
  if (ownTls !== undefined) passed.set("tls", [ownTls.id]);
  if (session !== undefined && attempt.value.answeredProperly) passed.set("database", [session.id]);
  if (attempt.value.answeredProperly) {
    passed.set("client", [attempt.id]);
    if (exchange !== undefined) {
      for (const boundary of ["proxy", "app", "response"] as const) passed.set(boundary, [exchange.id]);
    } else passed.set("response", [attempt.id]);
    if (isInCluster(evidence)) for (const boundary of inClusters) passed.set(boundary, [attempt.id]);
  }
  return passed;
}

/** The last attempt that shows its steps: of others' requests a log has the end alone. */
const lastOwn = (evidence: readonly Evidence[]): Evidence<"attempt"> | undefined => {
  const attempts = ofKind(evidence, "attempt").filter(({ purpose }) => purpose === "reference");
  return attempts.findLast(({ by }) => by !== "logged") ?? attempts.at(-1);
};

/** One row for each boundary, in the order of the walk. */
export function walkOf(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  verdict: Verdict,
  alsoFound: readonly Found[],
): readonly BoundaryRow[] {
  const passed = passedBoundaries(evidence);
  const phases = lastOwn(evidence)?.value.phases;
  const tookOf: Partial<Record<Boundary, Ms | null>> = {
    dns: phases?.lookup ?? null,
    tcp: phases?.connect ?? null,
    tls: phases?.tls ?? null,
    [isDatabaseScheme(request.asked.scheme) ? "database" : "app"]: phases?.firstByte ?? null,
    response: phases?.transfer ?? null,
  };
  const broken = verdict.boundary === null ? -1 : boundaries.indexOf(verdict.boundary);
  const { scheme, hostIsAddress, host, port } = request.asked;
  const isDatabase = isDatabaseScheme(scheme);
  const isClearDatabase = isDatabase && ofKind(evidence, "tls-handshake").length === 0;
  const unused = (id: Boundary) =>
    (inClusters.some((each) => each === id) && !isInCluster(evidence)) ||
    (id === "dns" && hostIsAddress && scheme !== "dns") ||
    (id === "database" && !isDatabase) ||
    (id === "tls" &&
      (scheme === "http" || scheme === "grpc" || scheme === "tcp" || scheme === "dns" || isClearDatabase)) ||
    ((id === "proxy" || id === "app") &&
      (scheme === "tcp" || scheme === "tls" || scheme === "dns" || isDatabase));
  return boundaries.map((id, index): BoundaryRow => {
    const row = {
      hop: request.hop,
      from: request.client,
      to: hostPort(host, port),
      id,
      tookMs: tookOf[id] ?? null,
    };
    if (id === verdict.boundary) {
      const status =
        verdict.status === "degraded" ? "degraded" : verdict.status === "broken" ? "broken" : "unknown";
      return { ...row, status, summary: verdict.cause ?? verdict.summary, evidence: verdict.because };
    }
    const other = alsoFound.find(({ boundary }) => boundary === id);
    const by = passed.get(id);
    if (other !== undefined) {
      const status = by === undefined ? "broken" : "degraded";
      return { ...row, status, summary: other.cause ?? "out of order", evidence: other.because };
    }
    if (unused(id)) return { ...row, status: "skipped", summary: "not part of this request", evidence: [] };
    if (by !== undefined) return { ...row, status: "ok", summary: "the request passed", evidence: by };
    if (broken >= 0 && index > broken && verdict.status === "broken") {
      return { ...row, status: "not-reached", summary: "the request did not come this far", evidence: [] };
    }
    return { ...row, status: "unknown", summary: "nothing observed", evidence: [] };
  });
}
