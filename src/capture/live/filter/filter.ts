import { FaultlineError } from "../../../base/index.ts";
import type { BpfInstruction } from "../../../sys/index.ts";
import type { Vantage } from "../../../vantage/index.ts";
import { compileFilter, type FilterPlace } from "./compile.ts";
import { parseFilter } from "./parse.ts";
import { askTcpdump } from "./tcpdump-filter.ts";
import { FilterRefusal } from "./words.ts";

/** Longer than any filter that a person writes. */
const LONGEST = 4_096;

/**
 * The program for a filter: by ourselves, or by tcpdump where it is installed and knows more of pcap-filter(7) than we do.
 *
 * @throws FaultlineError BAD_OPTION for a filter that neither can read.
 */
export async function filterProgram(
  filter: string | null,
  place: FilterPlace,
  vantage: Vantage,
): Promise<readonly BpfInstruction[]> {
  if (filter === null || filter.trim() === "") return compileFilter(null, place);
  if (filter.length > LONGEST) throw refusal(filter, `it has more than ${LONGEST} characters`, advice);
  try {
    return compileFilter(parseFilter(filter), place);
  } catch (error) {
    if (error instanceof RangeError) throw refusal(filter, "it is longer than the kernel takes", advice);
    if (!(error instanceof FilterRefusal)) throw error;
    const told = await askTcpdump(filter, { framing: place.framing, vantage });
    if (told.outcome === "compiled") return withPlace(told.program, place);
    const also = told.outcome === "refused" ? `; tcpdump says: ${told.words}` : "";
    throw refusal(filter, `${error.message}, at column ${error.column}${also}`, advice);
  }
}

const advice =
  "Write host, net, port, portrange with src or dst, tcp, udp, icmp, icmp6, arp, ip, ip6, vlan, and, or, not, for example: -f 'host 192.0.2.1 and tcp port 443'";

const refusal = (filter: string, what: string, wanted: string) =>
  new FaultlineError(
    "BAD_OPTION",
    `Cannot read the filter "${filter.slice(0, 200).replace(/[^\x20-\x7e]/g, "?")}": ${what}\n${wanted}`,
  );

/** RET with a constant. */
const END = 0x06;

/** A program of others, behind what is left out in any case, and cut to our length. */
function withPlace(program: readonly BpfInstruction[], place: FilterPlace): readonly BpfInstruction[] {
  // All but its two last instructions, which keep and drop: the others' program does so itself.
  const before = compileFilter(null, place).slice(0, -2);
  const cut = program.map((instruction) =>
    instruction.code === END && instruction.value !== 0
      ? { ...instruction, value: place.snapLength }
      : instruction,
  );
  if (before.length === 0) return cut;
  // Its jumps to "drop" lead behind itself: there stands a RET 0 that the first of the program leaps over.
  const drop = { code: END, jumpTrue: 0, jumpFalse: 0, value: 0 };
  const over = { code: 0x05, jumpTrue: 0, jumpFalse: 0, value: 1 };
  return [...before, over, drop, ...cut];
}
