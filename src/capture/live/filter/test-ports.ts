import type { Label } from "./assembler.ts";
import type { FilterExpression } from "./expression.ts";
import { bpf, type Exits, types } from "./place.ts";

type Ports = Extract<FilterExpression, { kind: "ports" }>;

const numbers = { tcp: 6, udp: 17, sctp: 132 } as const;
const [PROTOCOL_4, FRAGMENT_4, NEXT_HEADER_6, AFTER_HEADER_6] = [9, 6, 6, 40];
/** The place of a fragment in its packet: only the first one has ports. */
const FRAGMENT_OFFSET = 0x1fff;

/** Whether the ports of a packet are what is asked for; later fragments, which have none, are not. pcap-filter(7). */
export function testPorts(ports: Ports, exits: Exits): void {
  const { program, place, no } = exits;
  const { network, typeAt } = place;
  const [is4, not4, is6] = [program.label(), program.label(), program.label()];
  program.plain(bpf.loadHalf, typeAt);
  program.test(bpf.equal, types.ip, { yes: is4, no: not4 });
  program.mark(is4);
  program.plain(bpf.loadOctet, network + PROTOCOL_4);
  testTransport(ports, exits);
  const first = program.label();
  program.plain(bpf.loadHalf, network + FRAGMENT_4);
  program.test(bpf.anyBit, FRAGMENT_OFFSET, { yes: no, no: first });
  program.mark(first);
  program.plain(bpf.indexHeader, network);
  testBoth(ports, { ...exits, load: bpf.loadIndexedHalf, at: network });
  program.mark(not4);
  program.test(bpf.equal, types.ip6, { yes: is6, no });
  program.mark(is6);
  program.plain(bpf.loadOctet, network + NEXT_HEADER_6);
  testTransport(ports, exits);
  testBoth(ports, { ...exits, load: bpf.loadHalf, at: network + AFTER_HEADER_6 });
}

/** Goes on behind what it writes where the protocol that was loaded has such ports. */
function testTransport({ protocol }: Ports, { program, no }: Exits): void {
  const has = program.label();
  const wanted = protocol === null ? Object.values(numbers) : [numbers[protocol]];
  for (const [index, number] of wanted.entries()) {
    const next = program.label();
    program.test(bpf.equal, number, { yes: has, no: index === wanted.length - 1 ? no : next });
    program.mark(next);
  }
  program.mark(has);
}

type Loading = Exits & { readonly load: number; readonly at: number };

/** The source port is at the place, the destination port behind it. */
function testBoth(ports: Ports, { program, load, at, yes, no }: Loading): void {
  const { direction } = ports;
  const second = program.label();
  if (direction !== "destination") {
    program.plain(load, at);
    const exits =
      direction === "source" ? { yes, no } : direction === "both" ? { yes: second, no } : { yes, no: second };
    testRange(ports, program, exits);
  }
  program.mark(second);
  if (direction === "source") return;
  program.plain(load, at + 2);
  testRange(ports, program, { yes, no });
}

function testRange(
  { from, to }: Ports,
  program: Exits["program"],
  { yes, no }: { readonly yes: Label; readonly no: Label },
): void {
  if (from === to) {
    program.test(bpf.equal, from, { yes, no });
    return;
  }
  const reaches = program.label();
  program.test(bpf.atLeast, from, { yes: reaches, no });
  program.mark(reaches);
  program.test(bpf.above, to, { yes: no, no: yes });
}
