import type { Ms } from "../base/index.ts";
import { startOf } from "../evidence/index.ts";
import { closeGently, watchPeer } from "../probe/index.ts";
import type { Way } from "./connect.ts";
import type { StepBudget, Walk } from "./walk.ts";

/** How long a bare connection is watched: a peer that refuses it by closing does so within a round trip and a thread's wake-up. */
const WATCH: Ms = 300;

/** Whether a connection that nothing is asked of stays ours; the record says how it ended where it did not. */
export async function watchConnection(walk: Walk, way: Way, { purpose, attempt }: StepBudget) {
  const { stream, connect } = way;
  if (stream === null || connect === null) return { lives: false, record: null };
  const { observedAt, ticks } = startOf(walk.clock);
  const afterwards = await watchPeer(stream, WATCH, walk.signal);
  await closeGently(stream, walk.signal);
  if (afterwards === "open") return { lives: true, record: null };
  const record = walk.recorder.record(
    "tcp-connect",
    { ...connect.value, afterwards },
    {
      boundary: "tcp",
      by: "probe",
      purpose,
      ...(attempt === null ? {} : { attempt }),
      observedAt,
      took: walk.clock.ticks() - ticks,
      command: connect.command,
    },
  );
  return { lives: false, record };
}
