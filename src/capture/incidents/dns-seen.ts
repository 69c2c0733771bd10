import type { Ms } from "../../base/index.ts";
import { type DnsExchange, plainRequest, type RequestAsked } from "../../evidence/index.ts";
import type { CapturedDns } from "../application/index.ts";

/** How long an unanswered question is waited for. resolv.conf(5), timeout. */
export const TIMEOUT: Ms = 5_000;

/** From the question to its answer, or to the end of the wait for one. */
export const waitOf = ({ took, outcome }: CapturedDns): Ms =>
  outcome === "other-source" ? TIMEOUT : (took ?? (outcome === "unanswered" ? TIMEOUT : 0));

const outcomes = {
  answered: "answered",
  "other-source": "timed-out",
  unreachable: "unreachable",
  unanswered: "timed-out",
  waiting: "timed-out",
  malformed: "malformed",
  unasked: "malformed",
  cut: "malformed",
} as const satisfies Record<CapturedDns["outcome"], DnsExchange["outcome"]>;

/** What somebody else answers the client does not get. RFC 5452, section 9.1. */
const asReceived = (one: CapturedDns): CapturedDns =>
  one.outcome === "other-source"
    ? { ...one, rcode: null, answers: [], authorities: [], addresses: [], extendedErrors: [], octets: 0 }
    : one;

/** A question and its answer as a check would have recorded them. */
export const exchangeOf = (one: CapturedDns): DnsExchange => recordOf(asReceived(one));

const recordOf = (one: CapturedDns): DnsExchange => ({
  server: one.server.address,
  port: one.server.port,
  transport: one.transport,
  name: one.name,
  type: one.type,
  ednsSize: one.ednsSize,
  recursionDesired: one.recursionDesired,
  checkingDisabled: one.checkingDisabled,
  dnssecOk: false,
  outcome: outcomes[one.outcome],
  errno: one.outcome === "unreachable" ? "ECONNREFUSED" : null,
  problem: one.outcome === "malformed" ? "the answer cannot be read" : null,
  sent: one.sent,
  rcode: one.rcode,
  authoritative: one.authoritative,
  truncated: one.truncated,
  recursionAvailable: one.recursionAvailable,
  authenticated: one.authenticated,
  extendedErrors: one.extendedErrors,
  answers: one.answers,
  authorities: one.authorities,
  additionals: [],
  addresses: one.addresses,
  negativeTtl: one.negativeTtl,
  octets: one.octets,
  took: waitOf(one),
});

/** The look-up as a request. */
export const requestOf = (name: string, type: string): RequestAsked =>
  plainRequest({
    target: `dns://${name}${type === "A" ? "" : `?type=${type}`}`,
    scheme: "dns",
    host: name,
    hostIsAddress: false,
    port: 53,
    questionType: type,
  });
