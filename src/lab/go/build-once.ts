import { once } from "node:events";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FaultlineError, type Ms } from "../../base/index.ts";
import { BUILD_WITHIN } from "./compile.ts";
import { sourceFolder, sourceHash } from "./sources.ts";

/** What is built of Go sources once for this machine. */
export interface Recipe {
  /** What messages call it: `a cluster`. */
  readonly what: string;
  /** The folder of its sources in `lab/`, and of its results in the cache. */
  readonly name: string;
  /** Changes with what is made of the same sources: images, link flags. */
  readonly version: string;
  /** A file of the result that is there when all is. */
  readonly last: string;
  /** How long it takes, for who waits. */
  readonly takes: string;
  make(build: Build): Promise<void>;
}

/** One build that runs. */
export interface Build {
  readonly sources: string;
  /** Where the result is put together. */
  readonly fresh: string;
  readonly log: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal | undefined;
}

/** How it is built. */
export interface BuildOptions {
  /** Environment of Go and apt: caches, proxies. Default: this process's own. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Told of what takes long. */
  readonly say?: (line: string) => void;
  readonly signal?: AbortSignal;
}

const LOOK_EVERY: Ms = 500;

/**
 * The folder of a result: found where it was built before from the same sources, or built now. Two processes do not build
 * at once: the second waits for the first.
 *
 * @throws FaultlineError `LAB_FAILED` in two lines that name the log.
 */
export async function buildOnce(recipe: Recipe, options: BuildOptions = {}): Promise<string> {
  const { environment = process.env, say = () => {}, signal } = options;
  const { what, name, version, last, takes } = recipe;
  const sources = sourceFolder(name, what);
  const cache = join(
    environment["XDG_CACHE_HOME"] || join(environment["HOME"] || homedir(), ".cache"),
    "faultline",
    name,
  );
  const hash = sourceHash(sources, version);
  const folder = join(cache, hash);
  const isThere = () => existsSync(join(folder, last));
  if (isThere()) return folder;

  mkdirSync(cache, { recursive: true });
  const lock = await alone(`${name}/${hash}`, recipe, { say, signal });
  try {
    if (isThere()) return folder;
    const log = join(cache, `${hash}.log`);
    say(`Building ${what}: ${takes}, once; the log is ${log}`);
    writeFileSync(log, "");
    const fresh = `${folder}.${process.pid}`;
    try {
      await recipe.make({ sources, fresh, log, environment, signal });
      rmSync(folder, { recursive: true, force: true });
      renameSync(fresh, folder);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
    return folder;
  } finally {
    lock.close();
  }
}

/**
 * Waits until nobody else builds. An abstract socket (unix(7)) is the lock: it goes with its process, however that ends.
 */
async function alone(
  name: string,
  { what }: Recipe,
  { say, signal }: { readonly say: (line: string) => void; readonly signal: AbortSignal | undefined },
): Promise<Server> {
  const deadline = performance.now() + BUILD_WITHIN;
  for (let look = 0; performance.now() < deadline; look++) {
    signal?.throwIfAborted();
    const server = createServer();
    server.listen(`\0faultline-build/${name}`);
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (isFree) return server;
    if (look === 0) say(`Another process builds ${what}: waiting for it`);
    await sleep(LOOK_EVERY);
  }
  throw new FaultlineError(
    "LAB_FAILED",
    `Cannot build ${what}: another process has been building it for too long\nEnd that process, then start again`,
  );
}
