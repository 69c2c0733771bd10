import { readConnectionTracking } from "./connection-tracking.ts";
import { recordFirewall } from "./firewall/read.ts";
import { type FlowRequest, gapOfCommand, print } from "./flow.ts";
import { hostFor } from "./flow-host.ts";
import { type Onward, onwardOf } from "./flow-onward.ts";
import { recordRoutes } from "./flow-routes.ts";
import { readNetworkSettings } from "./network-settings.ts";
import { readOwnHost } from "./own-host.ts";
import { decideRoute } from "./route-decision.ts";

/**
 * Records what one host does with the packets of a flow, both ways: the kernel's route decisions, the settings that decide
 * over packets, the packet filter's rules that take them, and the connection table. Reads, sends nothing. Tells how the flow
 * goes on from here; `null` where this host says nothing of that.
 *
 * @throws The signal's reason, when the user stops the run; nothing else.
 */
export async function lookAtFlow(request: FlowRequest): Promise<Onward | null> {
  const { vantage, context, flow } = request;
  await readNetworkSettings(request);
  const tracking = await readConnectionTracking(request);
  const host = await readOwnHost(request);
  if (host === null) {
    const what = { boundary: "route", needs: "the kernel's route decision", tool: "ip" } as const;
    const tried = await print(request, ["ip", "-V"]);
    context.recorder.gap(
      gapOfCommand(vantage, what, tried.outcome === "printed" ? "missing-tool" : tried.outcome),
    );
    return null;
  }
  const client = flow.clientAddress ?? (await ownSource(request));
  const verdict =
    client === null
      ? null
      : await recordFirewall(request, await hostFor(request, host, [client, flow.serverAddress]), {
          client,
          clientPort: null,
          server: flow.serverAddress,
          port: flow.port,
          protocol: flow.protocol,
        });
  // Where this host sends the flow elsewhere, the kernel decides over the new destination.
  const forwarded = verdict?.forwarded ?? [];
  const [packet] = forwarded;
  const given = new Set(forwarded.map(({ destination }) => destination.address));
  const destination = given.size === 1 ? packet?.destination : undefined;
  const { low, high } = destination?.ports ?? { low: flow.port, high: flow.port };
  const { forward } = await recordRoutes(request, host, {
    client: flow.clientAddress,
    server: destination?.address ?? flow.serverAddress,
    port: low === high ? low : flow.port,
    sends: given.size < 2 ? "surely" : given.has(flow.serverAddress) ? "perhaps" : "elsewhere",
  });
  return onwardOf({ flow: { ...flow, clientAddress: client }, verdict, tracking, forward });
}

/** The address that this host would send from. */
async function ownSource(request: FlowRequest): Promise<string | null> {
  const { serverAddress, port } = request.flow;
  const answer = await decideRoute(request, {
    destination: serverAddress,
    source: null,
    inputInterface: null,
    port,
  });
  return typeof answer === "string" ? null : answer.preferredSource;
}
