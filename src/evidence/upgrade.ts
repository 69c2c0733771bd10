import type { EvidenceKind } from "./evidence.ts";
import { kindVersions } from "./kinds.ts";
import { upgradeSocketOwners } from "./socket-owners.ts";

/** Turns a value of one version of its kind into one of the next. Lives in the kind's own file. */
export type Upgrade = (value: object) => object;

/** Each kind's upgrades: the first from version 1 to 2, and so on. A kind that never changed has none. */
const upgrades: Readonly<Partial<Record<EvidenceKind, readonly Upgrade[]>>> = {
  "socket-owners": [upgradeSocketOwners],
};

/** Whether this program knows a kind. */
export const isKnownKind = (kind: string): kind is EvidenceKind => Object.hasOwn(kindVersions, kind);

/** A recorded value in the shape that this program reads; `null` where it is of a newer version than it knows. */
export function upgradeValue(
  kind: EvidenceKind,
  recorded: { readonly version: number; readonly value: object },
  known: typeof upgrades = upgrades,
): object | null {
  const steps = known[kind] ?? [];
  const newest = known === upgrades ? kindVersions[kind] : steps.length + 1;
  if (recorded.version > newest) return null;
  return steps.slice(recorded.version - 1).reduce((value, step) => step(value), recorded.value);
}
