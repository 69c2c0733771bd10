import { type EpochMs, type Ms, oneLine } from "../../base/index.ts";
import { type Gap, type PoolState, startOf } from "../../evidence/index.ts";
import { quotePosix } from "../../vantage/index.ts";
import type { AppContext } from "../context.ts";
import { fetchText } from "./fetch-text.ts";
import { type FetchContext, type Fetched, MOST_OCTETS, PATIENCE } from "./fetched.ts";
import { type PoolsTold, poolsOf } from "./pools-of.ts";

/** One look at the metrics of an application. */
export interface PoolsRead {
  readonly observedAt: EpochMs;
  readonly took: Ms;
  /** `null` where no pool is told of. */
  readonly state: PoolState | null;
  /** What could not be seen; `null` for nothing. */
  readonly gap: Gap | null;
  /** What a person would type to see the same. */
  readonly command: string;
}

/** A URL of metrics as it may be shown: without credentials, and without a query, which may hold a token. */
export function shownMetrics(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

/**
 * Looks once at the pools that an application tells of in its metrics. Sends one GET, and waits 3 s for its answer. What it does not tell, and
 * what cannot be had, is a gap. Never throws.
 */
export async function readPools(
  url: URL,
  context: FetchContext & Pick<AppContext, "clock">,
): Promise<PoolsRead> {
  const { observedAt, ticks } = startOf(context.clock);
  const source = shownMetrics(url);
  const fetched = await fetchText(url, context);
  const command = `curl -s ${quotePosix(source)}`;
  const looked = { observedAt, took: context.clock.ticks() - ticks, command };
  const told = fetched.outcome === "answered" && fetched.status === 200 ? poolsOf(fetched.text) : null;
  const unread = whyUnread(fetched, told);
  if (told === null || unread !== null) {
    const [reason, why] = unread ?? ["unreadable", "it cannot be read"];
    return { ...looked, state: null, gap: gapOf(source, { reason, why, command }) };
  }
  const state: PoolState = { source, readFrom: "metrics", pools: told.pools };
  if (told.pools.length === 0) return { ...looked, state: null, gap: unknownOf(source, told) };
  return { ...looked, state, gap: told.mute.length === 0 ? null : muteOf(source, told.mute) };
}

interface Why {
  readonly reason: Gap["reason"];
  readonly why: string;
  readonly command: string;
}

const gapOf = (source: string, { reason, why, command }: Why): Gap => ({
  boundary: "database",
  needs: `the application's connection pools, by ${source}: ${why}`,
  reason,
  allowBy: reason === "missing-tool" ? "Install curl there" : `See what it answers: ${command}`,
});

const LIMIT = `${MOST_OCTETS / 1024 / 1024} MiB`;

/** Why an answer is no text of metrics; `null` where it is one. */
function whyUnread(
  fetched: Fetched,
  told: PoolsTold | null,
): readonly [reason: Gap["reason"], why: string] | null {
  switch (fetched.outcome) {
    case "refused":
      return ["unreachable", "no connection"];
    case "unresolved":
      return ["unreachable", "its name has no address there"];
    case "silent":
      return ["unreachable", `no whole answer in ${PATIENCE / 1_000} s`];
    case "broken":
      return ["unreadable", "it breaks off, or is no HTTP"];
    case "untrusted":
      return ["unreadable", "its certificate is not trusted there, or TLS fails"];
    case "too-long":
      return ["bounded", `it is longer than ${LIMIT}`];
    case "missing-tool":
      return ["missing-tool", "there is no curl"];
    case "exposed":
      return ["not-supported", "over ssh its credentials would be seen in the list of processes there"];
    case "answered":
      return whyNoMetrics(fetched, told);
  }
}

function whyNoMetrics(
  { status, type, encoding, text }: Extract<Fetched, { outcome: "answered" }>,
  told: PoolsTold | null,
): readonly [reason: Gap["reason"], why: string] | null {
  if (status >= 300 && status < 400)
    return ["unreadable", `it answers ${status}, and where that leads is not followed`];
  if (status === 401 || status === 403) return ["permission", `it answers ${status}`];
  if (status !== 200) return ["unreadable", `it answers ${status}`];
  if (!/^(?:identity)?$/i.test(encoding.trim()))
    return ["unreadable", "it is compressed, which was not asked for"];
  if (/html/i.test(type) || /^\s*</.test(text.slice(0, 1_000))) return ["unreadable", "it answers a page"];
  return told === null || told.samples === 0 ? ["unreadable", "what it answers is no text of metrics"] : null;
}

/** Characters of one name of a metric in a gap. */
const MOST_NAME = 80;

/** What is not understood is told by its names, and not guessed. */
const unknownOf = (source: string, { strange, samples }: PoolsTold): Gap => ({
  boundary: "database",
  needs:
    strange.length === 0
      ? `the application's connection pools: none of the ${samples} samples at ${source} is of one`
      : `the application's connection pools: names at ${source} that look like theirs are not known: ${strange
          .map((name) => oneLine(name, MOST_NAME))
          .join(", ")}`,
  reason: "not-supported",
  allowBy:
    "Have the application tell them as HikariCP, Micrometer, Go's DBStatsCollector or OpenTelemetry do",
});

const muteOf = (source: string, mute: readonly string[]): Gap => ({
  boundary: "database",
  needs: `whether requests wait for a connection of the pool ${mute.slice(0, 3).join(", ")}, which is in use whole: ${source} does not tell`,
  reason: "not-supported",
  allowBy: "Have the pool's own metrics told, which count those that wait",
});
