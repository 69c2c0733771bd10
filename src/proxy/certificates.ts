import { dirname, isAbsolute, join } from "node:path";
import type { Tree } from "./tree.ts";

/** What is told at most. */
const MOST_CERTIFICATES = 50;
/** Parts of a tree that are looked at for the names of files, at most. */
const MOST_PARTS = 100_000;

/** The field of the record, left out where no certificate is named. Relative paths are below a folder. */
export function certificatesField(
  paths: readonly string[],
  folder: string,
): { readonly certificates?: readonly string[] } {
  const whole = paths
    .filter((path) => path !== "" && !/[${}]|^(?:data|engine|store|file):/.test(path))
    .map((path) => (isAbsolute(path) ? path : join(folder, path)));
  const certificates = [...new Set(whole)].slice(0, MOST_CERTIFICATES);
  return certificates.length === 0 ? {} : { certificates };
}

/** The folder of the file that a configuration begins with. */
export const folderOf = ([first]: readonly string[]): string => dirname(first ?? "/");

/** Texts of a tree under keys that name a file with a certificate: `takes` is asked with the key and the keys around it. */
export function textsUnder(tree: Tree, takes: (keys: readonly string[]) => boolean): readonly string[] {
  const found: string[] = [];
  const open: { readonly value: unknown; readonly keys: readonly string[] }[] = [
    { value: tree.value, keys: [] },
  ];
  for (let left = MOST_PARTS; left > 0; left -= 1) {
    const part = open.pop();
    if (part === undefined) break;
    const { value, keys } = part;
    if (typeof value === "string") {
      if (takes(keys)) found.push(value);
    } else if (Array.isArray(value))
      for (const each of value.slice(0, MOST_PARTS)) open.push({ value: each, keys });
    else if (typeof value === "object" && value !== null)
      for (const [key, each] of Object.entries(value).slice(0, MOST_PARTS))
        open.push({ value: each, keys: [...keys.slice(-4), key] });
  }
  return found;
}
