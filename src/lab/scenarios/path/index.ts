import type { ScenarioFamily } from "../family.ts";

/** The scenarios of this family, by name; each file is loaded when it is run. */
export const family: ScenarioFamily = {
  "firewall-drops": () => import("./firewall-drops.ts"),
  "firewall-drops.answers-only": () => import("./firewall-drops.answers-only.ts"),
  "firewall-drops.input": () => import("./firewall-drops.input.ts"),
  "firewall-rejects": () => import("./firewall-rejects.ts"),
  "firewall-rejects.port-unreachable": () => import("./firewall-rejects.port-unreachable.ts"),
  "host-unreachable": () => import("./host-unreachable.ts"),
  "host-unreachable.answers-only": () => import("./host-unreachable.answers-only.ts"),
  "host-unreachable.forward-policy": () => import("./host-unreachable.forward-policy.ts"),
  "host-unreachable.no-way-back": () => import("./host-unreachable.no-way-back.ts"),
  "host-unreachable.not-forwarding": () => import("./host-unreachable.not-forwarding.ts"),
  "host-unreachable.router-no-way-back": () => import("./host-unreachable.router-no-way-back.ts"),
  "host-unreachable.silent": () => import("./host-unreachable.silent.ts"),
  "ipv6-path-broken": () => import("./ipv6-path-broken.ts"),
  "ipv6-path-broken.forwarding": () => import("./ipv6-path-broken.forwarding.ts"),
  "mtu-black-hole": () => import("./mtu-black-hole.ts"),
  "mtu-black-hole.upload": () => import("./mtu-black-hole.upload.ts"),
  "packet-loss": () => import("./packet-loss.ts"),
  "packet-loss.answers": () => import("./packet-loss.answers.ts"),
  "routing-loop": () => import("./routing-loop.ts"),
  "routing-loop.withdrawn": () => import("./routing-loop.withdrawn.ts"),
};
