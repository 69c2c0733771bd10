import type { Duplex } from "node:stream";
import type { Ms } from "../base/index.ts";

/** The most that is read from a connection that is only watched, in octets: a banner, not a flood. */
const MAX_OCTETS = 64 * 1024;

/**
 * Whether the peer keeps a connection open for a time in which we send nothing.
 *
 * A peer that speaks first (SSH, SMTP, MySQL) is open: what it says is read and thrown away.
 *
 * @throws The signal's reason, when the user stops the run.
 */
export function watchPeer(
  stream: Duplex,
  time: Ms,
  signal: AbortSignal,
): Promise<"open" | "closed-by-peer" | "reset-by-peer"> {
  return new Promise((resolve, reject) => {
    let octets = 0;
    const end = (afterwards: "open" | "closed-by-peer" | "reset-by-peer") => {
      leave();
      resolve(afterwards);
    };
    const leave = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      stream.off("data", onData).off("end", onEnd).off("error", onError);
    };
    const onData = (data: Buffer) => {
      octets += data.length;
      if (octets > MAX_OCTETS) end("open");
    };
    const onEnd = () => end("closed-by-peer");
    const onError = () => end("reset-by-peer");
    const onAbort = () => {
      leave();
      reject(signal.reason);
    };
    const timer = setTimeout(() => end("open"), time);
    if (signal.aborted) return onAbort();
    // A peer that was quicker than we were has ended the stream before anybody listened.
    if (stream.errored !== null) return onError();
    if (stream.readableEnded || stream.destroyed) return onEnd();
    signal.addEventListener("abort", onAbort, { once: true });
    stream.on("data", onData).on("end", onEnd).on("error", onError);
  });
}
