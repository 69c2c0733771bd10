import type { KubeFinding } from "../../evidence/index.ts";
import { readyOf } from "./endpoints-of.ts";
import { group, groupBy } from "./finding.ts";
import type { KubeWorld } from "./world.ts";

/** Webhooks that every matching write must pass, and that nobody answers. */
export function judgeWebhooks({
  webhooks,
  services,
  slices,
}: Pick<KubeWorld, "webhooks" | "services" | "slices">): readonly KubeFinding[] {
  if (webhooks === null || services === null || slices === null) return [];
  if (!services.isComplete || !slices.isComplete) return [];
  const known = new Set(services.all.map(({ service }) => `${service.namespace}/${service.name}`));
  const ready = readyOf(slices.all);
  const wrong = webhooks.all.flatMap(({ name, kind, fails, service }) => {
    if (!fails || service === null) return [];
    const to = `${service.namespace}/${service.name}`;
    if (!known.has(to)) return [{ name, kind, what: `its Service ${to} is not there` }];
    return (ready.get(to)?.ready ?? 0) > 0 ? [] : [{ name, kind, what: `its Service ${to} has no endpoint` }];
  });
  return groupBy(wrong, ({ what }) => what).flatMap(([what, some]) =>
    group(
      some.map(({ name }) => name),
      {
        id: "webhook-without-endpoint",
        level: "fault",
        kind: "Webhook",
        what: `failurePolicy Fail, and ${what}: what it matches cannot be written`,
        advice: "Bring its Pods up, or delete the configuration of what is no longer there",
        command: (name) =>
          `kubectl get ${some[0]?.kind.toLowerCase() ?? ""} ${name.split("/")[0] ?? ""} -o yaml`,
      },
    ),
  );
}
