import type { Evidence } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { neighbourOf, ownerOf } from "../../way.ts";
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
  for (const [host, probe] of hostsProbed(evidence, request)) if (!hosts.has(host)) hosts.set(host, [probe]);
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

/** Hosts in view that told of a packet to the destination that its time was up there: such packets come to them. RFC 792. */
function hostsProbed(
  evidence: readonly Evidence[],
  { client, address: destination }: ReferenceRequest,
): ReadonlyMap<string, Evidence<"path-probe">> {
  const hosts = new Map<string, Evidence<"path-probe">>();
  for (const probe of ofKind(evidence, "path-probe")) {
    if (probe.vantage !== client || probe.value.destination !== destination) continue;
    const hops = probe.value.hops.flatMap(({ ttl, addresses }) =>
      addresses.map(({ address }) => ({ ttl, address })),
    );
    for (const { ttl, address } of hops) {
      // The first hop is the client's neighbour: another host of that address, elsewhere, is not.
      const owner =
        ttl === 1
          ? neighbourOf(evidence, { vantage: client, address, device: null })
          : ownerOf(evidence, address);
      if (owner !== null && !hosts.has(owner)) hosts.set(owner, probe);
    }
  }
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
  // Behind a translation the packets bear other addresses than the client's: what a host does with those is known only where it
  // was asked about them.
  const isAskedOtherwise = before.some(
    (step) =>
      (translatesSource(evidence, step.vantage) && !isAskedBehind(evidence, request, vantage)) ||
      translationsOf(evidence, step.vantage, "forward").some(
        ({ newDestination }) =>
          !decisionsAt(evidence, vantage, "forward").some(
            ({ value }) => value.destination === newDestination?.address,
          ),
      ),
  );
  if (isAskedOtherwise) return null;
  if (walk.steps.some((step) => step.vantage === vantage)) return true;
  if (walk.end !== "unseen") return false;
  // Beyond what is in view the packets themselves have told where they come by.
  return way === "forward" && hostsProbed(evidence, request).has(vantage) ? true : null;
}

const decisionsAt = (evidence: readonly Evidence[], vantage: string, way: "forward" | "back") =>
  ofKind(evidence, "route-decision").filter((one) => one.vantage === vantage && one.value.way === way);

/** Whether every decision of a host was asked for answers to another address than the one that the client sends from. */
function isAskedBehind(
  evidence: readonly Evidence[],
  { client }: ReferenceRequest,
  vantage: string,
): boolean {
  const sent = decisionsAt(evidence, client, "forward").at(-1)?.value;
  const source = sent?.source ?? sent?.preferredSource ?? null;
  const asked = decisionsAt(evidence, vantage, "back");
  return source !== null && asked.length > 0 && asked.every(({ value }) => value.destination !== source);
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
