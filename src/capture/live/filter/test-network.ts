import type { Label } from "./assembler.ts";
import type { AddressFamily, FilterExpression } from "./expression.ts";
import { bpf, type Exits, types } from "./place.ts";

type Network = Extract<FilterExpression, { kind: "network" }>;

/** Where source and destination lie behind the network header; of ARP the two protocol addresses. RFC 826. */
const ends: Readonly<Record<AddressFamily, readonly [source: number, destination: number]>> = {
  ip: [12, 16],
  arp: [14, 24],
  ip6: [8, 24],
};

/** Whether an address of a packet is in a network. pcap-filter(7). */
export function testNetwork(network: Network, exits: Exits): void {
  const { program, place, yes, no } = exits;
  const families: readonly AddressFamily[] =
    network.family !== null ? [network.family] : network.address.length === 16 ? ["ip6"] : ["ip", "arp"];
  program.plain(bpf.loadHalf, place.typeAt);
  for (const [index, family] of families.entries()) {
    const [isFamily, next] = [program.label(), program.label()];
    const isLast = index === families.length - 1;
    program.test(bpf.equal, types[family], { yes: isFamily, no: isLast ? no : next });
    program.mark(isFamily);
    testEnds(network, family, { program, place, yes, no });
    program.mark(next);
  }
}

function testEnds(network: Network, family: AddressFamily, { program, place, yes, no }: Exits): void {
  const [source, destination] = ends[family];
  const { direction } = network;
  const second = program.label();
  const at = (offset: number, to: { readonly yes: Label; readonly no: Label }) =>
    testAddress(network, { program, place: { ...place, network: place.network + offset }, ...to });
  if (direction === "source") at(source, { yes, no });
  else if (direction !== "destination")
    at(source, direction === "both" ? { yes: second, no } : { yes, no: second });
  program.mark(second);
  if (direction !== "source") at(destination, { yes, no });
}

/** Word by word, as far as the prefix reaches. */
function testAddress({ address, prefix }: Network, { program, place, yes, no }: Exits): void {
  const view = new DataView(address.buffer, address.byteOffset, address.length);
  const words = Math.max(1, Math.ceil(prefix / 32));
  for (let word = 0; word < words; word += 1) {
    const bits = Math.min(32, prefix - word * 32);
    const next = program.label();
    program.plain(bpf.loadWord, place.network + word * 4);
    if (bits < 32) program.plain(bpf.and, bits === 0 ? 0 : (0xffff_ffff << (32 - bits)) >>> 0);
    program.test(bpf.equal, view.getUint32(word * 4), { yes: word === words - 1 ? yes : next, no });
    program.mark(next);
  }
}
