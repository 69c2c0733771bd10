import type { ComparedFlow, Evidence, UnmatchedFlow } from "../../../evidence/index.ts";

/** A TTL with which stacks begin: the packet has passed no router. RFC 1700; Linux and BSD 64, Windows 128, Solaris and routers 255. */
export const FIRST_TTLS: readonly number[] = [64, 128, 255];

/** A flow that two captures show, and the record that it is in. */
export interface Compared {
  readonly record: Evidence<"capture-comparison">;
  readonly flow: ComparedFlow;
}

/** A flow that one of two captures shows alone. */
export interface Alone {
  readonly record: Evidence<"capture-comparison">;
  readonly flow: UnmatchedFlow;
}

/** Whether the place nearer to the server is on its very link: what leaves there has passed no router yet. */
export const isAtServer = ({ fromServer }: ComparedFlow): boolean =>
  fromServer.ttlAtSender !== null && FIRST_TTLS.includes(fromServer.ttlAtSender);
