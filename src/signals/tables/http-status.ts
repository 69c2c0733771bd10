import { appError } from "../readings/app.ts";
import { normal } from "../readings/benign.ts";
import * as proxy from "../readings/proxy.ts";
import type { Reading } from "../signal.ts";
import { type CodeTable, codesOf } from "../table.ts";

const spoken = "A speaker of HTTP answered: name, path, TCP and TLS up to it worked.";
const status = (reading: Reading): Reading => ({
  ...reading,
  strength: "symptom",
  proves: spoken,
  doesNotProve: "Who wrote it, proxy or application: Server and Via headers, the body and the logs tell.",
});

/** Statuses of RFC 9110 and RFC 6585, as a client sees them. */
export const httpStatus: CodeTable = {
  product: "HTTP",
  layer: "status",
  prefix: "http",
  finders: [
    { pattern: /\bHTTP[ /](?:[0-3](?:\.\d)?"?[ ]{1,3})?([1-5]\d\d)\b/i, certain: true },
    { pattern: /\b(?:http[ _-]?)?status(?:[ _-]?code)?["']?[ :=]{1,3}["']?([1-5]\d\d)\b/i, certain: true },
    {
      pattern: /\b(?:error|code|response|returned|got|received)[ :=]{1,3}([45]\d\d)\b(?![.:\d])/i,
      certain: false,
    },
    {
      pattern:
        /\b([45]\d\d)[ :]{1,2}(?:bad|gateway|service|internal|request|not|too|forbidden|unauthor|payload|content|uri|misdirected|error|err\b)/i,
      certain: false,
    },
    // AWS: the fields of its balancer's log, and its metrics.
    { pattern: /\b(?:elb|target)_status_code["']?[ :=]{1,3}["']?([45]\d\d)\b/i, certain: false },
    { pattern: /\bHTTPCode_(?:ELB|Target)_([45]\d\d)_Count\b/i, certain: false },
    { pattern: /^\s{0,8}([1-5]\d\d)s?\s{0,8}$/i, certain: true },
    {
      pattern: /\b(?:HTTP )?([45]\d\d)s?\b(?= since| errors?\b| from\b| on\b| for\b| after\b)/i,
      certain: false,
    },
  ],
  canonical: (code) => code,
  codes: codesOf([
    [200, "Done.", normal],
    [204, "Done, without a body.", normal],
    [301, "Moved for good.", normal],
    [302, "Found elsewhere.", normal],
    [304, "Not changed.", normal],
    [307, "Elsewhere for now.", normal],
    [308, "Moved for good, same method.", normal],
    [
      400,
      "The request was found invalid; also plain HTTP on a TLS port, or headers above a buffer.",
      status(proxy.badRequest),
    ],
    [401, "Who asks must say who it is.", status({ ...proxy.deniedByRule, causes: [] })],
    [403, "Refused by a rule.", status(proxy.deniedByRule)],
    [404, "No such thing here: the proxy's routes or the application say so.", status(proxy.noRoute)],
    [405, "That method is not allowed here.", status({ ...proxy.badRequest, causes: [] })],
    [407, "A forward proxy wants credentials.", status(proxy.forwardProxy)],
    [
      408,
      "The request did not arrive in time.",
      status({
        ...proxy.badRequest,
        boundaries: ["client", "path"],
        causes: ["mtu-black-hole", "packet-loss"],
      }),
    ],
    [411, "The length of the body must be given.", status({ ...proxy.badRequest, causes: [] })],
    [413, "The body is above a limit.", status(proxy.bodyTooLarge)],
    [414, "The request line is above a buffer.", status(proxy.headerTooLarge)],
    [417, "An expectation was not met.", status({ ...proxy.badRequest, causes: [] })],
    [
      421,
      "This server does not serve that name over this connection.",
      status({ ...proxy.noRoute, causes: ["route-not-matched", "sni-not-served"] }),
    ],
    [426, "Another protocol version is wanted.", status({ ...proxy.badRequest, causes: [] })],
    [429, "Too many requests: a rate limit.", status(proxy.limitReached)],
    [431, "Header fields are above a buffer.", status(proxy.headerTooLarge)],
    [500, "The one who answered failed inside.", status(appError)],
    [501, "The method or feature is not there.", status({ ...appError, causes: [] })],
    [
      502,
      "A proxy got no valid answer from its upstream: refused, closed, reset, TLS or protocol.",
      status({
        ...proxy.upstreamCut,
        boundaries: ["proxy", "app", "service"],
        causes: [
          "upstream-refused",
          "upstream-resets",
          "keepalive-race",
          "upstream-tls-failure",
          "header-too-large",
        ],
      }),
    ],
    [
      503,
      "No capacity or no backend, or the application says that it does not serve now.",
      status({
        ...proxy.noUpstream,
        causes: ["no-healthy-upstream", "no-ready-endpoints", "connection-limit-reached", "app-error"],
      }),
    ],
    [
      504,
      "A proxy waited for its upstream until its timer fired.",
      status({
        ...proxy.upstreamSlow,
        causes: [
          "upstream-timeout",
          "upstream-connect-timeout",
          "timeout-budget-inverted",
          "app-slow",
          "slow-query",
          "lock-wait",
        ],
      }),
    ],
    [505, "That version of HTTP is not served.", status({ ...proxy.badRequest, causes: [] })],
    [508, "A loop was found.", status(proxy.redirects)],
    [511, "A network portal wants a login first.", status(proxy.forwardProxy)],
  ]),
};
