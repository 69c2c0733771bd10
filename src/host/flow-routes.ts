import type { RouteDecision } from "../evidence/index.ts";
import { type FlowRequest, gapOfCommand, recordFlow } from "./flow.ts";
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
}

/** Records the decisions of both ways, with the interface that the packets come in by. */
export async function recordRoutes(request: FlowRequest, host: OwnHost, ends: Ends): Promise<FlowRoutes> {
  const forward = await recordRoute(request, host, { ends, way: "forward" });
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
  const inputInterface = await inputOf(request, host, { source, destination });
  const command = routeArguments(
    { destination, source, inputInterface, port },
    null,
    false,
    flow.protocol,
  ).filter((word) => word !== "-j" && word !== "-d");
  return recordFlow(request, "route-decision", {
    boundary: "route",
    by: "observed",
    command: command.join(" "),
    async collect() {
      const question = {
        destination,
        source,
        inputInterface,
        port: way === "forward" ? port : null,
      };
      const answer = await decideRoute(request, question);
      if (typeof answer === "string") {
        const what = { boundary: "route", needs: "the kernel's route decision", tool: "ip" } as const;
        context.recorder.gap(gapOfCommand(vantage, what, answer));
        return null;
      }
      return recordOf(host, { way, question, answer });
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

/**
 * The interface that a packet comes in by: the one on whose network its sender is, else the one that owns the address that
 * it is for, else the one that an answer to its sender would leave by.
 */
export async function inputOf(
  request: FlowRequest,
  host: OwnHost,
  { source, destination }: { readonly source: string | null; readonly destination: string },
): Promise<string | null> {
  if (source === null || isOwnAddress(host, source)) return null;
  const near = onLink(host, source) ?? ownerOf(host, destination);
  if (near !== null) return near;
  const back = await decideRoute(request, {
    destination: source,
    source: null,
    inputInterface: null,
    port: null,
  });
  return typeof back === "string" ? null : back.device;
}
