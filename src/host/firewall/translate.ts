import { addressNumber, numberAddress } from "../../base/index.ts";
import { asList, asNumber, asObject, asText, type Json } from "../json.ts";
import { fieldOf } from "./field.ts";
import { elementsOf, lookUp } from "./lookup.ts";
import type { Walk } from "./outcome.ts";
import { type Endpoint, onePort, type Packet, type PortRange } from "./packet.ts";
import type { Chain } from "./ruleset.ts";
import { numbersOf } from "./symbols.ts";

/** A packet after its translation, and whether it is certain that this is the one. */
export interface Translated {
  readonly packet: Packet;
  readonly isSure: boolean;
}

interface Place {
  readonly walk: Walk;
  readonly chain: Chain;
}

/** Where a packet may be sent by `dnat`, `snat`, `redirect` or `masquerade`; none where the statement is not for its family. */
export function translate(
  kind: "dnat" | "snat" | "redirect" | "masquerade",
  body: Json,
  packet: Packet,
  place: Place,
): readonly Translated[] {
  const parameters = asObject(body);
  const { family, addr, port } = parameters;
  if ((family === "ip" && packet.family === 6) || (family === "ip6" && packet.family === 4)) return [];
  const side = kind === "dnat" || kind === "redirect" ? "destination" : "source";
  const before = packet[side];
  const ends =
    kind === "redirect" || kind === "masquerade"
      ? [{ address: ownAddress(kind, packet, place), isSure: true, ports: undefined }]
      : addr === undefined
        ? [{ address: before.address, isSure: true, ports: undefined }]
        : addressesOf(addr, packet, place);
  const asked = port === undefined ? undefined : portsOf(port, packet, place);
  return ends.map(({ address, ports, isSure }): Translated => {
    const after: Endpoint = { address, ports: asked ?? ports ?? before.ports };
    return {
      packet: { ...packet, [side]: after, translated: { ...packet.translated, [side]: true } },
      isSure,
    };
  });
}

function ownAddress(kind: "redirect" | "masquerade", packet: Packet, { walk }: Place): string | null {
  if (kind === "masquerade") {
    return packet.output === null ? null : walk.world.addressOn(packet.output, packet.family);
  }
  // A packet that this host sends itself is led to loopback, others to the interface that they came by. iptables-extensions(8).
  if (packet.input === "") return packet.family === 4 ? "127.0.0.1" : "::1";
  return packet.input === null ? null : walk.world.addressOn(packet.input, packet.family);
}

interface Candidate {
  readonly address: string | null;
  readonly ports?: PortRange | null | undefined;
  readonly isSure: boolean;
}

/** The most destinations that one map is followed to; more of them are one that is not known. */
const MAX_CANDIDATES = 16;

function addressesOf(addr: Json, packet: Packet, { walk, chain }: Place): readonly Candidate[] {
  const { map } = asObject(addr);
  if (map === undefined) return [literal(addr, packet, true)];
  const { key, data } = asObject(map);
  const value = fieldOf(key ?? null, packet, walk.world);
  const found = lookUp(value, elementsOf(walk.ruleset, chain, data ?? null) ?? []);
  if (found.length > MAX_CANDIDATES) return [{ address: null, ports: null, isSure: false }];
  return found.map(({ data: to, truth }) => literal(to, packet, truth === true));
}

function literal(json: Json, packet: Packet, isSure: boolean): Candidate {
  const { concat, prefix } = asObject(json);
  if (concat !== undefined) {
    const [address = null, port = null] = asList(concat);
    const numbers = numbersOf("port", port);
    const ports = numbers === null ? null : { low: Number(numbers.low), high: Number(numbers.high) };
    return { ...literal(address, packet, isSure), ports };
  }
  const numbers = numbersOf("address", json);
  if (numbers === null) return { address: null, isSure };
  const { low, high } = numbers;
  if (low === high) return { address: numberAddress(low, packet.family), isSure };
  // One network for another: the rest of the address stays.
  const before = packet.destination.address === null ? null : addressNumber(packet.destination.address);
  if (prefix !== undefined && before !== null) {
    return { address: numberAddress(low | (before & (high - low)), packet.family), isSure };
  }
  return { address: null, isSure };
}

function portsOf(json: Json, packet: Packet, place: Place): PortRange | null {
  const { map } = asObject(json);
  const whole = asNumber(json);
  if (whole !== null) return onePort(whole);
  if (map !== undefined) {
    const { key, data } = asObject(map);
    const value = fieldOf(key ?? null, packet, place.walk.world);
    const [first] = lookUp(value, elementsOf(place.walk.ruleset, place.chain, data ?? null) ?? []);
    const port = first?.truth === true ? asNumber(first.data) : null;
    return port === null ? null : onePort(port);
  }
  const numbers = numbersOf("port", asText(json) ?? json);
  return numbers === null ? null : { low: Number(numbers.low), high: Number(numbers.high) };
}
