import { type Ms, oneLine } from "../../base/index.ts";
import type { PoolCounts, PoolTotals } from "../../evidence/index.ts";
import { type PoolConvention, poolConventions, type TimeTold, type Told } from "./conventions.ts";
import { samplesOf } from "./exposition.ts";

/** What a text of metrics says of pools. */
export interface PoolsTold {
  /** Those with somebody waiting first, then the fullest. */
  readonly pools: readonly PoolCounts[];
  /** Samples in all: none is no text of metrics. */
  readonly samples: number;
  /** Names that look like those of a pool, where no convention that is known has them. */
  readonly strange: readonly string[];
  /** Pools that are full, and do not tell whether anybody waits. */
  readonly mute: readonly string[];
}

/** Characters of a pool's name: of two labels of 63 each. */
const MOST_NAME = 160;

/** Pools of one record. */
const MOST_POOLS = 50;

/** Groups of labels that are kept: a text of 4 MiB can name more. */
const MOST_GROUPS = 2_000;

/** Names that are told as strange. */
const MOST_STRANGE = 12;

/** What the pools of databases are called: by their kind, or as connections of something. */
const POOL_LIKE =
  /(?:^|_)(?:hikaricp|c3p0|dbcp2?|druid|jdbc|r2dbc|agroal|pgx(?:pool)?|pgpool|sqlalchemy|db_client|datasource|(?:db|sql|pg|postgres(?:ql)?|mysql|database|connection|conn)_?pool)(?:_|$)/;

/** Pools of other things: memory, threads. */
const NO_POOL = /^jvm_|^process_|^nodejs_|thread|executor|memory|buffer|heap|worker/;

/** The numbers of one pool by one convention: the first sample that each selector has met. */
interface Group {
  readonly convention: PoolConvention;
  readonly labels: ReadonlyMap<string, string>;
  readonly values: Map<string, number>;
}

/** One selector, and the label that it takes a sample by. */
interface Selector {
  readonly told: string;
  readonly convention: PoolConvention;
  readonly label: string | null;
  readonly value: string;
}

/** Selectors by the name of the sample. */
const selectors: ReadonlyMap<string, readonly Selector[]> = Map.groupBy(
  poolConventions.flatMap((convention) =>
    toldBy(convention).map((told): Selector & { readonly name: string } => {
      const [, name = told, label = null, value = ""] = /^(\w+)\{(\w+)="(\w+)"\}$/.exec(told) ?? [];
      return { told, convention, name, label, value };
    }),
  ),
  ({ name }) => name,
);

function toldBy(convention: PoolConvention): readonly string[] {
  const { active, idle, open, limit, waiting, begun, ended, waited, gaveUp } = convention;
  return [active, idle, open, limit, waiting, begun, ended, waited.map(([told]) => told), gaveUp].flat();
}

/** The pools of a text, by the conventions that are known. Never throws. */
export function poolsOf(text: string): PoolsTold {
  const groups = new Map<string, Group>();
  const strange = new Set<string>();
  let samples = 0;
  for (const { name, labels, value } of samplesOf(text)) {
    samples += 1;
    const known = selectors.get(name);
    if (known === undefined) {
      if (strange.size < MOST_STRANGE && POOL_LIKE.test(name) && !NO_POOL.test(name)) strange.add(name);
      continue;
    }
    for (const { told, convention, label, value: wanted } of known) {
      if (label !== null && labels.get(label) !== wanted) continue;
      const own = new Map([...labels].filter(([key]) => key !== label));
      const key = `${convention.writer}\n${keyOf(own)}`;
      const group = groups.get(key) ?? { convention, labels: own, values: new Map() };
      if (!groups.has(key) && groups.size >= MOST_GROUPS) continue;
      groups.set(key, group);
      const before = group.values.get(told);
      // A series that is there twice with two values says neither. OpenMetrics 1.0, "Metric": a label set is unique.
      group.values.set(told, before === undefined || before === value ? value : Number.NaN);
    }
  }
  const read = [...groups.values()].flatMap(poolOf);
  const counting = read.filter(({ pool }) => pool.waiting !== null || pool.totals !== undefined);
  // What tells no waits tells nothing more of a pool that is told by a better one.
  const kept = named(counting.length > 0 ? counting : read).toSorted((a, b) => pressure(b) - pressure(a));
  const isMute = ({ waiting, totals }: PoolCounts) => waiting === null && totals === undefined;
  return {
    pools: kept.slice(0, MOST_POOLS),
    samples,
    strange: kept.length > 0 ? [] : [...strange],
    mute: kept.filter((pool) => isMute(pool) && isFull(pool)).map(({ name }) => name),
  };
}

const isFull = ({ active, limit }: PoolCounts): boolean => limit !== null && active >= limit;

/** The order in which pools are kept where there are too many. */
const pressure = ({ waiting, active, limit }: PoolCounts): number =>
  (waiting ?? 0) * 1_000 + (limit === null ? 0 : Math.min(active / limit, 1));

/** Labels in one order, so that two metrics of one pool meet. */
const keyOf = (labels: ReadonlyMap<string, string>): string =>
  [...labels]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => `${label}=${value}`)
    .join("\n");

interface PoolRead {
  readonly pool: PoolCounts;
  readonly labels: ReadonlyMap<string, string>;
}

/** One pool; nothing where its connections in use are not told, or nothing that they could be compared with. */
function poolOf({ convention, labels, values }: Group): readonly PoolRead[] {
  const { pool, waited, writer } = convention;
  const count = (told: Told) => first(told, values);
  const active = count(convention.active);
  const told = count(convention.limit);
  const limit = told === null || told <= 0 ? null : told;
  const open = count(convention.open);
  const idle =
    count(convention.idle) ?? (open === null || active === null ? null : Math.max(0, open - active));
  if (active === null || (idle === null && limit === null)) return [];
  const totals: PoolTotals = {
    begun: count(convention.begun),
    ended: count(convention.ended),
    waited: timeOf(waited, values),
    gaveUp: count(convention.gaveUp),
  };
  const isCounted = Object.values(totals).some((total) => total !== null);
  const name = pool.flatMap((label) => labels.get(label) ?? []).join("/");
  return [
    {
      labels: new Map([...labels].filter(([label]) => !pool.includes(label))),
      pool: {
        name: oneLine(name === "" ? writer : name, MOST_NAME),
        active,
        idle: idle ?? Math.max(0, (limit ?? active) - active),
        limit,
        waiting: count(convention.waiting),
        longestWait: null,
        ...(isCounted ? { totals } : {}),
      },
    },
  ];
}

/** Pools by names that are each of one: those that share one get their other labels. */
function named(read: readonly PoolRead[]): readonly PoolCounts[] {
  const shared = Map.groupBy(read, ({ pool }) => pool.name);
  return read.map(({ pool, labels }) =>
    (shared.get(pool.name)?.length ?? 0) < 2
      ? pool
      : { ...pool, name: oneLine(`${pool.name} (${keyOf(labels)})`, MOST_NAME) },
  );
}

/** A count: finite and not negative. Without a limit some write +Inf or -1. */
function first(told: Told, values: ReadonlyMap<string, number>): number | null {
  const value = told.map((selector) => values.get(selector)).find((one) => one !== undefined);
  return value === undefined || !Number.isFinite(value) || value < 0 ? null : value;
}

const inMs = { s: 1_000, ms: 1, ns: 1e-6 } as const;

function timeOf(told: TimeTold, values: ReadonlyMap<string, number>): Ms | null {
  const [selector, unit] = told.find(([one]) => values.has(one)) ?? [];
  if (selector === undefined || unit === undefined) return null;
  const value = first([selector], values);
  return value === null ? null : value * inMs[unit];
}
