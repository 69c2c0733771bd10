import type { BpfInstruction } from "../../../sys/index.ts";
import { Assembler, type Label } from "./assembler.ts";
import type { FilterExpression } from "./expression.ts";
import { ancillary, bpf, type Exits, type Place } from "./place.ts";
import { testNetwork } from "./test-network.ts";
import { testPorts } from "./test-ports.ts";
import { testProtocol } from "./test-protocol.ts";

/** What the kernel lays before the network header of what it filters. */
export type Framing = "ethernet" | "network";

/** For what kind of socket a filter is. */
export interface FilterPlace {
  readonly framing: Framing;
  /** Number of the loopback interface, where the socket sees it: its packets pass twice, and are kept as they come in. */
  readonly loopback: number | null;
  /** Octets of each packet that are kept. */
  readonly snapLength: number;
}

const tagged = [0x8100, 0x88a8, 0x9100] as const;
/** An Ethernet header, with a tag where it still has one: most kernels take it out before. */
const ethernet: Place = { typeAt: 12, network: 14, tagAt: null };
const taggedEthernet: Place = { typeAt: 16, network: 18, tagAt: 14 };
const networkOnly: Place = { typeAt: ancillary.protocol, network: 0, tagAt: null };
/** PACKET_OUTGOING of packet(7). */
const OUTGOING = 4;

/**
 * A filter as a program for the kernel; `null` (everything) is one too. One VLAN tag is looked through: `tcp port 80` holds for
 * tagged packets as well, wherever the tag is by then.
 *
 * @throws RangeError when it is longer than the kernel takes.
 */
export function compileFilter(
  expression: FilterExpression | null,
  { framing, loopback, snapLength }: FilterPlace,
): readonly BpfInstruction[] {
  const program = new Assembler();
  const [keep, drop] = [program.label(), program.label()];
  if (loopback !== null) skipOutgoing(program, loopback, drop);
  if (expression !== null && framing === "ethernet") {
    const inBand = program.label();
    program.plain(bpf.loadHalf, ethernet.typeAt);
    for (const type of tagged) {
      const next = program.label();
      program.test(bpf.equal, type, { yes: inBand, no: next });
      program.mark(next);
    }
    write(expression, { program, place: ethernet, yes: keep, no: drop });
    program.mark(inBand);
    write(expression, { program, place: taggedEthernet, yes: keep, no: drop });
  } else if (expression !== null) {
    write(expression, { program, place: networkOnly, yes: keep, no: drop });
  }
  program.mark(keep);
  program.plain(bpf.end, snapLength);
  program.mark(drop);
  program.plain(bpf.end, 0);
  const instructions = program.finish();
  if (instructions === null) throw new RangeError("The filter is longer than the kernel takes");
  return instructions;
}

function skipOutgoing(program: Assembler, loopback: number, drop: Label): void {
  const [isLoopback, goOn] = [program.label(), program.label()];
  program.plain(bpf.loadWord, ancillary.interface);
  program.test(bpf.equal, loopback, { yes: isLoopback, no: goOn });
  program.mark(isLoopback);
  program.plain(bpf.loadOctet, ancillary.packetType);
  program.test(bpf.equal, OUTGOING, { yes: drop, no: goOn });
  program.mark(goOn);
}

function write(expression: FilterExpression, exits: Exits): void {
  const { program, place, yes, no } = exits;
  switch (expression.kind) {
    case "and":
    case "or": {
      const right = program.label();
      const isAnd = expression.kind === "and";
      write(expression.left, { program, place, yes: isAnd ? right : yes, no: isAnd ? no : right });
      program.mark(right);
      write(expression.right, exits);
      break;
    }
    case "not":
      write(expression.of, { program, place, yes: no, no: yes });
      break;
    case "protocol":
      testProtocol(expression.protocol, exits);
      break;
    case "network":
      testNetwork(expression, exits);
      break;
    case "ports":
      testPorts(expression, exits);
      break;
    case "vlan":
      testVlan(expression.id, exits);
  }
}

function testVlan(id: number | null, { program, place, yes, no }: Exits): void {
  const isTagged = program.label();
  if (place.tagAt === null) {
    program.plain(bpf.loadOctet, ancillary.vlanPresent);
    program.test(bpf.equal, 1, { yes: isTagged, no });
  }
  program.mark(isTagged);
  program.plain(bpf.loadHalf, place.tagAt ?? ancillary.vlanTag);
  program.plain(bpf.and, 0x0fff);
  if (id === null) program.test(bpf.atLeast, 0, { yes, no });
  else program.test(bpf.equal, id, { yes, no });
}
