import type { Proposition } from "../proposition.ts";

/** What can be said of many attempts together: how rare the failures are, and what they have in common. */
export const seriesVocabulary = {
  "fails-at-times": {
    says: "some attempts of many fail, and others of the same request pass",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "On the client, until it is rare no more: faultline check {target} --count 200",
  },
  "failures-of-one-backend": {
    says: "all attempts that failed went to {badBackend}, and none of those that went to the other backends failed",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "In the proxy's access log: failures by upstream; or the field of the answer that names the backend",
  },
  "failures-on-reused-connections": {
    says: "requests on a connection that was kept fail, and those on a new one do not",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "On the client, two requests on one connection: curl -sv {target} {target}",
  },
  "failures-in-one-stretch": {
    says: "all attempts that failed were made within one stretch of time, and those before and after it passed",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "The times of the failures, against the times of deploys, restarts and changes",
  },
  "backends-change": {
    says: "a backend that answered before the failures answers no more, or one answers after them that did not before",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "The proxy's own list of backends before and after; the times of the last rollout",
  },
} as const satisfies Record<string, Proposition>;
