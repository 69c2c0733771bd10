import { isAddress, type Ms } from "../../base/index.ts";
import { createRecorder, type PoolServer, type PoolState } from "../../evidence/index.ts";
import { addressesBySystem, closeGently, openTcp, type ProbeContext } from "../../probe/index.ts";
import type { StateLook } from "./look.ts";

/** A SYN, and one more after a second: a server of the same network answers the first. */
const PATIENCE: Ms = 2_500;

/** Pools whose servers are tried. */
const MOST_TRIED = 4;

type Pool = PoolState["pools"][number];

/** The pools, with how the server behind one takes a connection, where the pool has none and clients wait for one or it is the one looked for. */
export async function lookPastPools(
  pools: readonly Pool[],
  look: StateLook,
  context: ProbeContext,
): Promise<readonly Pool[]> {
  const lacking = pools
    .filter(
      (pool) =>
        lacksServer(pool) && ((pool.waiting ?? 0) > 0 || pool.name === look.pool) && isTcp(pool.server),
    )
    .slice(0, MOST_TRIED);
  return Promise.all(
    pools.map(async (pool) =>
      pool.server === undefined || !lacking.includes(pool)
        ? pool
        : { ...pool, server: await tryServer(pool.server, look, context) },
    ),
  );
}

const lacksServer = ({ active, idle, isPaused }: Pool): boolean =>
  active === 0 && idle === 0 && isPaused !== true;

/** One host; pgbouncer takes a folder for a socket's, and so it does nothing at all. pgbouncer(5), `host`. */
const isTcp = (server: PoolServer | undefined): boolean =>
  server !== undefined && server.port > 0 && server.port <= 0xffff && /^[\w.:%-]+$/.test(server.host);

async function tryServer(server: PoolServer, look: StateLook, context: ProbeContext): Promise<PoolServer> {
  const { host, port } = server;
  const isLoopback = /^(?:localhost|127\.|::1$)/.test(host);
  // Another host's own address is another place from here.
  if (isLoopback && look.isHere !== true) return server;
  const [address] = isAddress(host) ? [host] : ((await addressesBySystem(host, PATIENCE)) ?? []);
  if (address === undefined) return server;
  // The step is told in the record of the pools.
  const aside = { ...context, timeout: PATIENCE, recorder: createRecorder("aside") };
  const { record, socket } = await openTcp({ address, port, isTargetPort: true }, aside);
  if (socket !== null) await closeGently(socket, context.signal);
  const holdsForPooler = look.isHere === true || address === look.address;
  return { ...server, connect: endOf(record.value.outcome), holdsForPooler };
}

function endOf(outcome: string): NonNullable<PoolServer["connect"]> {
  switch (outcome) {
    case "connected":
    case "refused":
    case "timed-out":
    case "unreachable":
      return outcome;
    default:
      return "other";
  }
}
