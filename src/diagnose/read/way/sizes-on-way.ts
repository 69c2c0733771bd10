import { familyOf } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { type Walk, walkBack, walkForward } from "./walk.ts";

/** A segment that is sent so often is not one that was only late. RFC 6298, section 5.5. */
const SENT_AGAIN = 3;

/**
 * What a segment bears besides its data: IPv4 or IPv6 header, TCP header, and the timestamps, which the kernel takes off the MSS.
 * RFC 9293, section 3.7.1; RFC 7323, section 3.
 */
const headerOctets = { 4: 20 + 20 + 12, 6: 40 + 20 + 12 } as const;

/** Links on the way that are smaller than what the sender takes them for, and answers that are sent in vain. */
export const readSizesOnWay: Reader = (evidence, request) => [
  ...readThere(evidence, request),
  ...readWalk(walkBack(evidence, request), "states"),
  ...readAnswers(evidence, request),
];

/** A router may have told both ends of the connection a smaller MSS: what the client sends then fits a link that it does not know. */
function readThere(evidence: readonly Evidence[], request: ReferenceRequest): readonly Observation[] {
  const { client, address } = request;
  const own = ofKind(evidence, "tcp-info").filter(
    ({ vantage, purpose, value }) =>
      vantage === client && purpose === "reference" && value.address === address,
  );
  const headers = headerOctets[address !== null && familyOf(address) === 6 ? 6 : 4];
  const largest = Math.max(...own.map(({ value }) => value.sendMss + headers));
  return readWalk(walkForward(evidence, request), own.length === 0 ? "suggests" : "states").filter(
    ({ slots }) => !(largest <= Number(slots["passesOctets"])) || own.length === 0,
  );
}

function readWalk({ steps }: Walk, strength: "states" | "suggests"): readonly Observation[] {
  const [first, ...others] = steps.flatMap(({ decision }) => decision ?? []);
  if (first === undefined || first.value.mtu === null) return [];
  const believed = first.value.cachedMtu ?? first.value.mtu;
  const smaller = others.filter(
    ({ value }) => value.outcome === "unicast" && (value.mtu ?? believed) < believed,
  );
  const smallest = smaller.toSorted((a, b) => (a.value.mtu ?? 0) - (b.value.mtu ?? 0))[0];
  if (smallest === undefined) return [];
  return observe("smaller-link-unlearnt", true, {
    records: [first, smallest],
    strength,
    at: smallest.vantage,
    slots: {
      router: smallest.vantage,
      smallDevice: smallest.value.device ?? "",
      passesOctets: String(smallest.value.mtu),
      believedOctets: String(believed),
    },
  });
}

/** Segments of the server's side of this flow that its kernel sent again. */
function readAnswers(
  evidence: readonly Evidence[],
  {
    client,
    server,
    address,
  }: { readonly client: string; readonly server: string | null; readonly address: string | null },
) {
  if (server === client) return [];
  const again = ofKind(evidence, "kernel-events").filter(
    ({ value }) =>
      value.events.filter(
        ({ event, isOfFlow, source, reason }) =>
          event === "retransmitted" && isOfFlow && source === address && reason !== "SYN_RECV",
      ).length >= SENT_AGAIN,
  );
  return observe("answers-sent-again", true, { records: again });
}
