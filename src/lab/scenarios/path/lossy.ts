import type { Draw } from "../../draw.ts";
import { byFilter, type Fault } from "../../faults.ts";
import type { HandProof, Setup } from "../../scenario.ts";
import type { Host } from "../../world/index.ts";

/** A share of what matches is lost at random, a seventh to a fifth of it. nft(8), "NUMGEN EXPRESSION". */
export const losing = (router: Host, draw: Draw, match: string): Fault =>
  byFilter(router, "forward", [`${match} numgen random mod 100 < ${draw.integer(15, 20)} counter drop`]);

/** How often the request is made: with a seventh of the packets lost, 1 of 25 such runs sees no lost SYN. */
export const repeated: Pick<Setup, "options"> = { options: ["--count", "20"] };

/**
 * Connects forty times. A lost SYN or SYN-ACK shows as a connection that took the first retransmission timeout, one
 * second (RFC 6298, section 2).
 */
export const lostHandshakes = (url: string): HandProof => ({
  argv: [
    ...[
      "curl",
      "-sS",
      "--no-progress-meter",
      "--max-time",
      "5",
      "--parallel",
      "--parallel-max",
      "20",
      "-o",
      "/dev/null",
    ],
    ...["-H", "Connection: close", "-w", "connected %{time_connect}\\n", `${url}?[1-40]`],
  ],
  faultShows: /connected [1-9]\.|timed out/,
});
