import type { KubeFinding } from "../../evidence/index.ts";
import { getOf, group, groupBy } from "./finding.ts";
import type { ServiceSeen } from "./seen.ts";
import { isAsked, type KubeWorld } from "./world.ts";

/** The port's name by which one controller means an action of its own and no Service. AWS Load Balancer Controller, annotations. */
const NO_PORT = "use-annotation";

/** Ingresses that lead to a Service or port that is not there. */
export function judgeIngresses(
  world: Pick<KubeWorld, "ingresses" | "services" | "namespace">,
): readonly KubeFinding[] {
  const { ingresses, services } = world;
  // Of a list that is not whole nothing is missing.
  if (ingresses === null || services === null || !services.isComplete) return [];
  const known = new Map(
    services.all.map((seen) => [`${seen.service.namespace}/${seen.service.name}`, seen.service]),
  );
  const wrong = ingresses.all
    .filter(({ namespace }) => isAsked(world, namespace))
    .flatMap(({ namespace, name, backends }) =>
      backends.flatMap(({ service, port }) => {
        if (port === NO_PORT) return [];
        const what = missing(known.get(`${namespace}/${service}`) ?? null, { service, port });
        return what === null ? [] : [{ name: `${namespace}/${name}`, what }];
      }),
    );
  return groupBy(wrong, ({ what }) => what).flatMap(([what, some]) =>
    group([...new Set(some.map(({ name }) => name))], {
      id: "ingress-backend-missing",
      level: "fault",
      kind: "Ingress",
      what,
      advice: "Correct the backend of the rule, or make the Service",
      command: getOf("ingress", " -o yaml"),
    }),
  );
}

function missing(
  found: ServiceSeen["service"] | null,
  { service, port }: { readonly service: string; readonly port: number | string | null },
): string | null {
  if (found === null) return `a rule leads to Service ${service}, which is not there`;
  // The name it stands for has ports of its own.
  if (found.type === "ExternalName" || port === null) return null;
  const has = found.ports.some((one) => one.port === port || one.name === port);
  return has ? null : `a rule leads to port ${port} of Service ${service}, which has no such port`;
}
