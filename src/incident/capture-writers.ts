import { stat } from "node:fs/promises";
import type { Ms } from "../base/index.ts";
import type { CaptureAsked } from "./named-captures.ts";
import { pause } from "./pause.ts";
import type { Walk } from "./walk.ts";

/** A file that was not written to for so long is not written to any more: a network is seldom silent for longer. */
const STILL_WRITTEN: Ms = 600_000;
/** The kernel hands packets to tcpdump a second late at the most: pcap_set_timeout(3PCAP), and tcpdump's own choice. */
const HAND_OVER: Ms = 1_200;

/** Waits, where captures are still written to, until the packets of the run have come to their files. */
export async function awaitWriters(
  captures: readonly CaptureAsked[],
  { clock, signal }: Pick<Walk, "clock" | "signal">,
): Promise<void> {
  const ages = await Promise.all(captures.map(async ({ file }) => clock.now() - (await stat(file)).mtimeMs));
  if (ages.some((age) => age < STILL_WRITTEN)) await pause(HAND_OVER, signal);
}
