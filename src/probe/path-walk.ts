import type { Ms } from "../base/index.ts";
import type { StateAsked } from "./path-asked.ts";
import { type HopsAsked, hopsOf } from "./path-hops.ts";
import type { OpenedPath } from "./path-open.ts";
import type { PathAnswer } from "./path-probes.ts";
import { FAR_TTL, PathState } from "./path-state.ts";

/** What drives a run besides what it is to find out. */
export interface WalkBounds {
  /** By the monotonic clock; `null` for none. */
  readonly deadline: Ms | null;
  readonly ticks: () => Ms;
  /** Ends the run early and keeps what it has. */
  readonly until: AbortSignal;
  /** Told now and then that something changed. */
  readonly onChange: (state: PathState) => void;
}

/** A run of probes along a path. Answers are given to it by `take`, whoever hears them. */
export interface PathRun {
  readonly state: PathState;
  take(answer: PathAnswer): void;
  /** Sends, waits and ends by itself. @returns the errno of what the kernel would not send, else `null`. */
  walk(opened: OpenedPath): Promise<number | null>;
}

/** Sendings that the kernel may refuse in a row before the run ends: an interface that went down, a rule of this host. */
const MOST_REFUSED = 8;

/** Prepares a run; nothing is sent before `walk`. */
export function preparePath(asked: StateAsked, bounds: WalkBounds): PathRun {
  const state = new PathState(asked);
  let wake: () => void = () => {};
  return {
    state,
    take(answer) {
      if (state.answered(answer) !== null) wake();
    },
    async walk({ transport }) {
      let refused = 0;
      const send = (ttl: number, flow: number): number => {
        const id = state.nextId;
        const { result, at: sentAt } = transport.send({
          id,
          ttl,
          flow,
          isForDestination: state.isForDestination(ttl),
        });
        if (result === 0) state.sent({ ttl, flow, sentAt, sentTicks: bounds.ticks() });
        refused = result === 0 ? 0 : refused + 1;
        return result;
      };
      // The kernel begins to stamp what arrives a moment after the first socket asks for it.
      await pauseFor(STAMPING_BEGINS, bounds.until);
      // One that reaches the destination whatever the distance: the TTL of its answer says how long the path may be.
      if (!transport.isSerial) send(FAR_TTL, 0);
      while (!bounds.until.aborted) {
        const now = bounds.ticks();
        if (bounds.deadline !== null && now >= bounds.deadline) break;
        for (const { id } of state.giveUp(now)) transport.forget(id);
        const { send: due, at } = state.next(now);
        for (const { ttl, flow } of due) {
          const result = send(ttl, flow);
          if (result < 0 && refused >= MOST_REFUSED) return -result;
        }
        bounds.onChange(state);
        if (at === null) break;
        const latest = bounds.deadline === null ? at : Math.min(at, bounds.deadline);
        await new Promise<void>((resolve) => {
          const end = () => {
            clearTimeout(timer);
            bounds.until.removeEventListener("abort", end);
            resolve();
          };
          wake = end;
          // Something was refused: not at once again.
          const least = refused > 0 ? REFUSED_PAUSE : 0;
          const timer = setTimeout(end, Math.max(least, latest - bounds.ticks()));
          bounds.until.addEventListener("abort", end, { once: true });
        });
      }
      return null;
    },
  };
}

const REFUSED_PAUSE: Ms = 20;

/** net_enable_timestamp() of the kernel leaves the work to a queue. */
const STAMPING_BEGINS: Ms = 5;

/** Waits, or until a signal ends the wait. */
function pauseFor(time: Ms, until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      until.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, time);
    until.addEventListener("abort", end, { once: true });
  });
}

/** The hops as they are known now. */
export const hopsNow = (state: PathState, seen: Omit<HopsAsked, "end">) =>
  hopsOf(state.probes, { ...seen, end: state.end });
