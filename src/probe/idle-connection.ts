import type { Ms } from "../base/index.ts";
import { type Evidence, type IdleConnection, startOf } from "../evidence/index.ts";
import type { ProbeContext } from "./context.ts";
import type { HttpStream } from "./http-ask.ts";

/** A connection that is to be left alone. */
export interface IdleWatch {
  readonly stream: HttpStream;
  readonly address: string;
  readonly port: number;
  readonly requestsBefore: number;
}

/**
 * Leaves a connection idle and records when and how the peer, or a device between, ends it.
 *
 * `context.timeout` bounds the watch. The stream is left to the caller.
 *
 * @throws The reason of `context.signal`.
 */
export async function watchIdle(
  watch: IdleWatch,
  context: ProbeContext,
): Promise<Evidence<"idle-connection">> {
  const { clock, signal, timeout, recorder, purpose, attempt } = context;
  const { stream, address, port, requestsBefore } = watch;
  const { observedAt, ticks } = startOf(clock);
  const outcome = await endOf(stream, signal, timeout);
  const idle = clock.ticks() - ticks;
  const value: IdleConnection = { address, port, requestsBefore, outcome, idle };
  return recorder.record("idle-connection", value, {
    boundary: "tcp",
    by: "probe",
    purpose,
    ...(attempt === undefined ? {} : { attempt }),
    observedAt,
    took: idle,
    command: `time nc -v ${address} ${port}`,
  });
}

function endOf(stream: HttpStream, signal: AbortSignal, timeout: Ms): Promise<IdleConnection["outcome"]> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => done("open"), timeout);
    const onEnd = () => done("fin");
    const onError = () => done("reset");
    const onClose = () => done(stream.readableEnded ? "fin" : "reset");
    const onAbort = () => {
      release();
      reject(signal.reason);
    };
    function release(): void {
      clearTimeout(timer);
      stream.off("end", onEnd).off("close", onClose);
      stream.on("error", () => {}); // A late error has no listener else.
      stream.off("error", onError);
      signal.removeEventListener("abort", onAbort);
      stream.pause();
    }
    function done(outcome: IdleConnection["outcome"]): void {
      release();
      resolve(outcome);
    }
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    stream.on("end", onEnd).on("error", onError).on("close", onClose);
    if (stream.destroyed) onClose();
    else stream.resume(); // A goodbye of TLS or HTTP (408) may come before the FIN: it is read and thrown away.
  });
}
