import { createRecorder } from "../../evidence/index.ts";
import { readServiceDatapath } from "../../kube/index.ts";
import type { Walk } from "../walk.ts";
import type { ClusterState } from "./enter-cluster.ts";
import { servicesOf } from "./look-at-node.ts";
import type { Place } from "./places.ts";

/**
 * The places, where the nodes may not be read: one that sends what goes to the Service on to an endpoint of it is a node of this cluster, for
 * that is what kube-proxy makes of a node and of nothing else. What its object is called is not known: it has the name of its vantage.
 */
export function knownAsNodes(
  places: readonly Place[],
  { service, endpoints, nodes }: Pick<ClusterState, "service" | "endpoints" | "nodes">,
  { clock, signal }: Pick<Walk, "clock" | "signal">,
): Promise<readonly Place[]> {
  const services = servicesOf(service);
  if (nodes.length > 0 || services.length === 0) return Promise.resolve(places);
  const leadsTo = new Set(endpoints.map(({ address }) => address));
  return Promise.all(
    places.map(async (place): Promise<Place> => {
      const { vantage, is } = place;
      if (is !== "outside") return place;
      // Of one that is no node nothing is told, not even that it could not be seen.
      const aside = createRecorder(vantage.name);
      const found = await readServiceDatapath(vantage, { node: null, services }, aside, { clock, signal });
      const isNode = found.some(({ backends }) => backends.some(({ address }) => leadsTo.has(address)));
      return isNode
        ? { ...place, is: "node", node: { name: vantage.name, addresses: [], podRanges: [] } }
        : place;
    }),
  );
}
