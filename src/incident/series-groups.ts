import type { EpochMs } from "../base/index.ts";
import type { SeriesGroup } from "../evidence/index.ts";

/** What is asked of one attempt to put it into groups. */
export interface Grouped {
  readonly at: EpochMs;
  readonly isProper: boolean;
  readonly backend: string | null;
  readonly address: string | null;
  /** Octets of the answer; `null` where none came. */
  readonly octets: number | null;
}

/** Groups of one kind that are kept: those with failures, then the largest. */
const MOST_GROUPS = 30;

/** Answers of one, ten, a hundred full packets, and above. */
const sizes = [
  [1_500, "up to 1.5 kB"],
  [15_000, "up to 15 kB"],
  [150_000, "up to 150 kB"],
  [Number.POSITIVE_INFINITY, "above 150 kB"],
] as const;

const names: Readonly<Record<SeriesGroup["by"], (attempt: Grouped) => string | null>> = {
  backend: ({ backend }) => backend,
  address: ({ address }) => address,
  size: ({ octets }) => (octets === null ? null : (sizes.find(([most]) => octets <= most)?.[1] ?? null)),
  minute: ({ at }) => `${new Date(at).toISOString().slice(0, 16)}Z`,
};

/** The attempts by what they have in common; nothing by what is the same for all of them. */
export const groupsOf = (attempts: readonly Grouped[]): readonly SeriesGroup[] =>
  (Object.keys(names) as SeriesGroup["by"][]).flatMap((by) => groupsBy(by, attempts));

function groupsBy(by: SeriesGroup["by"], attempts: readonly Grouped[]): readonly SeriesGroup[] {
  const groups = new Map<string, { count: number; failures: number }>();
  for (const attempt of attempts) {
    const name = names[by](attempt);
    if (name === null) continue;
    const group = groups.get(name) ?? { count: 0, failures: 0 };
    groups.set(name, group);
    group.count += 1;
    if (!attempt.isProper) group.failures += 1;
  }
  if (groups.size < 2) return [];
  return [...groups]
    .toSorted(([, a], [, b]) => b.failures - a.failures || b.count - a.count)
    .slice(0, MOST_GROUPS)
    .map(([name, group]) => ({ by, name, ...group }));
}
