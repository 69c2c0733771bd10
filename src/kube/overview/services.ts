import type { KubeFinding } from "../../evidence/index.ts";
import { type EndpointsCounted, readyOf } from "./endpoints-of.ts";
import { getOf, group, groupBy } from "./finding.ts";
import type { ServiceSeen } from "./seen.ts";
import { type Reason, whyNone } from "./why-none.ts";
import { isAsked, type KubeWorld } from "./world.ts";

/** How long a load balancer may take: the clouds name one to four minutes. */
const BALANCER_WITHIN = 300_000;

/** Slices are written a moment after their Service. */
const NEW: number = 60_000;

interface Said extends Reason {
  readonly name: string;
}

/** Services that nothing answers for, or whose outside address does not come. */
export function judgeServices(
  world: Pick<
    KubeWorld,
    "services" | "slices" | "pods" | "workloads" | "namespaces" | "namespace" | "now" | "daemonSets"
  >,
): readonly KubeFinding[] {
  const { services, slices, namespaces, now } = world;
  if (services === null) return [];
  const leaving = new Set((namespaces?.all ?? []).filter((one) => one.isDeleted).map(({ name }) => name));
  const asked = services.all.filter(
    ({ service: { namespace } }) => isAsked(world, namespace) && !leaving.has(namespace),
  );
  const isNew = ({ createdAt }: ServiceSeen, within: number) =>
    createdAt === null || now - createdAt < within;
  const pending = asked.filter(
    (seen) => seen.service.type === "LoadBalancer" && !seen.hasBalancer && !isNew(seen, BALANCER_WITHIN),
  );
  const none =
    // Of a list that is not whole nothing is missing.
    slices === null || !slices.isComplete
      ? []
      : withoutEndpoints(
          asked.filter((seen) => !isNew(seen, NEW)),
          { ...world, counted: readyOf(slices.all) },
        );
  return [
    ...groupBy(none, ({ id, what }) => `${id} ${what}`).flatMap(([, some]) => {
      const [{ id, level, what, advice }] = some as readonly [Said, ...Said[]]; // A group has one at least.
      const command = getOf("service", " -o wide");
      return group(
        some.map(({ name }) => name),
        { id, level, kind: "Service", what, advice, command },
      );
    }),
    ...group(
      pending.map(({ service }) => `${service.namespace}/${service.name}`),
      {
        id: "load-balancer-pending",
        level: "fault",
        kind: "Service",
        what: "of type LoadBalancer, and no load balancer has given it an address",
        advice: "Look at its events and at what makes load balancers here",
        command: (name) => getOf("service")(name).replace(" get ", " describe "),
      },
    ),
  ];
}

function withoutEndpoints(
  asked: readonly ServiceSeen[],
  world: Pick<KubeWorld, "pods" | "workloads" | "daemonSets" | "now"> & {
    readonly counted: ReadonlyMap<string, EndpointsCounted>;
  },
): readonly Said[] {
  const podsOf = Map.groupBy(world.pods?.all ?? [], ({ namespace }) => namespace);
  return asked.flatMap(({ service }): Said[] => {
    const { selector, type, ports } = service;
    if (selector === null || type === "ExternalName") return [];
    const name = `${service.namespace}/${service.name}`;
    const counted = world.counted.get(name);
    if (counted !== undefined && counted.ready > 0) {
      // A name that no container gives to a port leaves the slices without that port.
      const lost = ports.find(
        (port) => typeof port.targetPort === "string" && !(counted.byPort.get(port.name ?? "") ?? 0),
      );
      return lost === undefined
        ? []
        : [
            {
              name,
              id: "service-port-not-found",
              level: "fault",
              what: `none of its Pods has a port named ${lost.targetPort}, which port ${lost.port} leads to`,
              advice: "Name the container's port so, or write its number as targetPort",
            },
          ];
    }
    const reason = whyNone(
      { ...service, selector, serving: counted?.serving ?? 0 },
      { ...world, podsHere: podsOf.get(service.namespace) ?? [] },
    );
    return reason === null ? [] : [{ name, ...reason }];
  });
}
