import type { ClusterScenario } from "../../cluster-scenario.ts";
import { lookedAtWithout } from "./fewer-rights.ts";
import { allowsClient, policy, policyScenario } from "./policy-case.ts";

const base: ClusterScenario = policyScenario({
  direction: "ingress",
  mechanism: "a policy selects all Pods and has no rule",
  fault: ({ draw }) => [
    policy(draw, {
      podSelector: {},
      policyTypes: ["Ingress"],
      ...(draw.coin() ? { ingress: [] } : {}),
    }),
  ],
  nearMiss: allowsClient,
});

/** It selects every Pod of its namespace, whatever the labels are that may not be read. */
export const scenario = lookedAtWithout(base, ["pods"]);
