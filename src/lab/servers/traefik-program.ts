import { copyFileSync, cpSync, globSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { FaultlineError } from "../../base/index.ts";
import {
  type Build,
  type BuildOptions,
  buildOnce,
  compile,
  fetchModule,
  findGo,
  type Toolchain,
} from "../go/index.ts";

/** A Go module that is changed before it is built. */
interface Changed {
  /** Its folder beside the go.mod that names it so, and in `stand-ins`. */
  readonly folder: string;
  readonly path: string;
  readonly version: string;
  /** As a go.sum has it, which Go keeps none of for what is replaced by a folder. */
  readonly hash: string;
}

const traefik: Changed = {
  folder: "traefik",
  path: "github.com/traefik/traefik/v3",
  version: "v3.6.12",
  hash: "h1:6pe4s7aaDTQs+AsF7KP3sM/xnq7zOVvibRQe5tw9eFo=",
};
const lego: Changed = {
  folder: "lego",
  path: "github.com/go-acme/lego/v4",
  version: "v4.33.0",
  hash: "h1:2KrRKieG+VczT4zvVXKAY7Tp/S3XLvh/QImofBALRAM=",
};

const WHAT = "Traefik";
const PROGRAM = "traefik";

/**
 * The path of Traefik: its own program of its own sources, but for clients of other platforms, which are three quarters of its
 * packages and take most of an hour to compile: providers other than `file`, `http` and `rest` (Docker, Kubernetes, Consul …),
 * plugins, and ACME's DNS challenges. What stands in for them is in `lab/traefik/stand-ins`, and refuses to be configured.
 *
 * @throws FaultlineError `LAB_FAILED` where it cannot be built.
 */
export async function buildTraefik(options: BuildOptions = {}): Promise<string> {
  const version = [traefik, lego].map((each) => `${each.path}@${each.version}`).join(" ");
  const takes = "some 5 minutes of processor time";
  const recipe = { what: WHAT, name: "traefik", version, last: PROGRAM, takes, make: build };
  return join(await buildOnce(recipe, options), PROGRAM);
}

async function build({ sources, fresh, log, environment, signal }: Build): Promise<void> {
  const folder = join(fresh, "module");
  mkdirSync(folder, { recursive: true });
  const toolchain = await findGo(environment, { what: WHAT, scratch: join(fresh, "toolchain") });
  for (const changed of [traefik, lego]) {
    const whole = await fetchWhole(changed, toolchain, fresh);
    layOver(whole, join(sources, "stand-ins", changed.folder), join(folder, changed.folder));
  }
  for (const file of ["go.mod", "go.sum"]) copyFileSync(join(sources, file), join(folder, file));
  const flags = `-X ${traefik.path}/pkg/version.Version=${traefik.version.slice(1)}`;
  const [out, from] = [join(fresh, PROGRAM), `${traefik.path}/cmd/traefik`];
  await compile({ what: WHAT, toolchain, folder, package: from, out, flags, log, signal });
  rmSync(folder, { recursive: true });
}

async function fetchWhole(
  { path, version, hash }: Changed,
  toolchain: Toolchain,
  scratch: string,
): Promise<string> {
  const fetched = await fetchModule(toolchain, `${path}@${version}`, scratch);
  if (typeof fetched !== "string" && fetched.hash === hash) return fetched.folder;
  const why =
    typeof fetched === "string"
      ? `it cannot be fetched: ${fetched}`
      : `its hash is ${fetched.hash}, and ${hash} is known`;
  throw new FaultlineError(
    "LAB_FAILED",
    `Cannot build ${WHAT} of the module ${path} ${version}: ${why}\nLet this host reach a Go module proxy, or leave out the scenarios that need it`,
  );
}

/**
 * Copies a module without its tests, and lays stand-ins over it: each takes the place of the file of its name, and a
 * `package.go` that of all of its folder.
 */
export function layOver(module: string, standIns: string, to: string): void {
  const replaced = new Set(globSync("**/package.go", { cwd: standIns }).map(dirname));
  cpSync(module, to, {
    recursive: true,
    filter: (from) => !from.endsWith("_test.go") && !replaced.has(relative(module, from)),
  });
  for (const file of globSync("**/*.go", { cwd: standIns })) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    copyFileSync(join(standIns, file), join(to, file));
  }
}
