import type { Cause } from "../../cause.ts";

/** The Pod does not start. */
export const podNotRunning: Cause = {
  id: "pod-not-running",
  boundary: "app",
  at: "server",
  onlyIn: "cluster",
  must: ["pod-does-not-start"],
  may: [],
  never: [],
  proves: [{ "pod-does-not-start": true }],
  explains: [
    "service-has-no-address",
    "connect-refused",
    "syn-unanswered",
    "connect-unreachable",
    "connect-prohibited",
    "connect-reset",
    "deadline-missed",
    "proxy-answers-error",
    // A controller has its proxy say so where nothing serves.
    "rule-answers-error",
    "http2-refused",
    "lookup-nxdomain",
    "lookup-no-address",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  toldApartFromAllBy:
    "kubectl -n {serviceNamespace} get pods -o wide; kubectl -n {serviceNamespace} describe pod {podName}",
  summary: "{pod} does not start: {podSays}",
  fix: [
    "kubectl -n {serviceNamespace} describe pod {podName}: its events name what is missing",
    "Image: its name, tag and imagePullSecrets; scheduling: requests, taints, node selectors; configuration: the ConfigMap or Secret that it names",
  ],
  prevention: [
    "Roll out with progressDeadlineSeconds, and let old Pods serve until new ones are ready (maxUnavailable: 0)",
  ],
  source: 'Kubernetes, Pod Lifecycle, "Pod phase"; Images, "ImagePullBackOff"',
};
