import { matching, policy, policyScenario, tcpPort } from "./policy-case.ts";

/** A range of ports ends just before the one that is listened on, or begins just behind it. */
export const scenario = policyScenario({
  direction: "ingress",
  mechanism: "the policy allows a range of ports that leaves the Pod's out",
  alsoFromOutside: true,
  fault: ({ stack: { labels, targetPort }, draw }) => {
    const width = draw.integer(1, 900);
    const isBelow = draw.coin();
    return [
      policy(draw, {
        podSelector: matching(labels),
        policyTypes: ["Ingress"],
        ingress: [
          {
            ports: [
              isBelow
                ? tcpPort(targetPort - width, targetPort - 1)
                : tcpPort(targetPort + 1, targetPort + width),
            ],
          },
        ],
      }),
    ];
  },
  nearMiss: ({ stack: { labels, targetPort }, draw }) => [
    policy(draw, {
      podSelector: matching(labels),
      policyTypes: ["Ingress"],
      ingress: [{ ports: [tcpPort(targetPort - draw.integer(1, 900), targetPort)] }],
    }),
  ],
});
