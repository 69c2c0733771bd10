import { hostPort, isLoopback } from "../../../../base/index.ts";
import type { Evidence } from "../../../../evidence/index.ts";
import { hopOf } from "../../../hops.ts";
import { referenceOf } from "../../../reference.ts";
import type { ReferenceRequest } from "../../../request.ts";
import { observe, ofKind, type Reader } from "../../reader.ts";
import { isReached } from "./in-view.ts";
import { type PoolLook, type PoolWait, waitOf } from "./pool-waits.ts";
import { limitOf } from "./pools.ts";
import { erringAttempts, spendsTime } from "./suffering.ts";

/** One pool, and the wait for a connection of it. */
interface WaitSeen {
  readonly wait: PoolWait;
  readonly last: PoolLook;
}

/** Whether requests wait for a connection of an application's own pool, by its metrics, while what was asked of it spends its time. */
export const readApplicationPools: Reader = (evidence, request) => {
  const records = ofKind([...evidence, ...request.deeper], "pool-state").filter(
    (record) =>
      record.value.readFrom === "metrics" && isReached(request.deeper, request.hop, hopOf(record) + 1),
  );
  const isSlow = spendsTime(evidence);
  const errs = erringAttempts(evidence, request).length > 0;
  // An error that comes at once is no wait, unless requests are known to have given up waiting.
  const waits = poolsIn(records).filter(({ wait }) => isSlow || (errs && wait.gaveUp > 0));
  const [worst] = waits.toSorted(
    (a, b) => Number(isSure(b)) - Number(isSure(a)) || lengthOf(b) - lengthOf(a),
  );
  if (worst === undefined) return [];
  const { wait, last } = worst;
  const place = placeOf(last.record, evidence, request);
  return observe("clients-wait-for-pool", true, {
    records: wait.looks.map(({ record }) => record),
    slots: {
      ...{ database: place, place, pool: last.pool.name },
      poolWaiting: waitingOf(wait),
      poolFor: wait.waited === null ? "" : `, for ${(wait.waited / 1_000).toFixed(1)} s and more`,
      poolLimit: limitOf(last.pool),
    },
    ...(isSure(worst) ? {} : { strength: "suggests" as const }),
  });
};

/** Without a limit that is told it may be that connections cannot be had; where nobody came to wait, it was not this request that did. */
const isSure = ({ wait, last }: WaitSeen): boolean => last.pool.limit !== null && wait.isJoined;

const lengthOf = ({ wait }: WaitSeen): number => wait.waited ?? 0;

/** Each pool by all looks at it. */
function poolsIn(records: readonly Evidence<"pool-state">[]): readonly WaitSeen[] {
  const looks = records
    .toSorted((a, b) => a.observedAt - b.observedAt)
    .flatMap((record) => record.value.pools.map((pool): PoolLook => ({ record, pool })));
  const byPool = Map.groupBy(looks, ({ record, pool }) =>
    JSON.stringify([hopOf(record), record.value.source, pool.name]),
  );
  return [...byPool.values()].flatMap((own) => {
    const wait = waitOf(own);
    const last = wait?.looks.at(-1);
    return wait === null || last === undefined ? [] : [{ wait, last }];
  });
}

function waitingOf({ waiting, gaveUp }: PoolWait): string {
  if (waiting === 1) return "a request has to wait";
  if (waiting !== null && waiting > 1) return `${waiting} requests wait`;
  if (gaveUp === 0) return "requests have to wait";
  return gaveUp === 1 ? "a request gave up waiting" : `${gaveUp} requests gave up waiting`;
}

/** Where the application is: the vantage that has its address, else where its metrics are asked for. */
function placeOf(
  record: Evidence<"pool-state">,
  evidence: readonly Evidence[],
  { deeper }: ReferenceRequest,
): string {
  const own = [...evidence, ...deeper].filter((one) => hopOf(one) === hopOf(record));
  const asked = referenceOf(own);
  if (asked !== null && asked.server !== null) return asked.server;
  const { source } = record.value;
  const { hostname, port } = URL.canParse(source) ? new URL(source) : { hostname: "", port: "" };
  const host = hostname.replace(/^\[|\]$/g, "");
  if (host === "" || host === "localhost" || isLoopback(host)) return record.vantage;
  return hostPort(host, Number(port || (source.startsWith("https:") ? 443 : 80)));
}
