import type { Cause } from "../../cause.ts";

/** A variable of the environment sends the request to a forward proxy that is dead, wrong or not meant for it. */
export const proxyEnvironmentMisdirects: Cause = {
  id: "proxy-environment-misdirects",
  boundary: "client",
  at: "client",
  must: ["proxy-from-environment"],
  may: ["tunnel-not-opened", "forward-proxy-dead"],
  never: [],
  proves: [
    { "proxy-from-environment": true, "forward-proxy-dead": true },
    { "proxy-from-environment": true, "passes-without-proxy": true },
  ],
  explains: [
    "tunnel-not-opened",
    "proxy-answers-error",
    "no-route-for-request",
    "request-unreadable",
    "closed-unanswered",
    "reset-unanswered",
    "no-answer-in-time",
    "answer-not-http",
    "unexpected-status",
    "syn-unanswered",
    "connect-refused",
    "connect-reset",
    "connect-closed-at-once",
    "connect-unreachable",
    "no-route-to-address",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "the variable {variable} sends the request to the proxy {proxy}, which does not serve it",
  fix: [
    "See what the environment says: env | grep -i _proxy",
    "Take the target out of it: NO_PROXY={host}",
    "Or put a proxy there that is alive and may reach {host}",
  ],
  prevention: [
    "Keep internal names and networks in NO_PROXY where the proxy is set",
    "Set proxy variables in one place, with an owner",
  ],
  source: "curl(1), ENVIRONMENT",
};
