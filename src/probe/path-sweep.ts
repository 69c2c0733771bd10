import type { Ms } from "../base/index.ts";
import type { Evidence } from "../evidence/index.ts";
import type { ProbeContext } from "./context.ts";
import { probePath } from "./path.ts";

/** Each of the two sweeps takes at most so long. */
const MOST: Ms = 1_500;

/** Probes to each distance: an answer that was lost by chance, or kept back by a limit, is seen by the next. */
const COUNT = 3;

/**
 * One look along the path of a request that failed or was slow: by SYNs to the target's port, and by echo, or UDP where echo is
 * not allowed, where those do not reach the destination; where they do, the greatest packet that arrives. At most 3 s.
 *
 * @throws The reason of `context.signal`, when the user stops the run.
 */
export async function sweepPath(
  { address, port }: { readonly address: string; readonly port: number },
  context: ProbeContext,
): Promise<readonly Evidence<"path-probe">[]> {
  const common = { destination: address, count: COUNT, flows: 1, measureMtu: false, bound: MOST } as const;
  const byTcp = await probePath({ ...common, port, protocol: "tcp", measureMtu: true }, context);
  if (byTcp.value.reached) return [byTcp];
  return [byTcp, await probePath({ ...common, port: null, protocol: "icmp" }, context)];
}
