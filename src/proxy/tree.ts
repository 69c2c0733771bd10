import type { Ms } from "../base/index.ts";
import type { Step } from "../config/index.ts";
import type { Where } from "../evidence/index.ts";

/** A part of a configuration that is a tree of values, and where it stands. What is not there is `undefined`. */
export interface Tree {
  readonly value: unknown;
  readonly path: readonly Step[];
  readonly place: (path: readonly Step[]) => Where;
}

/** Parts of one list or one object that are looked at, at most. */
const MOST_PARTS = 50_000;

/** A tree of an admin interface, whose places are paths. */
export const treeAt = (value: unknown, source: string): Tree => ({
  value,
  path: [],
  place: (path) => (path.length === 0 ? source : `${source} ${pathText(path)}`),
});

const pathText = (path: readonly Step[]): string =>
  path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : `${index === 0 ? "" : "."}${step}`))
    .join("");

export const where = (tree: Tree): Where => tree.place(tree.path);

/** The same word as other spellings of the same key have it: `route_config` is `routeConfig`, and case does not count. */
const plain = (key: string): string => key.replaceAll("_", "").toLowerCase();

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A part of a tree by its keys, whatever their spelling; a tree without value where it is not there. */
export function at(tree: Tree, ...keys: readonly Step[]): Tree {
  let { value, path } = tree;
  for (const key of keys) {
    const step = stepIn(value, key);
    path = [...path, step];
    value =
      typeof step === "number"
        ? Array.isArray(value)
          ? value[step]
          : undefined
        : isRecord(value) && Object.hasOwn(value, step)
          ? value[step]
          : undefined;
  }
  return { value, path, place: tree.place };
}

function stepIn(value: unknown, key: Step): Step {
  if (typeof key === "number" || !isRecord(value) || Object.hasOwn(value, key)) return key;
  const wanted = plain(key);
  return Object.keys(value).find((other) => plain(other) === wanted) ?? key;
}

export const has = (tree: Tree, ...keys: readonly Step[]): boolean => at(tree, ...keys).value != null;

/** All parts of a list; none where it is no list. */
export const items = (tree: Tree, ...keys: readonly Step[]): readonly Tree[] => {
  const list = at(tree, ...keys);
  return Array.isArray(list.value)
    ? list.value
        .slice(0, MOST_PARTS)
        .map((value: unknown, index) => ({ ...list, value, path: [...list.path, index] }))
    : [];
};

/** All parts of an object with their keys; none where it is no object. */
export const entries = (tree: Tree, ...keys: readonly Step[]): readonly (readonly [string, Tree])[] => {
  const object = at(tree, ...keys);
  return isRecord(object.value)
    ? Object.entries(object.value)
        .slice(0, MOST_PARTS)
        .map(([key, value]) => [key, { ...object, value, path: [...object.path, key] }] as const)
    : [];
};

/** A text, or what is written without quotes and means one; `null` where there is none. */
export function text(tree: Tree, ...keys: readonly Step[]): string | null {
  const { value } = at(tree, ...keys);
  return typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean" || typeof value === "bigint"
      ? String(value)
      : null;
}

/** Texts of a list, or the one that stands in place of it. */
export const texts = (tree: Tree, ...keys: readonly Step[]): readonly string[] => {
  const one = text(tree, ...keys);
  return one === null ? items(tree, ...keys).flatMap((item) => text(item) ?? []) : [one];
};

/** A number, or digits in quotes, also as the value of a wrapper; `null` where there is none. */
export function number(tree: Tree, ...keys: readonly Step[]): number | null {
  const found = at(tree, ...keys);
  const written = isRecord(found.value) ? text(found, "value") : text(found);
  if (written === null || !/^-?\d{1,15}(?:\.\d{1,9})?$/.test(written)) return null;
  return Number(written);
}

/** A switch; `null` where there is none. */
export function flag(tree: Tree, ...keys: readonly Step[]): boolean | null {
  const found = at(tree, ...keys);
  const written = isRecord(found.value) ? text(found, "value") : text(found);
  if (written === null) return null;
  return /^(?:true|yes|on|1)$/i.test(written) ? true : /^(?:false|no|off|0)$/i.test(written) ? false : null;
}

const unitMs: Readonly<Record<string, Ms>> = {
  ...{ ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 },
};

/**
 * A duration as text with units, `1m30s`, or a bare number; `null` where there is none. `time.ParseDuration` of Go; the JSON form of
 * `google.protobuf.Duration`.
 *
 * @param unit What a bare number counts.
 */
export function duration(tree: Tree, unit: Ms, ...keys: readonly Step[]): Ms | null {
  const found = at(tree, ...keys);
  if (isRecord(found.value)) {
    const seconds = number(found, "seconds");
    return seconds === null ? null : seconds * 1_000 + (number(found, "nanos") ?? 0) / 1e6;
  }
  const written = text(found)?.trim() ?? "";
  if (/^\d{1,18}(?:\.\d{1,9})?$/.test(written)) return Number(written) * unit;
  if (written.length > 60 || !/^(?:\d+(?:\.\d*)?(?:ns|us|µs|μs|ms|s|m|h|d))+$/.test(written)) return null;
  let total = 0;
  for (const [, count = "0", name = "s"] of written.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|μs|ms|s|m|h|d)/g))
    total += Number(count) * (unitMs[name] ?? 0);
  return total;
}
