import type { Evidence } from "../../../evidence/index.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { type Walk, walkBack, walkForward } from "./walk.ts";

/** A segment that is sent so often is not one that was only late. RFC 6298, section 5.5. */
const SENT_AGAIN = 3;

/** Links on the way that are smaller than what the sender takes them for, and answers that are sent in vain. */
export const readSizesOnWay: Reader = (evidence, request) => [
  ...readWalk(walkForward(evidence, request)),
  ...readWalk(walkBack(evidence, request)),
  ...readAnswers(evidence, request),
];

function readWalk({ steps }: Walk) {
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
