import { existsSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { FaultlineError, type Ms } from "../../base/index.ts";
import { systemPath } from "../packages.ts";
import { run } from "../world/index.ts";

/** Debian packages that a cluster is made of besides what is built, and a file that each one brings. */
const packages: Readonly<Record<string, string>> = {
  "bind9-dnsutils": "dig",
  "busybox-static": "busybox",
  conntrack: "conntrack",
  containerd: "containerd",
  "containernetworking-plugins": "/usr/lib/cni/bridge",
  curl: "curl",
  iproute2: "ip",
  iptables: "iptables",
  nftables: "nft",
  openssl: "openssl",
  procps: "sysctl",
  runc: "runc",
  "util-linux": "unshare",
};

/** invoke-rc.d(8) asks it whether a service may start: 101 is no. */
const POLICY = "/usr/sbin/policy-rc.d";
const NOTHING_STARTS = "#!/bin/sh\nexit 101\n";
const INSTALL_WITHIN: Ms = 600_000;

/** The Debian packages of a cluster that are not on this host. */
export function missingClusterPackages(): readonly string[] {
  const folders = systemPath.split(delimiter);
  return Object.entries(packages)
    .filter(
      ([, file]) =>
        !(file.startsWith("/") ? existsSync(file) : folders.some((at) => existsSync(join(at, file)))),
    )
    .map(([name]) => name);
}

/**
 * Installs what is missing. No service of it is started.
 *
 * @param caller The environment that apt is run in: how mirrors are reached is the caller's own setting.
 * @throws FaultlineError `LAB_FAILED` where it cannot be had.
 */
export async function installClusterPackages(
  caller: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const missing = missingClusterPackages();
  if (missing.length === 0) return;
  const said = await install(missing, caller);
  const left = missingClusterPackages();
  if (left.length === 0) return;
  throw new FaultlineError(
    "LAB_FAILED",
    `Cannot build a cluster: ${left.join(", ")} cannot be installed: ${said}\n` +
      `Run apt-get install -y ${left.join(" ")}`,
  );
}

/** Installs Debian's Go, which is old and can fetch a newer one. Whether it is there then, who looks for it sees. */
export const installGo = (caller: Readonly<Record<string, string | undefined>>): Promise<string> =>
  install(["golang-go"], caller);

/** Runs apt-get for some packages, without starting a service. @returns the last lines that it said. */
async function install(
  names: readonly string[],
  caller: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const kept = Object.entries(caller).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const env = { ...Object.fromEntries(kept), PATH: systemPath, DEBIAN_FRONTEND: "noninteractive" };
  const isOurs = !existsSync(POLICY);
  if (isOurs) writeFileSync(POLICY, NOTHING_STARTS, { mode: 0o755 });
  try {
    await run(["apt-get", "-qq", "update"], { env, timeout: INSTALL_WITHIN });
    const argv = ["apt-get", "-qq", "-y", "--no-install-recommends", "install", ...names];
    const ran = await run(argv, { env, timeout: INSTALL_WITHIN });
    return ran.stderr.trim().split("\n").slice(-3).join("; ").slice(0, 300);
  } finally {
    if (isOurs) rmSync(POLICY, { force: true });
  }
}
