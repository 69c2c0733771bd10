import type { BpfInstruction } from "../../../sys/index.ts";
import type { Vantage } from "../../../vantage/index.ts";
import type { Framing } from "./compile.ts";
import { ancillary, bpf } from "./place.ts";

/** What tcpdump made of a filter: a program, or why it has none. */
type TcpdumpFilter =
  | { readonly outcome: "compiled"; readonly program: readonly BpfInstruction[] }
  | { readonly outcome: "refused"; readonly words: string }
  /** It is not installed, or did not answer. */
  | { readonly outcome: "absent" };

/** How long it may take: names of hosts are looked up. */
const PATIENCE = 10_000;
const MOST_INSTRUCTIONS = 4096;
/** Octets of the header that LINKTYPE_LINUX_SLL2 has and the kernel has not. */
const COOKED_OCTETS = 20;

/**
 * Has tcpdump compile a filter that is not read here. It needs no capability for that. Loads that lead into the cooked header, which
 * a socket without link headers does not have, are moved, as libpcap moves them.
 */
export async function askTcpdump(
  filter: string,
  { framing, vantage }: { readonly framing: Framing; readonly vantage: Vantage },
): Promise<TcpdumpFilter> {
  const link = framing === "ethernet" ? "EN10MB" : "LINUX_SLL2";
  const ran = await vantage.run(["tcpdump", "-y", link, "-ddd", "--", filter], { timeout: PATIENCE });
  if (ran.outcome !== "ran") return { outcome: "absent" };
  const words = ran.stderr.trim().split("\n").at(-1) ?? "";
  if (ran.status !== 0) return { outcome: "refused", words: words.replace(/^tcpdump: /, "") };
  const program = readProgram(ran.stdout);
  const moved = framing === "ethernet" ? program : (program?.map(withoutHeader) ?? null);
  if (moved === null || moved.some((instruction) => instruction === null))
    return { outcome: "refused", words: "it asks for what this kind of link does not have" };
  return { outcome: "compiled", program: moved.filter((instruction) => instruction !== null) };
}

/** Decimal numbers: how many, then code, jumps and value of each. tcpdump(8), `-ddd`. */
function readProgram(text: string): readonly BpfInstruction[] | null {
  const [count = "", ...lines] = text.trim().split("\n");
  if (Number(count) !== lines.length || lines.length > MOST_INSTRUCTIONS) return null;
  const program = lines.map((line) => line.split(" ").map(Number));
  if (program.some((fields) => fields.length !== 4 || !fields.every(Number.isSafeInteger))) return null;
  return program.map(([code = 0, jumpTrue = 0, jumpFalse = 0, value = 0]) => ({
    code,
    jumpTrue,
    jumpFalse,
    value,
  }));
}

/** Loads at a place of the frame, and of what lies behind an IPv4 header. linux/bpf_common.h */
const absolute: ReadonlySet<number> = new Set([bpf.loadWord, bpf.loadHalf, bpf.loadOctet, bpf.indexHeader]);
const indexed: ReadonlySet<number> = new Set([0x40, bpf.loadIndexedHalf, 0x50]);

function withoutHeader(instruction: BpfInstruction): BpfInstruction | null {
  const { code, value } = instruction;
  if (!absolute.has(code) && !indexed.has(code)) return instruction;
  // What the kernel knows besides the octets stays where it is.
  if (value >= 0xfffff000) return instruction;
  if (value >= COOKED_OCTETS) return { ...instruction, value: value - COOKED_OCTETS };
  // The protocol is the first field of that header.
  return code === bpf.loadHalf && value === 0 ? { ...instruction, value: ancillary.protocol } : null;
}
