import { chmodSync, globSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { FaultlineError, type Ms } from "../../base/index.ts";
import { installPackages } from "../install-packages.ts";
import { systemPath } from "../packages.ts";
import { run } from "../world/index.ts";
import { fetchModule } from "./module.ts";

/** The oldest Go that builds the sources: what CoreDNS and Traefik ask for. */
const OLDEST = { major: 1, minor: 25 } as const;
/** What is fetched where Go is older. */
const FETCHED = "1.25.5";
const ASK_WITHIN: Ms = 60_000;

/** A Go that builds the sources, and the environment that it does so in. */
export interface Toolchain {
  readonly go: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * A Go that is new enough: the caller's, or one that the caller's older Go fetches as a module (go.dev/ref/mod,
 * "Toolchains").
 *
 * @param wanted What is built, as messages call it (`a cluster`); and a folder without a go.mod above it, made if it is not
 *   there.
 * @throws FaultlineError `LAB_FAILED` where there is no Go at all, or it cannot fetch.
 */
export async function findGo(
  caller: Readonly<Record<string, string | undefined>>,
  { what, scratch }: { readonly what: string; readonly scratch: string },
): Promise<Toolchain> {
  const environment = buildEnvironment(caller);
  const version =
    (await versionOf("go", environment)) ??
    (await installPackages(["golang-go"], caller).then(() => versionOf("go", environment)));
  if (version === null)
    throw new FaultlineError(
      "LAB_FAILED",
      `Cannot build ${what}: there is no Go on this host\nRun apt-get install -y golang-go; an old one fetches the newer that is needed`,
    );
  if (isNewEnough(version)) return { go: "go", environment };
  mkdirSync(scratch, { recursive: true });
  const module = `golang.org/toolchain@v0.0.1-go${FETCHED}.linux-${goArchitecture(process.arch)}`;
  const fetched = await fetchModule({ go: "go", environment }, module, scratch);
  if (typeof fetched === "string")
    throw new FaultlineError(
      "LAB_FAILED",
      `Cannot build ${what}: Go ${OLDEST.major}.${OLDEST.minor} or newer is needed, and "${module}" cannot be fetched: ${fetched}\n` +
        "Install a newer Go, or let this host reach a Go module proxy",
    );
  // A module's files are not executable.
  for (const program of globSync(["bin/*", "pkg/tool/*/*"], { cwd: fetched.folder }))
    chmodSync(join(fetched.folder, program), 0o755);
  return { go: join(fetched.folder, "bin", "go"), environment };
}

/** All of the caller's environment, for proxies and caches are set there; and what a repeatable build needs. */
function buildEnvironment(caller: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(caller).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const path = `${caller["PATH"] ?? ""}:${systemPath}:/usr/local/go/bin:/usr/lib/go/bin`;
  return { ...Object.fromEntries(kept), PATH: path, CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOWORK: "off" };
}

async function versionOf(go: string, env: Readonly<Record<string, string>>): Promise<string | null> {
  // The program is found by the PATH that it is given, not by ours.
  const { status, stdout } = await run(["env", go, "version"], { env, timeout: ASK_WITHIN });
  return status === 0 ? (/go(\d+\.\d+)/.exec(stdout)?.[1] ?? null) : null;
}

/** Whether a version such as `1.24` is as new as the sources need. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor);
}

/** An architecture of Node as Go names it. */
export const goArchitecture = (node: string) => (node === "x64" ? "amd64" : node);
