/** The user ended the command by a signal. */
export class Stopped extends Error {
  /** As every abort is called, so that rooms below tell it from a bug. */
  override readonly name = "AbortError";
  readonly signal: "SIGINT" | "SIGTERM" | "SIGHUP";

  constructor(signal: Stopped["signal"]) {
    super(`stopped by ${signal}`);
    this.signal = signal;
  }
}
