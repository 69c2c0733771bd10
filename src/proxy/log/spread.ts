import type { LoggedExchange } from "../../evidence/index.ts";

/**
 * The newest of some requests, as evenly of each server as there are: one that failed longest is not all that is told. In the order of
 * their times.
 */
export function spread(list: readonly LoggedExchange[], most: number): readonly LoggedExchange[] {
  const inOrder = list.toSorted((one, other) => one.at - other.at);
  if (inOrder.length <= most) return inOrder;
  const servers = [...Map.groupBy(inOrder, serverIn).values()]
    .map((some) => some.toReversed())
    .toSorted(([one], [other]) => (other?.at ?? 0) - (one?.at ?? 0));
  const chosen: LoggedExchange[] = [];
  for (let round = 0; chosen.length < most; round += 1)
    for (const some of servers) {
      const one = some[round];
      if (one !== undefined && chosen.length < most) chosen.push(one);
    }
  return chosen.toSorted((one, other) => one.at - other.at);
}

/** What a log names as the server that was tried last. */
const serverIn = ({ tries, server }: LoggedExchange): string | null => tries.at(-1)?.upstream ?? server;
