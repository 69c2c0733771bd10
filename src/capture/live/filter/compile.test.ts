import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BpfInstruction } from "../../../sys/index.ts";
import { addressOctets } from "../../../wire/index.ts";
import { compileFilter, type FilterPlace } from "./compile.ts";
import { parseFilter } from "./parse.ts";
import { FilterRefusal } from "./words.ts";

/** A packet as the kernel has it: its octets, and what it knows besides. */
interface Packet {
  readonly octets: Uint8Array;
  readonly type: number;
  readonly vlan?: number;
  readonly interface?: number;
  readonly isOutgoing?: boolean;
}

/** What the kernel does with a program: octets kept, 0 for none. Linux Documentation/networking/filter.rst. */
function run(program: readonly BpfInstruction[], packet: Packet): number {
  const view = new DataView(packet.octets.buffer, packet.octets.byteOffset, packet.octets.length);
  const known = new Map([
    [0xfffff000, packet.type],
    [0xfffff004, packet.isOutgoing === true ? 4 : 0],
    [0xfffff008, packet.interface ?? 2],
    [0xfffff02c, packet.vlan ?? 0],
    [0xfffff030, packet.vlan === undefined ? 0 : 1],
  ]);
  let [loaded, index] = [0, 0];
  const load = (octets: number, at: number): number | null => {
    const fact = known.get(at);
    if (fact !== undefined) return fact;
    if (at + octets > view.byteLength) return null;
    return octets === 1 ? view.getUint8(at) : octets === 2 ? view.getUint16(at) : view.getUint32(at);
  };
  for (let at = 0; at < program.length; at += 1) {
    const instruction = program[at];
    if (instruction === undefined) break;
    const { code, jumpTrue, jumpFalse, value } = instruction;
    const jump = (holds: boolean) => {
      at += holds ? jumpTrue : jumpFalse;
    };
    if (code === 0x06) return value;
    if (code === 0x05) at += value;
    else if (code === 0x15) jump(loaded === value);
    else if (code === 0x25) jump(loaded > value);
    else if (code === 0x35) jump(loaded >= value);
    else if (code === 0x45) jump((loaded & value) !== 0);
    else if (code === 0x54) loaded = (loaded & value) >>> 0;
    else {
      const octets = code === 0x20 ? 4 : code === 0x28 || code === 0x48 ? 2 : 1;
      const read = load(octets, code === 0x48 ? index + value : value);
      if (read === null) return 0;
      if (code === 0xb1) index = (read & 15) * 4;
      else loaded = read;
    }
  }
  throw new Error("The program does not end");
}

const octetsOf = (address: string) => [...(addressOctets(address) ?? [])];
const word = (value: number) => [value >> 8, value & 255];

interface Asked {
  readonly from?: string;
  readonly to?: string;
  readonly ports?: readonly [number, number];
  readonly protocol?: number;
  readonly options?: number;
  readonly fragment?: number;
}

/** The network packet: header, ports and some octets. */
function network({
  from = "192.0.2.1",
  to = "192.0.2.2",
  ports = [40_000, 80],
  protocol = 6,
  options = 0,
  fragment = 0,
}: Asked) {
  const payload = [...word(ports[0]), ...word(ports[1]), ...new Array<number>(16).fill(0)];
  if (from.includes(":")) {
    return [
      0x60,
      0,
      0,
      0,
      ...word(payload.length),
      protocol,
      64,
      ...octetsOf(from),
      ...octetsOf(to),
      ...payload,
    ];
  }
  const header = [0x45 + options, 0, 0, 40, 0, 1, ...word(fragment), 64, protocol, 0, 0];
  return [
    ...header,
    ...octetsOf(from),
    ...octetsOf(to),
    ...new Array<number>(options * 4).fill(1),
    ...payload,
  ];
}

const typeOf = ({ from = "" }: Asked) => (from.includes(":") ? 0x86dd : 0x0800);

const framings: Readonly<Record<FilterPlace["framing"], (asked: Asked) => Packet>> = {
  ethernet: (asked) => ({
    octets: Uint8Array.from([...new Array<number>(12).fill(2), ...word(typeOf(asked)), ...network(asked)]),
    type: typeOf(asked),
  }),
  network: (asked) => ({ octets: Uint8Array.from(network(asked)), type: typeOf(asked) }),
};
const six = { from: "2001:db8::1", to: "2001:db8::2" };

const keeps = (
  filter: string,
  packet: Packet,
  framing: FilterPlace["framing"],
  loopback: number | null = null,
) => run(compileFilter(parseFilter(filter), { framing, loopback, snapLength: 96 }), packet) === 96;

const rows: readonly (readonly [filter: string, packet: Asked, isKept: boolean])[] = [
  ["tcp", {}, true],
  ["tcp", { protocol: 17 }, false],
  ["tcp", six, true],
  ["udp", { ...six, protocol: 17 }, true],
  ["ip", six, false],
  ["ip6", six, true],
  ["icmp", { protocol: 1 }, true],
  ["icmp", { ...six, protocol: 58 }, false],
  ["icmp6", { ...six, protocol: 58 }, true],
  ["icmp6", { protocol: 58 }, false],
  ["port 80", {}, true],
  ["port 40000", {}, true],
  ["port 443", {}, false],
  ["port 80", { options: 2 }, true],
  ["port 80", { fragment: 100 }, false],
  ["port 80", { fragment: 0x2000 }, true],
  ["port 80", { protocol: 1 }, false],
  ["src port 80", {}, false],
  ["dst port 80", {}, true],
  ["src and dst port 80", {}, false],
  ["src and dst port 80", { ports: [80, 80] }, true],
  ["tcp port 80", { protocol: 17 }, false],
  ["udp dst port 80", { protocol: 17 }, true],
  ["portrange 79-81", {}, true],
  ["portrange 81-90", {}, false],
  ["dst portrange 80-80", six, true],
  ["portrange 81-90 or 40000-40001", {}, true],
  ["host 192.0.2.1", {}, true],
  ["host 192.0.2.3", {}, false],
  ["dst host 192.0.2.1", {}, false],
  ["src 192.0.2.1", {}, true],
  ["192.0.2.1", {}, true],
  ["host 2001:db8::2", six, true],
  ["ip6 host 2001:db8::2", six, true],
  ["src host 2001:db8::2", six, false],
  ["host 192.0.2.1", six, false],
  ["net 192.0.2.0/24", {}, true],
  ["net 192.0.2", {}, true],
  ["net 192", {}, true],
  ["net 192.0.2.0 mask 255.255.255.0", {}, true],
  ["net 198.51.100.0/24", {}, false],
  ["net 0.0.0.0/0", {}, true],
  ["net 2001:db8::/33", six, true],
  ["net 2001:db8:8000::/33", six, false],
  ["src and dst net 192.0.2.0/30", {}, true],
  ["not tcp", {}, false],
  ["! port 443", {}, true],
  ["host 192.0.2.1 and port 80", {}, true],
  ["host 192.0.2.1 && not (port 80 || port 443)", {}, false],
  ["port 443 or 80", {}, true],
  // Of equal rank, from left to right: not "tcp or (udp and port 443)".
  ["tcp or udp and port 443", {}, false],
  ["tcp or (udp and port 443)", {}, true],
  ["vlan", {}, false],
  ["arp", {}, false],
];

describe("a compiled filter", () => {
  test.each(rows)("%s of %j: %s", (filter, asked, isKept) => {
    for (const framing of ["ethernet", "network"] as const)
      expect(keeps(filter, framings[framing](asked), framing), framing).toBe(isKept);
  });

  test("looks through a VLAN tag, in the frame or taken out by the kernel", () => {
    const plain = framings.ethernet({});
    const out = { ...plain, vlan: 0x2005 };
    const octets = Uint8Array.from([
      ...plain.octets.subarray(0, 12),
      ...word(0x8100),
      ...word(0x2005),
      ...plain.octets.subarray(12),
    ]);
    for (const packet of [out, { octets, type: 0x8100 }]) {
      for (const filter of ["vlan", "vlan 5", "vlan 5 and tcp port 80", "port 80", "ip", "not vlan 6"])
        expect(keeps(filter, packet, "ethernet"), filter).toBe(true);
      for (const filter of ["vlan 6", "not vlan", "vlan and port 81"])
        expect(keeps(filter, packet, "ethernet"), filter).toBe(false);
    }
  });

  test("finds both ends of an ARP packet", () => {
    const arp = [0, 1, 8, 0, 6, 4, 0, 1, 2, 2, 2, 2, 2, 2, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 192, 0, 2, 9];
    const packet = { octets: Uint8Array.from(arp), type: 0x0806 };
    for (const [filter, isKept] of [
      ["arp", true],
      ["host 192.0.2.9", true],
      ["arp host 192.0.2.1", true],
      ["arp src host 192.0.2.9", false],
      ["ip host 192.0.2.9", false],
      ["tcp", false],
    ] as const)
      expect(keeps(filter, packet, "network"), filter).toBe(isKept);
  });

  test("keeps of the loopback's packets the one that comes in", () => {
    for (const filter of [null, parseFilter("tcp")]) {
      const program = compileFilter(filter, { framing: "network", loopback: 1, snapLength: 96 });
      const packet = framings.network({});
      expect(run(program, { ...packet, interface: 1, isOutgoing: true })).toBe(0);
      expect(run(program, { ...packet, interface: 1 })).toBe(96);
      expect(run(program, { ...packet, interface: 2, isOutgoing: true })).toBe(96);
    }
  });

  test("jumps over more than a comparison can", () => {
    const ports = Array.from({ length: 60 }, (_, index) => `port ${1_000 + index}`).join(" or ");
    expect(keeps(`not (${ports}) and tcp`, framings.network({}), "network")).toBe(true);
    expect(keeps(`${ports} or port 80`, framings.ethernet(six), "ethernet")).toBe(true);
    expect(() => keeps(new Array(400).fill("port 1").join(" or "), framings.network({}), "network")).toThrow(
      RangeError,
    );
  });

  test("ends on any packet, however short", () => {
    const filters = rows.map(([filter]) => filter);
    fc.assert(
      fc.property(fc.constantFrom(...filters), fc.uint8Array({ maxLength: 80 }), (filter, octets) => {
        for (const framing of ["ethernet", "network"] as const)
          keeps(filter, { octets, type: octets[0] === 0 ? 0x86dd : 0x0800 }, framing, 1);
      }),
    );
  });
});

describe("parseFilter()", () => {
  test.each([
    ["tcp prt 80", 5, '"prt"'],
    ["", 1, "missing"],
    ["tcp and", 8, "missing"],
    ["(tcp or udp", 12, '")" is missing'],
    ["tcp)", 4, "not expected"],
    ["port 65536", 6, "no port"],
    ["port http", 6, "no port"],
    ["host web.example", 6, "no numeric address"],
    ["tcp web.example", 5, "no word of a filter"],
    ["net 192.0.2.1/24", 5, "no network"],
    ["net 192.0.2.0/33", 5, "no network"],
    ["net 192.0.2.0 mask 255.0.255.0", 5, "no network"],
    ["ip6 host 192.0.2.1", 10, "no address of ip6"],
    ["tcp host 192.0.2.1", 1, "no addresses"],
    ["ip port 80", 1, "no ports"],
    ["vlan 4096", 6, "0 to 4095"],
    ["tcp[13] & 2 != 0", 1, "tcp[13]"],
    ["host and port 80", 6, "where a value should"],
    ["portrange 80", 11, "no range"],
  ])("%s is refused at column %i", (filter, column, what) => {
    try {
      parseFilter(filter);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof FilterRefusal)) throw error;
      expect([error.column, error.message]).toEqual([column, expect.stringContaining(what)]);
    }
  });

  test("any text is read or refused", () => {
    const words =
      "tcp udp port 80 host 192.0.2.1 src dst and or not ( ) net /8 vlan ! && | portrange 1-2 mask".split(
        " ",
      );
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((parts) => parts.join(" ")),
    );
    fc.assert(
      fc.property(text, (filter) => {
        try {
          parseFilter(filter);
        } catch (error) {
          if (!(error instanceof FilterRefusal)) throw error;
        }
      }),
    );
  });
});
