import type { Evidence } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ownerOf } from "../../way.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { translatesSource, translationsOf, walkBack, walkForward } from "./walk.ts";

/** Hosts that the flow's packets surely pass there or back, with what says so. The client is not among them. */
export function hostsOnWay(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
): ReadonlyMap<string, readonly Evidence[]> {
  const hosts = new Map<string, readonly Evidence[]>();
  for (const walk of [walkForward(evidence, request), walkBack(evidence, request)]) {
    const decisions: Evidence[] = [];
    for (const { vantage, decision } of walk.steps) {
      if (decision !== null) decisions.push(decision);
      if (!hosts.has(vantage)) hosts.set(vantage, [...decisions]);
    }
  }
  for (const probe of ofKind(evidence, "path-probe")) {
    if (probe.vantage !== request.client || probe.value.destination !== request.address) continue;
    for (const { address } of probe.value.hops.flatMap(({ addresses }) => addresses)) {
      const owner = ownerOf(evidence, address);
      if (owner !== null && !hosts.has(owner)) hosts.set(owner, [probe]);
    }
  }
  const { server } = request;
  if (server !== null && !hosts.has(server)) {
    hosts.set(
      server,
      ofKind(evidence, "local-routes").filter(({ vantage }) => vantage === server),
    );
  }
  hosts.delete(request.client);
  return hosts;
}

/**
 * Whether the flow's packets of one direction pass a host; `null` where that is not known. What a host would do with packets that
 * never come to it stops nothing.
 */
export function meets(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  { vantage, way }: { readonly vantage: string; readonly way: "forward" | "back" },
): boolean | null {
  const there = walkForward(evidence, request);
  const walk = way === "forward" ? there : walkBack(evidence, request);
  const before = there.steps.slice(
    0,
    there.steps.findIndex((step) => step.vantage === vantage),
  );
  // Behind a translation the packets bear other addresses than those that the host was asked about.
  const isTranslated = before.some(
    (step) =>
      translatesSource(evidence, step.vantage) ||
      translationsOf(evidence, step.vantage, "forward").length > 0,
  );
  if (isTranslated) return null;
  if (walk.steps.some((step) => step.vantage === vantage)) return true;
  return walk.end === "unseen" ? null : false;
}

/** Hosts between the two ends. */
export const routersOf = (evidence: readonly Evidence[], request: ReferenceRequest): readonly string[] =>
  [...new Set([...hostsOnWay(evidence, request).keys(), ...request.way])].filter(
    (host) => host !== request.client && host !== request.server,
  );

/** Which hosts are known to lie on the way: what others are only thought to do to the flow proves nothing. */
export const readOnWay: Reader = (evidence, request) =>
  [...hostsOnWay(evidence, request)].flatMap(([at, records]) =>
    observe("lies-on-way", true, { records, at }),
  );
