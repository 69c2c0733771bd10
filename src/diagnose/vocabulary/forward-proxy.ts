import type { Proposition } from "../proposition.ts";

/** What can be said of the forward proxy that the caller goes through. */
export const forwardProxyVocabulary = {
  "tunnel-not-opened": {
    says: "the forward proxy {proxy} did not open the way to {host}: {words}",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "client", effect: "fails" },
    look: "curl -sv -o /dev/null -x http://{proxy} {target}",
  },
  "proxy-from-environment": {
    says: "the request goes through a forward proxy since the variable {variable} says so",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "env | grep -i _proxy",
  },
  "forward-proxy-dead": {
    says: "the forward proxy itself could not be reached",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "nc -vz {proxy}",
  },
  "passes-without-proxy": {
    says: "the same request gets a proper answer without the forward proxy",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "curl -sv -o /dev/null --noproxy '*' {target}",
  },
} as const satisfies Record<string, Proposition>;
