import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { FaultlineError } from "../../base/index.ts";
import { installPackages } from "../install-packages.ts";
import { systemPath } from "../packages.ts";

/** Debian packages that a cluster is made of besides what is built, and a file that each one brings. */
const packages: Readonly<Record<string, string>> = {
  "bind9-dnsutils": "dig",
  "busybox-static": "busybox",
  conntrack: "conntrack",
  containerd: "containerd",
  "containernetworking-plugins": "/usr/lib/cni/bridge",
  curl: "curl",
  haproxy: "haproxy",
  iproute2: "ip",
  iptables: "iptables",
  nftables: "nft",
  nginx: "nginx",
  openssl: "openssl",
  procps: "sysctl",
  runc: "runc",
  "util-linux": "unshare",
};

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
  const said = await installPackages(missing, caller);
  const left = missingClusterPackages();
  if (left.length === 0) return;
  throw new FaultlineError(
    "LAB_FAILED",
    `Cannot build a cluster: ${left.join(", ")} cannot be installed: ${said}\n` +
      `Run apt-get install -y ${left.join(" ")}`,
  );
}
