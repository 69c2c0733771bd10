import { pod } from "../../testing/shop.ts";
import type { PolicyWorld } from "../../world.ts";

/** What policies of Calico name, of which there is nothing. */
export const nothingNamed: PolicyWorld["others"] = {
  "Calico Tier": [],
  "Calico NetworkSet": [],
  "Calico GlobalNetworkSet": [],
  "Calico HostEndpoint": [],
};

/** A policy of the namespace `shop` for all of its Pods, unless a test says otherwise. */
export const own = (spec: object, name = "p", namespace = "shop") => ({
  metadata: { namespace, name },
  spec: { selector: "all()", ...spec },
});

export const global = (spec: object, name = "g") => ({
  metadata: { name },
  spec: { selector: "all()", ...spec },
});

export const np = (...policies: readonly object[]): PolicyWorld["others"] => ({
  ...nothingNamed,
  "Calico NetworkPolicy": policies,
});
export const gnp = (...policies: readonly object[]): PolicyWorld["others"] => ({
  ...nothingNamed,
  "Calico GlobalNetworkPolicy": policies,
});

export const tier = (name: string, order: number, defaultAction?: string) => ({
  metadata: { name },
  spec: { order, ...(defaultAction === undefined ? {} : { defaultAction }) },
});

export const set = (nets: readonly string[], labels: object, namespace?: string) => ({
  metadata: { name: "set", labels, ...(namespace === undefined ? {} : { namespace }) },
  spec: { nets },
});

/** The Pods of the shop with addresses and service accounts. */
export const addressed = [
  pod("shop", "api", { app: "api", tier: "back" }, { serviceAccountName: "server" }, { podIP: "10.244.1.7" }),
  pod("shop", "web", { app: "web" }, {}, { podIP: "10.244.2.7", hostIP: "192.0.2.2" }),
  pod("blog", "web", { app: "web" }, {}, { podIP: "10.244.2.9" }),
  pod("shop", "agent", { app: "agent" }, { hostNetwork: true }, { podIP: "192.0.2.3", hostIP: "192.0.2.3" }),
];

export const accounts = [{ metadata: { namespace: "shop", name: "server", labels: { role: "api" } } }];
