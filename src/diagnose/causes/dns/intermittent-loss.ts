import type { Cause } from "../../cause.ts";

/** A share of the queries to one resolver is lost, so that now and then a look-up waits for its timeout. */
export const intermittentLoss: Cause = {
  id: "intermittent-loss",
  boundary: "dns",
  at: "resolver",
  must: ["resolver-loses-queries"],
  may: ["some-query-lost", "lookup-unanswered"],
  never: ["resolver-fails-this-name", "every-resolver-silent", "first-resolver-silent"],
  proves: [{ "resolver-loses-queries": true }],
  explains: ["resolver-loses-queries", "lookup-slow", "lookup-unanswered"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "first-resolver-dead":
      "for i in $(seq 20); do dig @{resolver} {name} +tries=1 +time=2 | grep -c status; done",
  },
  summary:
    "The resolver {lossyResolver} leaves {lostQueries} of {sentQueries} UDP queries without an answer, and answers the others",
  fix: [
    "Find where they are lost: tcpdump -ni any port {lossyResolver:port} on both sides; nstat -az UdpRcvbufErrors at {lossyResolver:address}",
    "Look for full tables on the way: conntrack -S (insert_failed); options single-request-reopen avoids the race of A and AAAA",
  ],
  prevention: ["Put a cache on each host, and watch the share of unanswered queries, not the median time."],
  source: "RFC 1035, section 4.2.1; resolv.conf(5), single-request-reopen",
};
