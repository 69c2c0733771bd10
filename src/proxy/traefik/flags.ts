import { type Tree, treeAt } from "../tree.ts";

/** Options of one command line, at most. */
const MOST_FLAGS = 500;
const MOST_DEPTH = 12;

type Branch = { [key: string]: string | Branch };

/** The static configuration in a process's arguments: `--entrypoints.web.address=:80`. Without a value an option is on. Pure. */
export function treeOfFlags(title: string): Tree {
  const root: Branch = Object.create(null);
  for (const [, name = "", value] of [...title.matchAll(/(?:^|\s)--?([\w.[\]-]{1,200})(?:=(\S*))?/g)].slice(
    0,
    MOST_FLAGS,
  )) {
    const keys = name
      .toLowerCase()
      .replaceAll(/\[(\d+)\]/g, ".$1")
      .split(".")
      .slice(0, MOST_DEPTH);
    let branch = root;
    for (const key of keys.slice(0, -1)) {
      const below = branch[key];
      const next: Branch = typeof below === "object" ? below : Object.create(null);
      branch[key] = next;
      branch = next;
    }
    const last = keys.at(-1) ?? "";
    if (typeof branch[last] !== "object") branch[last] = value ?? "true";
  }
  return treeAt(root, "command line");
}
