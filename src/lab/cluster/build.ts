import { once } from "node:events";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FaultlineError, type Ms } from "../../base/index.ts";
import { run } from "../world/index.ts";
import { dockerArchive } from "./image.ts";
import { makeImages } from "./images.ts";
import { installClusterPackages } from "./packages.ts";
import { sourceFolder, sourceHash } from "./sources.ts";
import { findGo, goArchitecture, type Toolchain } from "./toolchain.ts";

/** Where the programs and images of a cluster are. */
export interface ClusterBinaries {
  /** Folder of the programs: `kubectl`, `kubelet`, `etcd` …, `policies`, `coredns`, `pause`, `app`. */
  readonly bin: string;
  /** One archive of all images. */
  readonly images: string;
}

/** How they are built. */
export interface BuildOptions {
  /** Environment of Go and apt: caches, proxies. Default: this process's own. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Told of what takes long. */
  readonly say?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Of k8s.io/kubernetes in lab/cluster/kubernetes/go.mod. */
const KUBERNETES = "1.34.4";
/** The daemons that are one program, told apart by the name that it is started under. */
const DAEMONS = [
  ...["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"],
  ...["kubelet", "kube-proxy", "kubectl", "policies"],
];
/** Some ten minutes of two processors, when nothing is cached; several times that on a machine that is busy. */
const BUILD_WITHIN: Ms = 5_400_000;
const LOOK_EVERY: Ms = 500;

/**
 * The programs and images of a cluster: found where they were built before from the same sources, or built now. Two
 * processes do not build at once: the second waits for the first.
 *
 * @throws FaultlineError `LAB_FAILED` in two lines that name the log.
 */
export async function clusterBinaries(options: BuildOptions = {}): Promise<ClusterBinaries> {
  const { environment = process.env, say = () => {}, signal } = options;
  await installClusterPackages(environment);
  const sources = sourceFolder();
  const cache = join(
    environment["XDG_CACHE_HOME"] || join(environment["HOME"] || homedir(), ".cache"),
    "faultline",
    "cluster",
  );
  const hash = sourceHash(sources);
  const folder = join(cache, hash);
  const found = { bin: join(folder, "bin"), images: join(folder, "images.tar") };
  if (existsSync(found.images)) return found;

  mkdirSync(cache, { recursive: true });
  const lock = await alone(hash, say, signal);
  try {
    if (existsSync(found.images)) return found;
    const log = join(cache, `${hash}.log`);
    say(`Building the programs of a cluster: some 10 minutes of processor time, once; the log is ${log}`);
    writeFileSync(log, "");
    const fresh = `${folder}.${process.pid}`;
    try {
      await build({ sources, fresh, log, environment, signal });
      rmSync(folder, { recursive: true, force: true });
      renameSync(fresh, folder);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
    return found;
  } finally {
    lock.close();
  }
}

interface Build {
  readonly sources: string;
  /** Where the result is put together. */
  readonly fresh: string;
  readonly log: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal | undefined;
}

async function build({ sources, fresh, log, environment, signal }: Build): Promise<void> {
  const bin = join(fresh, "bin");
  mkdirSync(bin, { recursive: true });
  const toolchain = await findGo(environment, join(fresh, "toolchain"));
  const make = (module: string, program: string, flags: string) =>
    compile({ toolchain, folder: join(sources, module), out: join(bin, program), flags, log, signal });
  await make("programs/pause", "pause", "");
  await make("programs/app", "app", "");
  await make("kubernetes", "kubernetes", versionFlags());
  for (const daemon of DAEMONS) symlinkSync("kubernetes", join(bin, daemon));
  await make("coredns", "coredns", "");
  const images = await makeImages(bin);
  writeFileSync(join(fresh, "images.tar"), dockerArchive(images, goArchitecture(process.arch)));
}

/** What Kubernetes says of its own version; without it the API server calls itself v0.0.0. hack/lib/version.sh. */
function versionFlags(): string {
  const [major, minor] = KUBERNETES.split(".");
  const values = {
    gitVersion: `v${KUBERNETES}`,
    gitMajor: major,
    gitMinor: minor,
    gitTreeState: "clean",
    gitCommit: "0".repeat(40),
    buildDate: "2026-01-01T00:00:00Z",
  };
  const packages = ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"];
  return packages
    .flatMap((path) => Object.entries(values).map(([name, value]) => `-X ${path}.${name}=${value}`))
    .join(" ");
}

async function compile(task: {
  readonly toolchain: Toolchain;
  readonly folder: string;
  readonly out: string;
  readonly flags: string;
  readonly log: string;
  readonly signal: AbortSignal | undefined;
}): Promise<void> {
  task.signal?.throwIfAborted();
  const { go, environment } = task.toolchain;
  const flags = ["-trimpath", "-ldflags", `-s -w ${task.flags}`.trim()];
  const argv = ["nice", "-n", "10", "env", "-C", task.folder, go, "build", ...flags, "-o", task.out, "."];
  appendFileSync(task.log, `${argv.join(" ")}\n`);
  const ran = await run(argv, { env: environment, timeout: BUILD_WITHIN });
  appendFileSync(
    task.log,
    `${ran.stdout}${ran.stderr}\nended with ${ran.status} after ${Math.round(ran.took / 1000)} s\n`,
  );
  if (ran.status === 0) return;
  const said = ran.timedOut
    ? "it takes too long"
    : (ran.stderr.trim().split("\n").at(-1) ?? "").slice(0, 200);
  throw new FaultlineError(
    "LAB_FAILED",
    `Cannot build a cluster: "go build" in "${task.folder}" failed: ${said}\nSee ${task.log}`,
  );
}

/**
 * Waits until nobody else builds. An abstract socket (unix(7)) is the lock: it goes with its process, however that ends.
 */
async function alone(
  hash: string,
  say: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<Server> {
  const deadline = performance.now() + BUILD_WITHIN;
  for (let look = 0; performance.now() < deadline; look++) {
    signal?.throwIfAborted();
    const server = createServer();
    server.listen(`\0faultline-cluster-build/${hash}`);
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (isFree) return server;
    if (look === 0) say("Another process builds the programs of a cluster: waiting for it");
    await sleep(LOOK_EVERY);
  }
  throw new FaultlineError(
    "LAB_FAILED",
    "Cannot build a cluster: another process has been building it for too long\nEnd that process, then start again",
  );
}
