import type { Ms } from "../base/index.ts";
import { familyOf } from "../base/index.ts";
import { type Evidence, startOf } from "../evidence/index.ts";
import { KernelError, keepWhere, openPacketRing, type PacketRing } from "../sys/index.ts";
import type { Vantage } from "../vantage/index.ts";
import { answerFor, answerParts, askWhoHas } from "./address-conflict-frames.ts";
import type { ProbeContext } from "./context.ts";
import { askEcho, echoAnswer, echoReplyParts } from "./echo-frames.ts";

/** Times that it is asked: a frame may be lost. */
const TIMES = 2;
/** How long answers are waited for after each; a host on the same link answers within a few milliseconds. */
const WAIT: Ms = 150;
/** Ring memory: answers to a question are few. */
const BLOCK_OCTETS = 64 * 1024;
/** Octets of the longest answer that is looked at. */
const SNAP_LENGTH = 128;
/** Hosts that are told apart; more is a flood, not a conflict. */
const MOST_ANSWERS = 16;
const [EPERM, EACCES] = [1, 13];

/**
 * Asks on a link who has an address, and records each hardware address that answers: two hosts that claim it answer both. One host
 * with two interfaces on the link may do so as well (`arp_ignore` of ip-sysctl.rst): where several answer, and the source is told, each
 * is sent an echo request, which one host answers by one of its interfaces. Sends two frames, of which no cache learns, and two to each
 * of several that answer.
 *
 * @returns `null`, and a gap, without CAP_NET_RAW, or from a vantage whose namespace this process cannot enter.
 */
export async function probeAddressConflict(
  asked: {
    readonly address: string;
    readonly interface: string;
    /** The asker's own address, of the same family. */
    readonly source?: string | null;
    readonly vantage?: Vantage;
  },
  context: ProbeContext,
): Promise<Evidence<"address-conflict"> | null> {
  const { clock, signal, recorder, purpose } = context;
  const { address } = asked;
  signal.throwIfAborted();
  const { observedAt, ticks } = startOf(clock);
  const answers = new Map<string, number>();
  const identifier = 1 + (Math.trunc(observedAt) % 0xfffe);
  /** By the number of the echo request: who answered it. */
  const echoes = new Map<number, string>();
  const open = () =>
    openPacketRing({
      interface: asked.interface,
      filter: keepWhere([...answerParts, echoReplyParts], SNAP_LENGTH),
      blocks: 1,
      blockOctets: BLOCK_OCTETS,
      handOverAfter: 5,
      onPacket({ octets, isOutgoing }) {
        const echo = isOutgoing ? null : echoAnswer(octets, { destination: address, identifier });
        if (echo !== null) echoes.set(echo.sequence, echo.hardwareAddress);
        const from = isOutgoing ? null : answerFor(address, octets);
        if (from === null || (answers.size >= MOST_ANSWERS && !answers.has(from))) return;
        answers.set(from, (answers.get(from) ?? 0) + 1);
      },
    });
  const gap = (reason: "permission" | "not-supported", allowBy: string) => {
    recorder.gap({ boundary: "link", needs: "who answers for an address of this link", reason, allowBy });
    return null;
  };
  let ring: PacketRing | null;
  try {
    ring = asked.vantage === undefined ? open() : asked.vantage.inside(open);
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    const isForbidden = error.errno === EPERM || error.errno === EACCES;
    return isForbidden
      ? gap("permission", "Run as root (CAP_NET_RAW)")
      : gap("not-supported", `Look at the interface by hand: arping -D -I ${asked.interface} ${address}`);
  }
  if (ring === null) return gap("permission", "Run as root on that host (CAP_NET_RAW)");
  let count = 0;
  const claimants: string[] = [];
  try {
    const question = askWhoHas(address, ring.hardwareAddress);
    for (let turn = 0; turn < TIMES; turn += 1) {
      if (ring.send(question)) count += 1;
      await wait(WAIT, signal);
    }
    ring.drain();
    claimants.push(...answers.keys());
    const { source } = asked;
    if (claimants.length > 1 && source != null && familyOf(source) === 4 && familyOf(address) === 4) {
      const own = { from: ring.hardwareAddress, source, destination: address, identifier };
      for (let turn = 0; turn < TIMES; turn += 1) {
        for (const [index, to] of claimants.entries()) ring.send(askEcho({ ...own, to, sequence: index }));
        await wait(WAIT, signal);
      }
      ring.drain();
    }
  } finally {
    ring.close();
  }
  signal.throwIfAborted();
  return recorder.record(
    "address-conflict",
    {
      address,
      interface: asked.interface,
      asked: count,
      answers: claimants.map((hardwareAddress, index) => ({
        hardwareAddress,
        count: answers.get(hardwareAddress) ?? 0,
        ...(claimants.length > 1 ? { echoAnsweredBy: echoes.get(index) ?? null } : {}),
      })),
    },
    {
      boundary: "link",
      by: "probe",
      purpose,
      observedAt,
      took: clock.ticks() - ticks,
      command:
        familyOf(address) === 4
          ? `arping -D -I ${asked.interface} -c ${TIMES} ${address}`
          : `ndisc6 -m ${address} ${asked.interface}`,
    },
  );
}

/** Ends early when the run is stopped. */
function wait(time: Ms, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, time);
    signal.addEventListener("abort", end, { once: true });
  });
}
