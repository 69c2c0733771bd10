import type { Ms } from "../../base/index.ts";
import { run } from "../world/index.ts";
import type { Toolchain } from "./toolchain.ts";

/** A module in Go's own cache, as its proxy and its checksum database gave it. */
export interface FetchedModule {
  /** Where its files are, which nobody writes to. */
  readonly folder: string;
  /** The hash of its files: `h1:` and a SHA-256 (go.dev/ref/mod, "go.sum files"). */
  readonly hash: string;
}

/** A toolchain is some 70 MB. */
const FETCH_WITHIN: Ms = 600_000;

/**
 * Fetches a module, `path@version`. By which proxy is the caller's own setting.
 *
 * @param scratch A folder without a go.mod above it.
 * @returns what Go said, where it cannot be had.
 */
export async function fetchModule(
  { go, environment }: Toolchain,
  module: string,
  scratch: string,
): Promise<FetchedModule | string> {
  const ran = await run(["env", "-C", scratch, go, "mod", "download", "-json", module], {
    env: { ...environment, GO111MODULE: "on", GOFLAGS: "-mod=mod" },
    timeout: FETCH_WITHIN,
  });
  const [folder, hash] = ["Dir", "Sum"].map((key) => new RegExp(`"${key}": "([^"]+)"`).exec(ran.stdout)?.[1]);
  if (folder !== undefined && hash !== undefined) return { folder, hash };
  return ran.timedOut ? "it takes too long" : (ran.stderr || ran.stdout).trim().slice(-300);
}
