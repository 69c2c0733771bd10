import { normal } from "../readings/benign.ts";
import * as dns from "../readings/dns.ts";
import { type CodeTable, codesOf } from "../table.ts";

const byName: ReadonlyMap<string, string> = new Map(
  [
    "NOERROR",
    "FORMERR",
    "SERVFAIL",
    "NXDOMAIN",
    "NOTIMP",
    "REFUSED",
    "YXDOMAIN",
    "YXRRSET",
    "NXRRSET",
    "NOTAUTH",
    "NOTZONE",
    "DSOTYPENI",
  ]
    .map((name, at): [string, string] => [name, String(at)])
    .concat([
      ["BADVERS", "16"],
      ["BADSIG", "16"],
      ["BADKEY", "17"],
      ["BADTIME", "18"],
      ["BADMODE", "19"],
      ["BADNAME", "20"],
      ["BADALG", "21"],
      ["BADTRUNC", "22"],
      ["BADCOOKIE", "23"],
    ]),
);

const signature = {
  ...dns.dnsForm,
  proves: "The signature of the message (TSIG, TKEY) is not accepted.",
  causes: [],
} as const;
const update = { ...normal, proves: "A dynamic update's condition was not met." } as const;

/** Response codes. Source: RFC 1035, section 4.1.1; RFC 2136, 6891, 8490, 8945; IANA registry. */
export const dnsRcodes: CodeTable = {
  product: "DNS response code",
  layer: "cause",
  prefix: "dns-rcode",
  finders: [
    {
      pattern:
        /\b(NOERROR|FORMERR|SERVFAIL|NXDOMAIN|NOTIMP|YXDOMAIN|YXRRSET|NXRRSET|NOTAUTH|NOTZONE|DSOTYPENI|BADVERS|BADSIG|BADKEY|BADTIME|BADMODE|BADNAME|BADALG|BADTRUNC|BADCOOKIE)\b/i,
      certain: true,
    },
    { pattern: /\b(?:status|rcode)[ :=]{1,3}([A-Z]{5,12})\b/, certain: false },
    { pattern: /(?<!CONNECTION[ _])(?<![A-Z_])(REFUSED)\b/, certain: false },
    { pattern: /^\s{0,8}(REFUSED)\s{0,8}$/, certain: false },
    { pattern: /\brcode[ :=]{1,3}(\d{1,5})\b/i, certain: true },
  ],
  canonical: (code) => byName.get(code.toUpperCase()) ?? code,
  codes: codesOf([
    [
      0,
      "NOERROR: answered. Without any answer record it is NODATA: the name is there and that type is not.",
      { ...normal, boundaries: ["dns"], causes: ["no-address-record"] },
    ],
    [1, "FORMERR: the server could not read the question.", dns.dnsForm],
    [2, "SERVFAIL: the resolver tried and failed; an extended error may say why.", dns.servfail],
    [3, "NXDOMAIN: there is no such name, as asked.", dns.nameMissing],
    [4, "NOTIMP: the server does not do this.", dns.dnsForm],
    [5, "REFUSED: the server will not answer this client or this zone.", dns.resolverRefuses],
    [6, "YXDOMAIN: an update's condition.", update],
    [7, "YXRRSET: an update's condition.", update],
    [8, "NXRRSET: an update's condition.", update],
    [
      9,
      "NOTAUTH: the server has no authority here, or the signature fails.",
      { ...dns.resolverRefuses, causes: ["resolver-servfail"] },
    ],
    [10, "NOTZONE: the name lies outside the zone.", update],
    [11, "DSOTYPENI: that stateful operation is not there.", dns.dnsForm],
    [16, "BADVERS or BADSIG: the EDNS version or the signature is not accepted.", dns.dnsForm],
    [17, "BADKEY: the key is not known.", signature],
    [
      18,
      "BADTIME: the signature's time is too far off: compare clocks.",
      { ...signature, boundaries: ["client", "dns"], causes: ["clock-skew"] },
    ],
    [19, "BADMODE: the TKEY mode is not accepted.", signature],
    [20, "BADNAME: the key's name is a duplicate.", signature],
    [21, "BADALG: the algorithm is not accepted.", signature],
    [22, "BADTRUNC: the signature is cut too short.", signature],
    [23, "BADCOOKIE: the server wants its cookie first; the client asks again.", normal],
  ]),
};

/** Extended DNS errors. Source: RFC 8914 and the IANA registry. */
export const dnsExtended: CodeTable = {
  product: "Extended DNS Error",
  layer: "cause",
  prefix: "dns-ede",
  finders: [
    { pattern: /\bEDE["']?[ :=]{1,3}(\d{1,5})\b/i, certain: true },
    { pattern: /\bOPT=15: ?([0-9a-f]{2} [0-9a-f]{2})\b/i, certain: true },
    { pattern: /\bextended (?:dns )?error[ :=(]{1,3}(?:code )?(\d{1,5})\b/i, certain: true },
    { pattern: /\binfo-code[ :=]{1,3}(\d{1,5})\b/i, certain: true },
  ],
  canonical: (code) =>
    code.includes(" ") ? String(Number.parseInt(code.replace(" ", ""), 16)) : String(Number(code)),
  codes: codesOf([
    [0, "Another error: the text says which.", { ...dns.servfail, strength: "symptom" }],
    [1, "The DNSKEY's algorithm is not supported.", dns.dnssec],
    [2, "The DS digest is not supported.", dns.dnssec],
    [3, "A stale answer: upstream is away, this came from the cache.", dns.dnsCached],
    [4, "A forged answer: a policy rewrote it.", dns.dnsPolicy],
    [5, "DNSSEC is indeterminate.", dns.dnssec],
    [6, "DNSSEC is bogus.", dns.dnssec],
    [7, "A signature has expired.", dns.dnssec],
    [
      8,
      "A signature is not valid yet: compare clocks.",
      { ...dns.dnssec, causes: ["clock-skew", "dnssec-bogus"] },
    ],
    [9, "The DNSKEY is missing.", dns.dnssec],
    [10, "Signatures are missing.", dns.dnssec],
    [11, "No key of the zone bears the zone bit.", dns.dnssec],
    [12, "The proof of absence (NSEC) is missing.", dns.dnssec],
    [
      13,
      "A remembered error: an earlier failure is repeated.",
      { ...dns.servfail, proves: "The resolver repeats an earlier failure from its memory." },
    ],
    [14, "The server is not ready.", dns.dnsUpstream],
    [15, "Blocked by the operator.", dns.dnsPolicy],
    [16, "Censored on demand of others.", dns.dnsPolicy],
    [17, "Filtered at the client's wish.", dns.dnsPolicy],
    [18, "Prohibited: this client may not ask.", dns.resolverRefuses],
    [
      19,
      "A stale NXDOMAIN from the cache.",
      { ...dns.dnsCached, causes: ["negative-answer-cached", "stale-answer"] },
    ],
    [20, "The server has no authority for it.", dns.resolverRefuses],
    [21, "The operation is not supported.", dns.dnsForm],
    [22, "No authority could be reached.", { ...dns.dnsUpstream, causes: ["resolver-servfail"] }],
    [
      23,
      "A network error on the way to an authority.",
      { ...dns.dnsUpstream, causes: ["resolver-servfail"] },
    ],
    [24, "The zone's data is not valid.", dns.servfail],
    [25, "A signature expired before it was valid.", dns.dnssec],
    [26, "Too early: the question came in 0-RTT data.", normal],
    [27, "NSEC3 iterations are not supported.", dns.dnssec],
    [28, "A policy cannot be met.", dns.dnsPolicy],
    [29, "The answer was made up by the server.", dns.dnsPolicy],
    [30, "The type of the question is not valid.", dns.dnsForm],
  ]),
};
