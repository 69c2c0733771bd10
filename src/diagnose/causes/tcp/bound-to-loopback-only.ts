import type { Cause } from "../../cause.ts";

/** A process listens on the port, but only on loopback or on another address than the one that clients use. */
export const boundToLoopbackOnly: Cause = {
  id: "bound-to-loopback-only",
  boundary: "tcp",
  at: "server",
  must: ["listener-on-other-address-only"],
  may: ["connect-refused"],
  never: ["listener-on-port", "refusal-is-icmp", "own-host-holds-packets"],
  proves: [{ "connect-refused": true, "listener-on-other-address-only": true }],
  explains: ["connect-refused"],
  refines: "port-not-listening",
  explainedBy: [],
  toldApartBy: {},
  summary: "The service listens on port {port} only on {listensOn}, and not on {address}.",
  fix: [
    "ss -ltnp 'sport = :{port}'",
    "Let the service bind to 0.0.0.0, [::] or {address} (listen, bind or host in its configuration), then restart it",
  ],
  prevention: ["Test a service from another host before it is announced."],
  source: "bind(2); ip(7), INADDR_LOOPBACK",
};
