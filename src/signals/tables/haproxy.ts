import * as app from "../readings/app.ts";
import { normal, operator } from "../readings/benign.ts";
import * as connection from "../readings/connection.ts";
import * as proxy from "../readings/proxy.ts";
import type { Reading } from "../signal.ts";
import { type CodeRow, type CodeTable, codesOf } from "../table.ts";

type Letter = readonly [letter: string, says: string, reading: Reading];

/** What ended the stream. Source: HAProxy configuration manual, section 8.5. */
const enders: readonly Letter[] = [
  ["-", "nothing went wrong", normal],
  ["C", "the client's side closed or failed", connection.callerGone],
  ["c", "the client's side was silent until a timer of HAProxy fired", connection.callerSlow],
  ["S", "the server's side closed, failed or refused", proxy.upstreamCut],
  ["s", "the server's side was silent until a timer of HAProxy fired", proxy.upstreamSlow],
  ["P", "HAProxy itself stopped it: a limit, a rule or a check of the protocol", proxy.deniedByRule],
  ["L", "HAProxy answered by itself, which is no error", normal],
  ["R", "HAProxy had run out of a resource", proxy.proxyExhausted],
  ["I", "HAProxy found an error inside itself", proxy.proxyConfig],
  ["D", "the server was marked down by its health check", proxy.noUpstream],
  ["U", "an active server came back and this one was a backup", normal],
  ["K", "an operator ended it", operator],
];

const phases: readonly (readonly [letter: string, says: string])[] = [
  ["R", "while the request was still coming in; no server was asked"],
  ["Q", "in the queue for a free slot; no server was asked"],
  ["C", "while connecting to the server"],
  ["H", "while waiting for the head of the response"],
  ["D", "in the middle of the data"],
  ["L", "while the last data went to the client; the server had ended"],
  ["T", "while the request was held in a tarpit"],
  ["-", "after the transfer"],
];

/** Pairs that say more than their letters. */
const pairs: readonly CodeRow[] = [
  ["normal", "Both sides ended well; a 5xx beside it was written by the server.", normal],
  [
    "CR",
    "The client left before its request was whole: a scanner, a preconnect, a half-open check.",
    connection.callerGone,
  ],
  [
    "cR",
    "The request did not arrive within its timer: a preconnect, a slow client, or large packets that vanish.",
    connection.callerSlow,
  ],
  [
    "CQ",
    "The client gave up while it waited for a free slot: the servers are full or slow.",
    { ...proxy.limitReached, strength: "symptom" },
  ],
  [
    "sQ",
    "The timer of the queue fired: the servers' slots are full.",
    { ...proxy.limitReached, strength: "timer" },
  ],
  [
    "CC",
    "The client gave up while HAProxy was still connecting: the server is silent.",
    { ...proxy.upstreamSilent, strength: "symptom" },
  ],
  [
    "SC",
    "The server's side refused the connection: RST, ICMP, no route or no ARP answer.",
    proxy.upstreamRefused,
  ],
  ["sC", "The server did not answer the SYN within timeout connect.", proxy.upstreamSilent],
  ["PC", "HAProxy's own limit of sockets is reached.", proxy.limitReached],
  ["RC", "HAProxy ran out of descriptors, memory or source ports while connecting.", proxy.proxyExhausted],
  [
    "CH",
    "The client gave up while it waited for the response: the server is slow, or the client's timeout is the shorter one.",
    { ...connection.callerGone, boundaries: ["app", "client", "database"] },
  ],
  [
    "cH",
    "timeout client fired while a body came in, or while the server worked longer than that.",
    connection.callerSlow,
  ],
  [
    "SH",
    "The server closed or reset before its headers were whole: crash, idle race, or another protocol.",
    proxy.upstreamCut,
  ],
  ["sH", "No headers came within timeout server.", proxy.upstreamSlow],
  [
    "PH",
    "HAProxy rejected the response: malformed or forbidden header, or a rewrite that did not fit.",
    proxy.badAnswer,
  ],
  [
    "CD",
    "The client went away in the middle of the data.",
    { ...connection.callerGone, boundaries: ["client", "response"] },
  ],
  ["cD", "The client neither sent nor acknowledged for timeout client.", connection.callerSlow],
  [
    "SD",
    "The server's connection failed in the middle of the data: crash, or an idle cut on the way.",
    { ...proxy.upstreamCut, causes: ["response-truncated", "upstream-resets", "idle-timeout-reset"] },
  ],
  [
    "sD",
    "The server neither sent nor acknowledged for timeout server: an idle cut by a shorter timer, or a stream that stalls.",
    {
      ...connection.idleCut,
      boundaries: ["path", "app", "proxy"],
      causes: ["idle-timeout-reset", "app-slow", "upstream-timeout"],
    },
  ],
  ["PD", "The response's chunks are not valid.", proxy.badAnswer],
  [
    "PR",
    "HAProxy refused the request: bad syntax, a rule, or a rewrite that did not fit.",
    proxy.deniedByRule,
  ],
  ["PT", "The tarpit's time is over.", proxy.deniedByRule],
  ["CT", "The client left the tarpit.", proxy.deniedByRule],
];

const composed: readonly CodeRow[] = enders.flatMap(([first, says, reading]) =>
  phases.map(([second, when]): CodeRow => [`${first}${second}`, `${capital(says)}, ${when}.`, reading]),
);

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Termination states: two characters in a TCP log, four in an HTTP log, of which the last two are about cookies. */
export const haproxyStates: CodeTable = {
  product: "HAProxy termination state",
  layer: "cause",
  prefix: "haproxy-state",
  finders: [
    {
      pattern:
        /(?:^|[\s"'(=:])([-LcCsSPRIDKU][-RCHDLQT](?:--|[NIDVEO]N|[NIVDEOU][INUPRD]))(?=\s{1,4}\d{1,7}\/\d{1,7}\/\d{1,7})/,
      certain: false,
    },
    { pattern: /(?:^|[\s"'(=:])([-LcCsSPRIDKU][-RCHDLQT]--)(?=$|[\s"',.;)])/, certain: false },
    {
      pattern: /(?:^|[\s"'(=:])([-LcCsSPRIDKU][-RCHDLQT])(?=\s{1,4}\d{1,7}\/\d{1,7}\/\d{1,7})/,
      certain: false,
    },
    {
      pattern:
        /\b(?:termination[ _]state|sess_term_state|term_state)["']?[ :=]{1,3}["']?([-A-Za-z]{2,4})(?=$|[\s"',.;)])/,
      certain: true,
    },
    { pattern: /^\s{0,8}([-LcCsSPRIDKU][-RCHDLQT](?:[-A-Z]{2})?)\s{0,8}$/, certain: false },
  ],
  canonical: (code) => (code.startsWith("--") ? "normal" : code.slice(0, 2)),
  codes: codesOf([...composed.filter(([code]) => code !== "--"), ...pairs]),
};

/** Results of health checks. Source: HAProxy management guide, `show stat`, field check_status. */
export const haproxyChecks: CodeTable = {
  product: "HAProxy health check",
  layer: "cause",
  prefix: "haproxy-check",
  finders: [
    { pattern: /\b(L[467](?:OK|OKC|TOUT|CON|RSP|STS)|SOCKERR|PROC(?:ERR|TOUT|OK))\b/, certain: true },
  ],
  canonical: (code) => code,
  codes: codesOf([
    ["L4OK", "The connect succeeded.", normal],
    ["L4TOUT", "The connect of the check went unanswered.", proxy.upstreamSilent],
    ["L4CON", "The connect of the check was refused, or its host cannot be reached.", proxy.upstreamRefused],
    ["L6OK", "TLS of the check succeeded.", normal],
    ["L6TOUT", "TLS of the check did not end in time.", { ...proxy.upstreamTls, strength: "timer" }],
    ["L6RSP", "The TLS handshake of the check was not valid.", proxy.upstreamTls],
    ["L7OK", "The check succeeded.", normal],
    ["L7OKC", "The check succeeded on a condition: 404 with disable-on-404, so no new users.", app.ending],
    ["L7TOUT", "The check's request got no answer in time.", proxy.upstreamSlow],
    ["L7RSP", "The answer to the check could not be read.", proxy.badAnswer],
    [
      "L7STS",
      "The check got a status that it does not accept.",
      { ...app.probeFails, proves: "HAProxy's health check got an answer, with the wrong status." },
    ],
    ["SOCKERR", "HAProxy could not make a socket for the check.", proxy.proxyExhausted],
    ["PROCERR", "The external program of the check failed.", proxy.proxyConfig],
    ["PROCTOUT", "The external program of the check did not end in time.", proxy.proxyConfig],
    ["PROCOK", "The external program of the check succeeded.", normal],
  ]),
};
