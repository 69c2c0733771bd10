import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Build, type BuildOptions, buildOnce, compile, findGo, goArchitecture } from "../go/index.ts";
import { dockerArchive } from "./image.ts";
import { makeImages } from "./images.ts";
import { installClusterPackages } from "./packages.ts";

/** Where the programs and images of a cluster are. */
export interface ClusterBinaries {
  /** Folder of the programs: `kubectl`, `kubelet`, `etcd` …, `policies`, `coredns`, `pause`, `app`. */
  readonly bin: string;
  /** One archive of all images. */
  readonly images: string;
}

/** Of k8s.io/kubernetes in lab/cluster/kubernetes/go.mod. */
const KUBERNETES = "1.34.4";
/** The daemons that are one program, told apart by the name that it is started under. */
const DAEMONS = [
  ...["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"],
  ...["kubelet", "kube-proxy", "kubectl", "policies"],
];
const WHAT = "a cluster";
const IMAGES = "images.tar";

/**
 * The programs and images of a cluster: found where they were built before from the same sources, or built now.
 *
 * @throws FaultlineError `LAB_FAILED` in two lines that name the log.
 */
export async function clusterBinaries(options: BuildOptions = {}): Promise<ClusterBinaries> {
  await installClusterPackages(options.environment ?? process.env);
  const takes = "some 10 minutes of processor time";
  const recipe = { what: WHAT, name: "cluster", version: "1", last: IMAGES, takes, make: build };
  const folder = await buildOnce(recipe, options);
  return { bin: join(folder, "bin"), images: join(folder, IMAGES) };
}

async function build({ sources, fresh, log, environment, signal }: Build): Promise<void> {
  const bin = join(fresh, "bin");
  mkdirSync(bin, { recursive: true });
  const toolchain = await findGo(environment, { what: WHAT, scratch: join(fresh, "toolchain") });
  const make = (module: string, program: string, flags: string) => {
    const [folder, out] = [join(sources, module), join(bin, program)];
    return compile({ what: WHAT, toolchain, folder, out, flags, log, signal });
  };
  await make("programs/pause", "pause", "");
  await make("programs/app", "app", "");
  await make("kubernetes", "kubernetes", versionFlags());
  for (const daemon of DAEMONS) symlinkSync("kubernetes", join(bin, daemon));
  await make("coredns", "coredns", "");
  const images = await makeImages(bin);
  writeFileSync(join(fresh, IMAGES), dockerArchive(images, goArchitecture(process.arch)));
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
