import type { Evidence } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ownerOf } from "../../way.ts";
import { ofKind } from "../reader.ts";
import { connects, endOf, type Look, looksAt } from "./looks.ts";

/** The same flow, and others to the same Pod. */
export interface Seen {
  /** This flow came through. */
  readonly through: readonly Look[];
  /** This flow was kept back. */
  readonly kept: readonly Look[];
  /** From where the policy does not reach, the same Pod is reached: its process listens, and the network carries packets there. */
  readonly passes: readonly Look[];
  /** From there it is not reached either. */
  readonly failsAtNodes: readonly Look[];
}

/** What the looks of all vantages say of the flow that policies were evaluated for. */
export function seenOf(
  { value }: Evidence<"network-policy">,
  evidence: readonly Evidence[],
  { client }: ReferenceRequest,
): Seen {
  const { direction, pod, peer } = value;
  const server = direction === "ingress" ? pod : peer.pod;
  const looks = (
    server === null ? atAddress(evidence, peer.address) : looksAt(evidence, { id: server })
  ).filter((look) => look.value.to === "endpoint" && look.value.look.port === value.port);
  // A proxy in front asks in the client's place.
  const asker =
    (direction === "ingress" && peer.pod === null ? ownerOf(evidence, peer.address) : null) ?? client;
  const isThis = (look: Look) => look.vantage === asker || look.value.from === "pod";
  // For what comes in, a node is another client; the server's own is let through always: its kubelet's probes come from there.
  return {
    through: looks.filter((look) => look.vantage === asker && connects(look)),
    kept: looks.filter((look) => isThis(look) && ["silent", "refused"].includes(endOf(look.value))),
    passes: looks.filter((look) => look.vantage !== asker && look.value.from === "node" && connects(look)),
    failsAtNodes: looks.filter(
      (look) => look.vantage !== asker && look.value.from === "node" && !connects(look),
    ),
  };
}

const atAddress = (evidence: readonly Evidence[], address: string): readonly Look[] =>
  ofKind(evidence, "service-look").filter(({ value }) => value.look.address === address);
