import type { Ms } from "../base/index.ts";
import type { Endpoint } from "./captured-flow.ts";

/** What a gateway asked behind itself while it answered one request with an error, as a capture at the gateway shows it. */
export interface CapturedUpstream {
  /** The gateway, as the client of its upstream; and the upstream. */
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly stream: number;
  /**
   * - `refused`: the connection was, by a reset or an ICMP error. `unanswered`: nothing answered its SYNs.
   * - `closed`, `reset`: the upstream ended the connection before an answer. `no-answer`: none came before the gateway gave up.
   */
  readonly outcome: "refused" | "unanswered" | "closed" | "reset" | "no-answer";
  /** From the SYN or the request to that end. */
  readonly took: Ms;
  /** Which request of its connection it was, counted from 1, and how long the connection had been idle before; 0 where none was sent. */
  readonly onConnection: number;
  readonly idleBefore: Ms;
  /** The upstream had closed the connection before it could have read the request. */
  readonly crossedItsEnd: boolean;
}
