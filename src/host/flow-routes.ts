import type { RouteDecision } from "../evidence/index.ts";
import { type FlowRequest, gapOfCommand, type NotPrinted, recordFlow } from "./flow.ts";
import { type OwnHost, onLink, ownerOf, ownKind } from "./own-host.ts";
import { decideRoute, type RouteAnswer, type RouteQuestion, routeArguments } from "./route-decision.ts";

/** Whether this host has an address as its own. */
export const isOwnAddress = (host: OwnHost, address: string): boolean => ownKind(host, address) === "local";

/** Both ways of the flow at this host, as its kernel would send the packets. */
export interface FlowRoutes {
  readonly forward: RouteDecision | null;
  readonly back: RouteDecision | null;
}

/** Where a flow runs at this host: its ends as this host's packets bear them. */
export interface Ends {
  readonly client: string | null;
  readonly server: string;
  readonly port: number;
  /**
   * Whether packets for this server leave this host: a rule that draws lots may send them `elsewhere`, where nobody knows, and
   * `perhaps` the packets are no more for it: that its kernel would refuse them then says nothing.
   */
  readonly sends: "surely" | "perhaps" | "elsewhere";
}

/** Records the decisions of both ways, with the interface that the packets come in by. */
export async function recordRoutes(request: FlowRequest, host: OwnHost, ends: Ends): Promise<FlowRoutes> {
  const forward =
    ends.sends === "elsewhere" ? null : await recordRoute(request, host, { ends, way: "forward" });
  const client = ends.client ?? forward?.preferredSource ?? null;
  if (client === null) return { forward, back: null };
  return { forward, back: await recordRoute(request, host, { ends: { ...ends, client }, way: "back" }) };
}

interface Asked {
  readonly ends: Ends;
  readonly way: "forward" | "back";
}

async function recordRoute(
  request: FlowRequest,
  host: OwnHost,
  { ends, way }: Asked,
): Promise<RouteDecision | null> {
  const { client, server, port } = ends;
  const [source, destination] = way === "forward" ? [client, server] : [server, client ?? server];
  const { vantage, context, flow } = request;
  const inputs = await inputsOf(request, host, { source, destination });
  const asked = { destination, source, inputInterface: inputs?.[0] ?? null, port };
  const command = routeArguments(asked, null, false, flow.protocol).filter(
    (word) => word !== "-j" && word !== "-d",
  );
  return recordFlow(request, "route-decision", {
    boundary: "route",
    by: "observed",
    command: command.join(" "),
    async collect() {
      const question = { destination, source, port: way === "forward" ? port : null };
      const decided = await decideFrom(request, inputs, question);
      if (decided === null) return null;
      if (typeof decided === "string") {
        const what = { boundary: "route", needs: "the kernel's route decision", tool: "ip" } as const;
        context.recorder.gap(gapOfCommand(vantage, what, decided));
        return null;
      }
      const isPassed = decided.answer.outcome === "unicast" || decided.answer.outcome === "local";
      if (way === "forward" && ends.sends === "perhaps" && !isPassed) return null;
      return recordOf(host, { way, ...decided });
    },
  });
}

function recordOf(
  host: OwnHost,
  {
    way,
    question,
    answer,
  }: { readonly way: "forward" | "back"; readonly question: RouteQuestion; readonly answer: RouteAnswer },
): RouteDecision {
  const { destination, source, inputInterface } = question;
  const device = host.interfaces.find(({ name }) => name === answer.device);
  return { ...answer, way, destination, source, inputInterface, mtu: answer.mtu ?? device?.mtu ?? null };
}

/** A packet's way, and what was asked to learn it. */
export interface Decided {
  readonly question: RouteQuestion;
  readonly answer: RouteAnswer;
}

/**
 * The kernel's decision over a packet that comes in by one of several interfaces; `null` where it depends on which. One by which
 * the kernel would refuse the packet's source is not where it comes in, as long as another is left.
 *
 * @param inputs `null` for a packet that this host sends itself.
 */
export async function decideFrom(
  request: FlowRequest,
  inputs: readonly string[] | null,
  packet: Omit<RouteQuestion, "inputInterface">,
): Promise<Decided | NotPrinted | null> {
  const decided: Decided[] = [];
  for (const inputInterface of inputs ?? [null]) {
    const question = { ...packet, inputInterface };
    const answer = await decideRoute(request, question);
    if (typeof answer === "string") return answer;
    decided.push({ question, answer });
  }
  const taken = decided.filter(({ answer }) => answer.outcome !== "rejected-source");
  const [first, ...others] = taken.length > 0 ? taken : decided;
  const isOne = others.every(
    ({ answer }) =>
      answer.outcome === first?.answer.outcome &&
      answer.gateway === first.answer.gateway &&
      answer.device === first.answer.device,
  );
  return isOne ? (first ?? null) : null;
}

/** More interfaces are those of containers and tunnels: which of them a packet came by is not guessed. */
const MOST_INPUTS = 8;

/**
 * The interfaces that a packet may come in by: the one on whose network its sender is, else the one that owns the address that
 * it is for and the one that an answer to its sender would leave by, else any. A host takes packets for its addresses by each of
 * its interfaces (RFC 1122, section 3.3.4.2, the weak model). `null` for a packet that this host sends itself.
 */
export async function inputsOf(
  request: FlowRequest,
  host: OwnHost,
  { source, destination }: { readonly source: string | null; readonly destination: string },
): Promise<readonly string[] | null> {
  if (source === null || isOwnAddress(host, source)) return null;
  const near = onLink(host, source);
  if (near !== null) return [near];
  const owner = ownerOf(host, destination);
  const back = await decideRoute(request, {
    destination: source,
    source: null,
    inputInterface: null,
    port: null,
  });
  const towards = typeof back === "string" || back.outcome !== "unicast" ? null : back.device;
  const likely = [owner, towards].filter((device) => device !== null);
  if (likely.length > 0) return [...new Set(likely)];
  const any = host.interfaces.filter(({ isInternal }) => !isInternal).map(({ name }) => name);
  return any.length > MOST_INPUTS ? [] : any;
}
