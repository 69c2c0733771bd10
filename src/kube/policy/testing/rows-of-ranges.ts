import { block, from, fromOutside, into, type Row } from "./shop.ts";

/** Whom it lets in by ranges of addresses. */
export const rangeRows: readonly Row[] = [
  ["a range holds an address", "allowed", fromOutside, [from(block("203.0.113.0/24"))]],
  ["a range does not hold an address", "denied", fromOutside, [from(block("198.51.100.0/24"))]],
  [
    "what is left out of a range is denied",
    "denied",
    fromOutside,
    [from(block("203.0.113.0/24", ["203.0.113.8/29"]))],
  ],
  [
    "what is beside that is allowed",
    "allowed",
    fromOutside,
    [from(block("203.0.113.0/24", ["203.0.113.16/29"]))],
  ],
  [
    "another range may allow what one leaves out",
    "allowed",
    fromOutside,
    [from(block("0.0.0.0/0", ["203.0.113.9/32"]), block("203.0.113.9/32"))],
  ],
  ["a range of IPv6 does not hold IPv4", "denied", fromOutside, [from(block("::/0"))]],
  ["a range of no known form is not decided", "unknown", fromOutside, [from(block("203.0.113.0"))]],
  ["a range holds a Pod's address", "allowed", into, [from(block("10.244.0.0/16"))]],
  [
    "but not where Pods are known by labels alone",
    "unknown",
    into,
    [from(block("10.244.0.0/16"))],
    { ipBlockSkipsPods: true },
  ],
  [
    "a source that may be changed is not decided by a range",
    "unknown",
    { ...fromOutside, peer: { address: "203.0.113.9", pod: null, seenAs: ["203.0.113.9", "192.0.2.9"] } },
    [from(block("203.0.113.0/24"))],
  ],
  [
    "unless the range holds all that it may be",
    "allowed",
    { ...fromOutside, peer: { address: "203.0.113.9", pod: null, seenAs: ["203.0.113.9", "192.0.2.9"] } },
    [from(block("0.0.0.0/0"))],
  ],
  [
    "or holds none of it",
    "denied",
    { ...fromOutside, peer: { address: "203.0.113.9", pod: null, seenAs: ["203.0.113.9", "192.0.2.9"] } },
    [from(block("198.51.100.0/24"))],
  ],
  [
    "a source of no known address is not decided by a range",
    "unknown",
    { ...fromOutside, peer: { address: "203.0.113.9", pod: null, seenAs: null } },
    [from(block("198.51.100.0/24"))],
  ],
  [
    "but is allowed where all are",
    "allowed",
    { ...fromOutside, peer: { address: "203.0.113.9", pod: null, seenAs: null } },
    [from(block("0.0.0.0/0"))],
  ],
];
