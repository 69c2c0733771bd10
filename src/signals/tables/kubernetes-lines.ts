import * as app from "../readings/app.ts";
import * as cluster from "../readings/cluster.ts";
import type { PhraseTable } from "../table.ts";

/** Sentences of the kubelet, the API and ingress controllers. */
export const kubernetesLines: PhraseTable = {
  product: "Kubernetes",
  layer: "cause",
  phrases: [
    {
      id: "kubernetes-readiness",
      patterns: [/\breadiness probe failed\b/i],
      means: "The readiness probe failed: the Pod gets no traffic.",
      reading: { ...app.probeFails, causes: ["readiness-failing", "not-listening", "app-slow"] },
    },
    {
      id: "kubernetes-liveness",
      patterns: [/\bliveness probe failed\b/i, /\bstartup probe failed\b/i],
      means: "The liveness or startup probe failed: the container will be started anew.",
      reading: { ...app.probeFails, causes: ["crash-looping", "app-slow", "not-listening"] },
    },
    {
      id: "kubernetes-restarting",
      patterns: [/\bback-off (?:\S{1,12} )?restarting failed container\b/i],
      means: "The container exits again and again.",
      reading: app.processFailed,
    },
    {
      id: "kubernetes-cni",
      patterns: [
        /\bcni plugin not initialized\b/i,
        /\bfailed to (?:set up|setup) (?:network for )?sandbox\b/i,
        /\bno IP addresses available\b/i,
        /plugin type="[^"\n]{1,60}" failed/i,
      ],
      means: "The network plugin did not set up a Pod's network.",
      reading: cluster.cniNotReady,
    },
    {
      id: "kubernetes-no-endpoints",
      patterns: [
        /\bdoes not have any active endpoints?\b/i,
        /\bno endpoints available for service\b/i,
        /\bendpoints? "?[^"\n]{1,120}"? not found\b/i,
        /\bhas no (?:active |ready )?endpoints\b/i,
      ],
      means: "Nothing ready stands behind the Service.",
      reading: cluster.noEndpoints,
    },
    {
      id: "kubernetes-service-missing",
      patterns: [
        /\bservices? "[^"\n]{1,253}" not found\b/i,
        /\bnamespaces? "[^"\n]{1,253}" not found\b/i,
        /\bservice \S{1,253} (?:was )?not found\b/i,
      ],
      means: "There is no such Service or namespace.",
      reading: { ...cluster.serviceConfig, causes: ["service-missing"] },
    },
    {
      id: "kubernetes-webhook",
      patterns: [/\bfailed calling webhook\b/i],
      means: "The API server does not reach an admission webhook: often a policy or a firewall on its way.",
      reading: {
        ...cluster.serviceConfig,
        boundaries: ["service", "path", "cni"],
        causes: ["firewall-drops", "no-ready-endpoints", "networkpolicy-denies-ingress"],
      },
    },
    {
      id: "kubernetes-reload",
      patterns: [/\bError reloading NGINX\b/i],
      means: "The Ingress's configuration is not applied; the old one still serves.",
      reading: { ...cluster.serviceConfig, boundaries: ["proxy"], causes: ["route-not-matched"] },
    },
    {
      id: "kubernetes-nodes",
      patterns: [/\b\d{1,5}\/\d{1,5} nodes are available\b/i],
      means: "No node takes the Pod; the reasons follow, counted.",
      reading: app.notRunning,
    },
    {
      id: "kubernetes-image",
      patterns: [/\bfailed to pull (?:and unpack )?image\b/i],
      means: "The image cannot be pulled.",
      reading: app.notRunning,
    },
  ],
};
