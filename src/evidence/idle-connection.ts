import type { Ms } from "../base/index.ts";

/** One connection that was left idle and watched. RFC 9112, section 9.5; RFC 5382, REQ-5. */
export interface IdleConnection {
  readonly address: string;
  readonly port: number;
  /** Requests that were answered on it before. */
  readonly requestsBefore: number;
  /** `fin`: the peer closed it. `reset`: an RST came. `open`: it still stood when the watch ended. */
  readonly outcome: "open" | "fin" | "reset";
  /** From the last octet to the end, or to the end of the watch. */
  readonly idle: Ms;
}
