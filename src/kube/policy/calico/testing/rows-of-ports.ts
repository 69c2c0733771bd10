import { into, out, outside } from "../../testing/shop.ts";
import { np, own } from "./objects.ts";
import type { CalicoRow } from "./rows-of-tiers.ts";

const from = (source: object, more: object = {}) =>
  np(own({ ingress: [{ action: "Allow", source, ...more }] }));
const to = (destination: object, more: object = {}) =>
  np(own({ types: ["Egress"], egress: [{ action: "Allow", destination, ...more }] }));
const at = (ports: readonly unknown[], protocol = "TCP") =>
  np(own({ ingress: [{ action: "Allow", protocol, destination: { ports } }] }));

/** After the reference of projectcalico.org/v3: ports and protocols, and what is left open. */
export const portRows: readonly CalicoRow[] = [
  ["a port by its number", "allowed", into, at([8080])],
  ["another number", "denied", into, at([80])],
  ["a range of ports", "allowed", into, at([80, "8000:8080"])],
  ["a range of others", "denied", into, at(["8081:9000"])],
  ["a port by its name", "allowed", into, at(["http"])],
  ["another name", "denied", into, at(["web"])],
  ["a name of another protocol", "denied", into, at(["dns"])],
  ["a port of another protocol", "denied", into, at([8080], "UDP")],
  ["a protocol by its number", "allowed", into, np(own({ ingress: [{ action: "Allow", protocol: 6 }] }))],
  [
    "another protocol by its number",
    "denied",
    into,
    np(own({ ingress: [{ action: "Allow", protocol: 17 }] })),
  ],
  [
    "a protocol of no known name",
    "unknown",
    into,
    np(own({ ingress: [{ action: "Allow", protocol: "QUIC" }] })),
  ],
  [
    "ports without a protocol",
    "unknown",
    into,
    np(own({ ingress: [{ action: "Allow", destination: { ports: [8080] } }] })),
  ],
  [
    "notPorts",
    "denied",
    into,
    np(own({ ingress: [{ action: "Allow", protocol: "TCP", destination: { notPorts: [8080] } }] })),
  ],
  [
    "notPorts of others",
    "allowed",
    into,
    np(own({ ingress: [{ action: "Allow", protocol: "TCP", destination: { notPorts: [80] } }] })),
  ],
  ["notProtocol", "denied", into, np(own({ ingress: [{ action: "Allow", notProtocol: "TCP" }] }))],
  ["notProtocol of others", "allowed", into, np(own({ ingress: [{ action: "Allow", notProtocol: "UDP" }] }))],
  [
    "the client's port",
    "unknown",
    into,
    np(own({ ingress: [{ action: "Allow", protocol: "TCP", source: { ports: [1024] } }] })),
  ],
  ["a family", "allowed", into, np(own({ ingress: [{ action: "Allow", ipVersion: 4 }] }))],
  ["another family", "denied", into, np(own({ ingress: [{ action: "Allow", ipVersion: 6 }] }))],
  [
    "a rule for ICMP",
    "denied",
    into,
    np(own({ ingress: [{ action: "Allow", protocol: "ICMP", icmp: { type: 8 } }] })),
  ],
  [
    "a rule by HTTP",
    "unknown",
    into,
    np(own({ ingress: [{ action: "Allow", http: { methods: ["GET"] } }] })),
  ],
  [
    "which is of another protocol",
    "denied",
    into,
    np(own({ ingress: [{ action: "Allow", protocol: "UDP", http: { methods: ["GET"] } }] })),
  ],
  ["a rule by services", "unknown", out, to({ services: { name: "api", namespace: "shop" } })],
  [
    "a rule by services of another protocol",
    "denied",
    out,
    to({ services: { name: "api" } }, { protocol: "UDP" }),
  ],
  ["a member of no known name", "unknown", into, from({ selector: "app == 'web'", domains: ["a.example"] })],
  ["a rule of no known form", "unknown", into, np(own({ ingress: ["allow"] }))],
  ["egress to nets", "allowed", outside, to({ nets: ["203.0.113.0/24"] })],
  ["egress to other nets", "denied", outside, to({ nets: ["198.51.100.0/24"] })],
  [
    "egress is judged at the Pod's address",
    "denied",
    { ...out, service: { address: "10.96.0.7", port: 80 } },
    to({ nets: ["10.96.0.0/12"] }),
  ],
  [
    "and at its port",
    "allowed",
    { ...out, service: { address: "10.96.0.7", port: 80 } },
    to({ ports: [8080] }, { protocol: "TCP" }),
  ],
];
