import type { ConnectionTracking, RouteDecision } from "../evidence/index.ts";
import type { FlowVerdict } from "./firewall/flow-walk.ts";
import type { Packet } from "./firewall/packet.ts";
import type { Flow } from "./flow.ts";

/** How a flow goes on behind a host. */
export interface Onward {
  /** As its packets stand when they leave the host: after its translation, where it surely makes one. */
  readonly flow: Flow;
  /** Numeric address of the host that takes them next; `null` where they are not sent on. */
  readonly nextHop: string | null;
}

/** What one look at a host saw. */
interface Seen {
  /** The client's address is known by now. */
  readonly flow: Flow;
  readonly verdict: FlowVerdict | null;
  readonly tracking: ConnectionTracking | null;
  readonly forward: RouteDecision | null;
}

/** The flow behind a host: by its connection table where that has it, else by its rules where they leave only one packet. */
export function onwardOf({ flow, verdict, tracking, forward }: Seen): Onward {
  const nextHop = forward?.outcome === "unicast" ? (forward.gateway ?? forward.destination) : null;
  const after = byEntries(flow, tracking) ?? byRules(verdict);
  return { flow: after === null ? flow : { ...flow, ...after }, nextHop };
}

type Ends = Pick<Flow, "clientAddress" | "serverAddress" | "port">;

/** What the answers must look like says what the packets were turned into; entries that disagree say nothing. */
function byEntries(flow: Flow, tracking: ConnectionTracking | null): Ends | null {
  const own = (tracking?.flow ?? []).filter(
    ({ original }) =>
      original.source === flow.clientAddress &&
      original.destination === flow.serverAddress &&
      original.destinationPort === flow.port,
  );
  const forms = own.map(
    ({ reply }): Ends => ({
      clientAddress: reply.destination,
      serverAddress: reply.source,
      port: reply.sourcePort,
    }),
  );
  const [form] = forms;
  return form !== undefined && forms.every((one) => JSON.stringify(one) === JSON.stringify(form))
    ? form
    : null;
}

function byRules(verdict: FlowVerdict | null): Ends | null {
  const [packet, ...others] = verdict?.forwarded ?? [];
  if (verdict === null || packet === undefined || others.length > 0 || !isCertain(verdict, packet))
    return null;
  const { source, destination } = packet;
  const { address, ports } = destination;
  if (source.address === null || address === null || ports === null || ports.low !== ports.high) return null;
  return { clientAddress: source.address, serverAddress: address, port: ports.low };
}

const translations: readonly string[] = ["dnat", "redirect", "snat", "masquerade"];

/** Whether each rule that translates the packet surely takes it, and each side that is changed was changed by one. */
function isCertain({ matches }: FlowVerdict, { translated }: Packet): boolean {
  const made = matches.filter(({ way, verdict }) => way === "forward" && translations.includes(verdict));
  const isChanged = translated.source === true || translated.destination === true;
  return made.every((match) => match.isCertain) && (made.length > 0 || !isChanged);
}
