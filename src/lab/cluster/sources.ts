import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FaultlineError } from "../../base/index.ts";

/** What this room makes of the sources changes with this number: images, link flags. */
const RECIPE = 1;

/**
 * The folder of the Go sources of a cluster.
 *
 * @throws FaultlineError `LAB_FAILED` where only the built product is there.
 */
export function sourceFolder(): string {
  const isBuilt = import.meta.url.endsWith(".js");
  const folder = fileURLToPath(
    new URL(isBuilt ? "../../lab/cluster" : "../../../lab/cluster", import.meta.url),
  );
  if (existsSync(join(folder, "kubernetes", "go.mod"))) return folder;
  throw new FaultlineError(
    "LAB_FAILED",
    `Cannot build a cluster: its sources are not at "${folder}"\nRun it from a clone of the repository`,
  );
}

/** What tells one state of the sources from another: the start of a SHA-256 over paths and contents. */
export function sourceHash(folder: string): string {
  const hash = createHash("sha256").update(`${RECIPE} ${process.arch}\n`);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files)
    hash
      .update(`${file.slice(folder.length)}\n`)
      .update(readFileSync(file))
      .update("\n");
  return hash.digest("hex").slice(0, 16);
}
