import type { Proposition } from "../proposition.ts";

/** What befalls the Pods behind a Service, where the request suffers by it. */
export const kubePodVocabulary = {
  "pod-listens-elsewhere": {
    says: "the Pod {pod} runs and does not listen on port {targetPort} of its address: it has {podListens}",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "kubectl exec {podName} -- ss -ltn",
  },
  "container-crashes-again": {
    says: "a container of {pod} ends and is started again and again ({podSays})",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "kubectl -n {serviceNamespace} describe pod {podName}; kubectl -n {serviceNamespace} logs {podName} --previous",
  },
  "readiness-probe-fails": {
    says: "{pod} runs, and its readiness probe fails ({podSays})",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "kubectl -n {serviceNamespace} describe pod {podName}",
  },
  "pod-does-not-start": {
    says: "{pod} does not start ({podSays})",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "kubectl -n {serviceNamespace} describe pod {podName}",
  },
  "pods-node-not-ready": {
    says: "{pod} cannot serve, since its node or the node's network is not ready ({podSays})",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "kubectl describe node {podNode}; journalctl -u kubelet on it",
  },
  "pods-end-meanwhile": {
    says: "requests to {service} fail only while Pods of it are told to end ({endedBy}), as {endedUpstream} was, and are still led there",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "kubectl -n {serviceNamespace} get events --field-selector reason=SuccessfulDelete --sort-by=.lastTimestamp; kubectl -n {serviceNamespace} get pods -o yaml | grep -A3 preStop",
  },
} as const satisfies Record<string, Proposition>;
