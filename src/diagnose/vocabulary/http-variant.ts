import type { Proposition } from "../proposition.ts";

/** What a variant of the request shows: another path, size, version, time or connection. */
export const httpVariantVocabulary = {
  "passes-without-deadline": {
    says: "the same request gets a proper answer when it is waited for",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "curl -s -o /dev/null -w '%{time_total}\\n' {target}",
  },
  "every-step-quick": {
    says: "each step of the request that was waited for took less than 1 s more than its round trips explain",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "curl -s -o /dev/null -w '%{time_namelookup} %{time_connect} %{time_appconnect} %{time_starttransfer}\\n' {target}",
  },
  "round-trips-fit-deadline": {
    says: "the round trips of the request fit into the caller's deadline",
    scope: "path",
    strength: "states",
    abnormal: null,
    look: "ping -c 3 {address}",
  },
  "same-request-passes": {
    says: "another try of the same request got a proper answer",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "for i in 1 2 3 4 5; do curl -s -o /dev/null -w '%{http_code}\\n' {target}; done",
  },
  "other-path-serves": {
    says: "another path of the same host is served from behind the proxy",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "curl -sI {scheme}://{host}/",
  },
  "small-body-passes": {
    says: "the same request with a small body is answered properly",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "curl -sv -o /dev/null --data-binary x {target}",
  },
  "small-head-passes": {
    says: "the same request with few header fields is answered properly",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "curl -sv -o /dev/null {target}",
  },
  "passes-over-http1": {
    says: "the same request is answered properly over HTTP/1.1",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "curl -sv --http1.1 -o /dev/null {target}",
  },
  "idle-connection-cut": {
    says: "an idle connection was ended after {seconds} s",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "nc -v {address} {port}   # and wait",
  },
  "idle-cut-recurs": {
    says: "idle connections end after the same time, {seconds} s, again and again",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "nc -v {address} {port}   # twice, and compare",
  },
  "idle-time-ends-it": {
    says: "the time without traffic is what ends a connection: {seconds} s",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "nc -v {address} {port}   # and wait; twice, and compare",
  },
  "request-after-idle-fails": {
    says: "the first request after {seconds} s of silence was reset or closed in place of an answer",
    scope: "flow",
    strength: "states",
    abnormal: { when: true, boundary: "tcp", effect: "fails" },
    look: "curl -sv {target} --next --rate 1/m {target}",
  },
} as const satisfies Record<string, Proposition>;
