import type { Circumstance } from "./reset-circumstance.ts";
import type { RuleFinding } from "./reset-finding.ts";
import type { ResetOrigin } from "./reset-origin.ts";

const MS_PER_SECOND = 1000;
/** Findings that one sentence bears. */
const MOST_FINDINGS = 3;

const circumstances: Readonly<Record<Circumstance, string>> = {
  "closed-port": "in answer to the SYN",
  "refused-handshake": "in the handshake",
  "after-client-hello": "right after the ClientHello",
  "after-request": "after the request",
  "on-reused-connection": "on a connection that had served before",
  "after-idle": "after a time without traffic",
  "keep-alive-answered": "in answer to a keep-alive",
  "mid-connection": "in mid-connection",
  "after-close": "after the end of the connection, where it harms nobody",
  "after-reset": "after another reset, as its echo",
  ineffective: "without effect",
};

const weights: readonly RuleFinding["weight"][] = ["conclusive", "strong", "fair", "weak"];

/** When it came: `after 60.0 s without traffic`. */
export const momentOf = ({ circumstance, idle, isHarmless }: ResetOrigin): string =>
  circumstance === "after-close" && isHarmless !== true
    ? "in answer to what crossed its own FIN"
    : idle === null
      ? circumstances[circumstance]
      : `after ${(idle / MS_PER_SECOND).toFixed(1)} s without data`;

/** Who sent it: `a router or firewall 2 hops from the point of capture`. */
export function senderOf({ sender, hops, bornAt, claims, certainty }: ResetOrigin): string {
  if (bornAt === "unknown") return "this side alone cannot tell who";
  const who = {
    client: "the client's own host",
    server: "the server's own host",
    filter: "a router or firewall",
    forger: `a device on the way that writes in the ${claims}'s name`,
    unknown: "nobody known",
  }[sender];
  const where =
    bornAt === "claimed-host" || hops === null
      ? ""
      : hops === 0
        ? ", on this link or this host itself"
        : `, ${hops} ${hops === 1 ? "hop" : "hops"} from the point of capture`;
  return `${certainty === "certain" ? "" : `${certainty === "likely" ? "likely" : "possibly"} `}${who}${where}`;
}

/** What tells it: the findings that speak for the outcome, the heaviest first. */
export function proofOf({ fired, open, bornAt }: ResetOrigin): string {
  if (bornAt === "unknown") {
    return (
      open.find(({ rule }) => rule === "C3")?.why ?? "what is seen speaks for its host as well as against it"
    );
  }
  const speaks = bornAt === "on-path" ? "against" : "for";
  return fired
    .filter((one) => one.speaks === speaks)
    .toSorted((a, b) => weights.indexOf(a.weight) - weights.indexOf(b.weight))
    .slice(0, MOST_FINDINGS)
    .map(({ says }) => says)
    .join("; ");
}

/** One sentence: who sent the reset, when, and the frames that were compared. */
export function wordsOfOrigin(origin: ResetOrigin): string {
  const proof = proofOf(origin);
  const sent = origin.bornAt === "unknown" ? senderOf(origin) : `sent by ${senderOf(origin)}`;
  return `RST in frame ${origin.mark.frame} ${momentOf(origin)} claims the ${origin.claims}; ${sent}${proof === "" ? "" : `: ${proof}`}`;
}
