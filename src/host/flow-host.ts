import { isIP } from "node:net";
import type { Host, Routed } from "./firewall/flow-walk.ts";
import type { Packet } from "./firewall/packet.ts";
import type { World } from "./firewall/world.ts";
import type { FlowRequest } from "./flow.ts";
import { decideFrom, inputsOf } from "./flow-routes.ts";
import { holds, type OwnHost, ownKind } from "./own-host.ts";
import { decideRoute, type RouteQuestion } from "./route-decision.ts";

/** Multicast addresses. RFC 5771; RFC 4291, section 2.7. */
const multicast = [
  ["224.0.0.0", 4],
  ["ff00::", 8],
] as const;

/** The host as the walk through its rules needs it: its addresses, and its kernel's decisions. */
export async function hostFor(
  request: FlowRequest,
  own: OwnHost,
  addresses: readonly string[],
): Promise<Host> {
  const towards = new Map<string, string | null>();
  for (const address of addresses) {
    const answer = await decideRoute(request, plainQuestion(address));
    if (typeof answer !== "string") towards.set(address, answer.outcome === "unicast" ? answer.device : null);
  }
  return {
    world: worldOf(own, towards),
    devices: own.interfaces.filter(({ isInternal }) => !isInternal).map(({ name }) => name),
    isBridge: (device) => own.interfaces.some(({ name, isBridge }) => name === device && isBridge),
    isOwn: (address) => ownKind(own, address) === "local",
    route: (packet) => routeOf(request, own, packet),
    async inputOf({ source, destination }) {
      if (source.address === null || destination.address === null) return null;
      const ends = { source: source.address, destination: destination.address };
      const [only, ...others] = (await inputsOf(request, own, ends)) ?? [];
      return others.length === 0 ? (only ?? null) : null;
    },
  };
}

const plainQuestion = (destination: string): RouteQuestion => ({
  destination,
  source: null,
  inputInterface: null,
  port: null,
});

const worldOf = (own: OwnHost, towards: ReadonlyMap<string, string | null>): World => ({
  addressType(address) {
    const known = ownKind(own, address);
    if (known !== null) return known;
    return multicast.some(([network, prefix]) => holds(network, prefix, address)) ? "multicast" : "unicast";
  },
  ownerOf: (address) =>
    own.interfaces.find(({ addresses }) => addresses.some((one) => one.address === address))?.name ?? null,
  deviceTowards: (address) => (ownKind(own, address) === "local" ? undefined : towards.get(address)),
  addressOn(device, family) {
    const known = own.interfaces.find(({ name }) => name === device);
    const fitting = known?.addresses.filter(
      ({ address, isLinkLocal }) => isIP(address) === family && !isLinkLocal,
    );
    return fitting?.[0]?.address ?? null;
  },
});

async function routeOf(request: FlowRequest, own: OwnHost, packet: Packet): Promise<Routed> {
  const { address } = packet.destination;
  if (address === null) return { to: "unknown", device: null };
  const isOfOthers = packet.input !== "" && packet.input !== "lo";
  if (!isOfOthers && ownKind(own, address) === "local") return { to: "here", device: "lo" };
  const { ports } = packet.destination;
  const source = packet.input === "lo" ? null : packet.source.address;
  const inputs = isOfOthers
    ? packet.input === null
      ? await inputsOf(request, own, { source, destination: address })
      : [packet.input]
    : null;
  const decided = await decideFrom(request, inputs, {
    destination: address,
    source,
    port: ports !== null && ports.low === ports.high ? ports.low : null,
  });
  if (decided === null || typeof decided === "string") return { to: "unknown", device: null };
  const { answer } = decided;
  if (answer.outcome === "local") return { to: "here", device: "lo" };
  return answer.outcome === "unicast"
    ? { to: "onward", device: answer.device }
    : { to: "nowhere", device: null };
}
