import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FaultlineError } from "../../base/index.ts";

/**
 * The folder of Go sources of this name in `lab/`.
 *
 * @param what What they are of, as messages call it.
 * @throws FaultlineError `LAB_FAILED` where only the built product is there.
 */
export function sourceFolder(name: string, what: string): string {
  const isBuilt = import.meta.url.endsWith(".js");
  const folder = fileURLToPath(new URL(`${isBuilt ? "../../lab" : "../../../lab"}/${name}`, import.meta.url));
  if (existsSync(folder)) return folder;
  throw new FaultlineError(
    "LAB_FAILED",
    `Cannot build ${what}: its sources are not at "${folder}"\nRun it from a clone of the repository`,
  );
}

/**
 * What tells one state of the sources from another: the start of a SHA-256 over paths and contents.
 *
 * @param recipe Changes with what is made of the same sources.
 */
export function sourceHash(folder: string, recipe: string): string {
  const hash = createHash("sha256").update(`${recipe} ${process.arch}\n`);
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
