import type { Reading } from "../signal.ts";

/** The proxy was refused. */
export const upstreamRefused: Reading = {
  proves:
    "The client reached the proxy; the proxy's own connect to its upstream was answered with a refusal.",
  doesNotProve: "That the upstream's host refused: a REJECT rule or a Service without endpoints does too.",
  boundaries: ["proxy", "service", "app"],
  causes: ["upstream-refused", "not-listening", "crash-looping", "no-ready-endpoints"],
  strength: "names-actor",
  next: ["from the proxy: curl -v http://UPSTREAM/", "on the upstream: ss -ltnp"],
};

/** The proxy met silence. */
export const upstreamSilent: Reading = {
  proves:
    "The client reached the proxy; the proxy's SYN to its upstream went unanswered until its connect timeout.",
  doesNotProve: "Where it was lost: a filter, a policy, a dead host or a full queue.",
  boundaries: ["proxy", "path", "cni"],
  causes: [
    "upstream-connect-timeout",
    "firewall-drops",
    "networkpolicy-denies-ingress",
    "upstream-address-stale",
  ],
  strength: "timer",
  next: [
    "from the proxy: nc -vz -w3 UPSTREAM PORT",
    "getent ahosts UPSTREAM (compare with the proxy's address)",
  ],
};

/** The proxy waited for an answer. */
export const upstreamSlow: Reading = {
  proves: "The upstream took the connection and gave no answer within the proxy's timeout.",
  doesNotProve: "That the application is slow by itself: its database, a lock or a pool may hold it.",
  boundaries: ["proxy", "app", "database"],
  causes: [
    "upstream-timeout",
    "timeout-budget-inverted",
    "app-slow",
    "slow-query",
    "lock-wait",
    "pool-exhausted",
  ],
  strength: "timer",
  next: [
    "from the proxy: curl -so /dev/null -w '%{time_starttransfer}\\n' http://UPSTREAM/PATH",
    "select pid, state, wait_event_type, query from pg_stat_activity",
  ],
};

/** The upstream ended the connection. */
export const upstreamCut: Reading = {
  proves: "The proxy had a connection to its upstream, and that ended before the answer was whole.",
  doesNotProve: "Why: a crash, an idle timer shorter than the proxy's, another protocol on that port.",
  boundaries: ["proxy", "app"],
  causes: ["upstream-resets", "keepalive-race", "out-of-memory-killed", "shutdown-race"],
  strength: "names-actor",
  next: [
    "the upstream's log at this second; dmesg | grep -i oom",
    "compare keep-alive timeouts: the proxy's must be the shorter one",
  ],
};

/** The upstream has no route or address for the proxy. */
export const upstreamUnreachable: Reading = {
  proves: "The proxy's host could not reach the upstream: its kernel, a router or ARP said so.",
  doesNotProve: "That the upstream is down.",
  boundaries: ["proxy", "route", "link", "path"],
  causes: ["no-route", "neighbour-unresolved", "host-unreachable", "upstream-address-stale"],
  strength: "names-actor",
  next: ["from the proxy: ip route get UPSTREAM; ip neigh show UPSTREAM"],
};

/** No backend to choose. */
export const noUpstream: Reading = {
  proves: "The proxy has no upstream that it takes for healthy, so none was asked.",
  doesNotProve: "Why: earlier errors, failing health checks or an empty list come before this.",
  boundaries: ["proxy", "service", "app"],
  causes: ["no-healthy-upstream", "no-ready-endpoints", "selector-matches-nothing", "readiness-failing"],
  strength: "names-actor",
  next: [
    "the proxy's health view (haproxy: show servers state; envoy: /clusters)",
    "kubectl get endpointslices -l kubernetes.io/service-name=SERVICE",
  ],
};

/** No route in the proxy's configuration. */
export const noRoute: Reading = {
  proves: "The proxy answered by itself: no route of its configuration takes this host, path or SNI.",
  doesNotProve: "That the application fails: it was not asked.",
  boundaries: ["proxy"],
  causes: ["route-not-matched"],
  strength: "names-actor",
  next: ["curl -v -H 'Host: NAME' http://PROXY/PATH", "nginx -T | grep -nE 'server_name|location'"],
};

/** A limit that the proxy or a cluster setting holds. */
export const limitReached: Reading = {
  proves: "A limit on connections or on the rate of requests turned this request away.",
  doesNotProve: "That the limit is too low: whatever holds the slots may be slow.",
  boundaries: ["proxy", "app"],
  causes: ["connection-limit-reached", "app-slow", "retry-storm"],
  strength: "names-actor",
  next: ["the proxy's counters of connections and rejections", "ss -s"],
};

/** The proxy's host has run out of something. */
export const proxyExhausted: Reading = {
  proves: "The proxy's own process or host ran out of descriptors, memory, ports or connections.",
  doesNotProve: "Anything about the upstream.",
  boundaries: ["proxy", "client"],
  causes: ["connection-limit-reached", "file-descriptors-exhausted", "ephemeral-ports-exhausted"],
  strength: "names-actor",
  next: ["ls /proc/PID/fd | wc -l; cat /proc/PID/limits", "ss -s; sysctl net.ipv4.ip_local_port_range"],
};

/** A body above a limit. */
export const bodyTooLarge: Reading = {
  proves: "The request's body is above a limit of the one who answered.",
  doesNotProve: "Which hop holds the limit; its Server header or error page names it.",
  boundaries: ["proxy"],
  causes: ["body-too-large"],
  strength: "names-actor",
  next: ["nginx -T | grep client_max_body_size", "faultline check TARGET --method PUT --data-size N"],
};

/** Headers above a buffer. */
export const headerTooLarge: Reading = {
  proves: "Headers of the request or of the answer are larger than a buffer of the proxy.",
  doesNotProve: "That the answer is wrong: large cookies or tokens are usual.",
  boundaries: ["proxy"],
  causes: ["header-too-large"],
  strength: "names-actor",
  next: ["curl -sI URL | wc -c", "nginx -T | grep -E 'large_client_header_buffers|proxy_buffer_size'"],
};

/** The answer is not what the protocol allows. */
export const badAnswer: Reading = {
  proves: "What the other side sent is not a valid answer in the protocol expected there.",
  doesNotProve: "That the application is broken: a wrong port or scheme (TLS, gRPC, plain TCP) does it.",
  boundaries: ["app", "proxy"],
  causes: ["app-error", "proxy-protocol-mismatch", "target-port-mismatch", "not-tls"],
  strength: "names-actor",
  next: ["curl -v http://UPSTREAM/; curl -vk https://UPSTREAM/"],
};

/** The request is not what the protocol allows. */
export const badRequest: Reading = {
  proves: "The one who answered found the request itself invalid.",
  doesNotProve: "That the client made it so: a proxy between may have.",
  boundaries: ["client", "proxy"],
  causes: ["header-too-large", "proxy-protocol-mismatch"],
  strength: "names-actor",
  next: ["curl -v URL", "the log of the one who answered"],
};

/** A rule said no. */
export const deniedByRule: Reading = {
  proves: "A rule of the proxy, of an authorisation service or of an edge refused the request.",
  doesNotProve: "That the network or the application fails.",
  boundaries: ["proxy"],
  causes: ["source-address-not-allowed"],
  strength: "names-actor",
  next: ["the rule's log; curl -v URL from an address that is allowed"],
};

/** The proxy's configuration. */
export const proxyConfig: Reading = {
  proves: "The proxy's own configuration or a fault of it gave this answer.",
  doesNotProve: "Anything about the upstream: it was not asked.",
  boundaries: ["proxy"],
  causes: ["route-not-matched"],
  strength: "names-actor",
  next: ["check the proxy's configuration (nginx -t, haproxy -c -f FILE, /config_dump)"],
};

/** The proxy could not resolve its upstream. */
export const proxyDns: Reading = {
  proves: "The proxy's own look-up of its upstream failed.",
  doesNotProve: "That the client's look-ups fail.",
  boundaries: ["dns", "proxy"],
  causes: ["name-does-not-exist", "resolver-unreachable", "resolver-servfail", "resolver-refuses"],
  strength: "names-actor",
  next: ["from the proxy: dig @RESOLVER UPSTREAM", "nginx -T | grep resolver"],
};

/** TLS to the upstream. */
export const upstreamTls: Reading = {
  proves: "TLS between the proxy and its upstream failed; the client's own was not the trouble.",
  doesNotProve: "Why, unless the words that follow say so.",
  boundaries: ["proxy", "tls"],
  causes: ["upstream-tls-failure"],
  strength: "names-actor",
  next: ["from the proxy: openssl s_client -connect UPSTREAM -servername NAME </dev/null"],
};

/** A forward proxy refused or failed. */
export const forwardProxy: Reading = {
  proves: "The request went to a forward proxy, and that step failed.",
  doesNotProve: "That the target fails: it may not have been asked.",
  boundaries: ["client", "proxy"],
  causes: ["proxy-environment-misdirects"],
  strength: "names-actor",
  next: ["env | grep -i _proxy", "curl -v --noproxy '*' URL"],
};

/** The way leads in a circle. */
export const redirects: Reading = {
  proves: "More redirects came than the client follows.",
  doesNotProve: "That they form a circle, though that is usual.",
  boundaries: ["proxy", "app"],
  causes: ["redirect-loop"],
  strength: "names-actor",
  next: ["curl -sIL --max-redirs 10 URL | grep -iE '^(HTTP|location)'"],
};

/** The PROXY protocol header. */
export const proxyProtocol: Reading = {
  proves:
    "One side sent a PROXY protocol header that the other does not expect, or left out one that it does.",
  doesNotProve: "Which of the two is set up wrongly.",
  boundaries: ["proxy"],
  causes: ["proxy-protocol-mismatch"],
  strength: "names-actor",
  next: ["nginx -T | grep proxy_protocol; grep -nE 'send-proxy|accept-proxy' haproxy.cfg"],
};
