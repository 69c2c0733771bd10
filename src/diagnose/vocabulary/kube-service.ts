import type { Proposition } from "../proposition.ts";

/** What the Kubernetes API and the nodes say of the Service that the request goes to. */
export const kubeServiceVocabulary = {
  "service-absent": {
    says: "the cluster has no Service {service} with the port {askedPort}: {missing} is not there",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "service", effect: "fails" },
    look: "kubectl -n {serviceNamespace} get service {serviceName} -o wide",
  },
  "service-has-no-address": {
    says: "the Service {service} has no address that a request could go to",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "service", effect: "fails" },
    look: "kubectl -n {serviceNamespace} get service,endpointslices -o wide",
  },
  "selector-matches-no-pod": {
    says: "no Pod bears the labels that the Service {service} selects ({selector})",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "kubectl -n {serviceNamespace} get pods -l {selector} --show-labels",
  },
  "no-endpoint-usable": {
    says: "Pods match the Service {service}, and none of its endpoints is ready",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "kubectl -n {serviceNamespace} get endpointslices -l kubernetes.io/service-name={serviceName} -o yaml",
  },
  "local-policy-leaves-none": {
    says: "{policyField} of {service} is Local, and node {lackingNode} has no endpoint of it, while others have",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "kubectl -n {serviceNamespace} get service {serviceName} -o yaml; kubectl get endpointslices -o wide",
  },
  "service-lacks-at-node": {
    says: "node {lackingNode} {datapath}, while the Service {service} has endpoints",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "On the node: nft list ruleset | grep {address}; iptables-save -t nat | grep {address}; ipvsadm -Ln -t {address}:{port}",
  },
  "endpoint-outlives-pod": {
    says: "connections to {service} are led to {stale}: {staleWhy}, and it stays so",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "kubectl get endpointslices -o wide; kubectl get pods -A -o wide | grep ADDRESS; on the node: nft list ruleset | grep ADDRESS",
  },
  "target-port-not-declared": {
    says: "the Service {service} leads to the port {targetPort}, and its Pods have {podPorts}",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "kubectl -n {serviceNamespace} get service {serviceName} -o jsonpath='{.spec.ports}'; kubectl get pod -o jsonpath='{.spec.containers[*].ports}'",
  },
} as const satisfies Record<string, Proposition>;
