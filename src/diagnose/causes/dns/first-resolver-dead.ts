import type { Cause } from "../../cause.ts";

/** The first nameserver is dead: each look-up waits for its timeout before the next one serves. */
export const firstResolverDead: Cause = {
  id: "first-resolver-dead",
  boundary: "dns",
  at: "resolver",
  must: ["first-resolver-silent"],
  may: ["lookup-unanswered", "later-resolver-silent", "some-query-lost"],
  never: ["every-resolver-silent", "resolver-answers-from-elsewhere"],
  proves: [
    {
      "first-resolver-silent": true,
      "later-resolver-answers": true,
      "resolver-answers-from-elsewhere": false,
    },
  ],
  explains: ["first-resolver-silent", "lookup-slow"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "intermittent-loss":
      "for i in $(seq 20); do dig @{firstResolver} {name} +tries=1 +time=2 | grep -c status; done",
  },
  summary:
    "The first resolver, {firstResolver}, does not answer; each look-up waits for its timeout before the next one serves",
  fix: [
    "Take {firstResolver} out of /etc/resolv.conf, or put it behind one that answers",
    "Restart the resolver there: dig @{firstResolver} {name} must answer",
  ],
  prevention: [
    "Watch each configured resolver by itself: the application sees only that everything is slow.",
    "options timeout:1 attempts:2 bounds the wait.",
  ],
  source: "resolv.conf(5), nameserver and timeout; glibc, resolv/res_send.c",
};
