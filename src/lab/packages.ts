import { accessSync, constants, globSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Debian packages that the lab's servers and tools come from, and a program that each one brings. */
export const packages: Readonly<Record<string, string>> = {
  bind9: "named",
  "bind9-dnsutils": "dig",
  caddy: "caddy",
  conntrack: "conntrack",
  curl: "curl",
  "dnsmasq-base": "dnsmasq",
  faketime: "faketime",
  haproxy: "haproxy",
  iproute2: "ip",
  iptables: "iptables-legacy",
  knot: "knotd",
  "mariadb-server": "mariadbd",
  nftables: "nft",
  nginx: "nginx",
  "openssh-client": "ssh",
  "openssh-server": "sshd",
  openssl: "openssl",
  pgbouncer: "pgbouncer",
  postgresql: "postgres",
  procps: "sysctl",
  python3: "python3",
  "python3-pip": "pip3",
  "redis-server": "redis-server",
  tcpdump: "tcpdump",
  unbound: "unbound",
  "util-linux": "unshare",
};

/** Where programs of the system are looked for, whatever the caller's PATH. */
export const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Where Debian keeps PostgreSQL's server programs: a folder for each version, none of them in PATH; the newest last. */
export const postgresFolders = (): readonly string[] => globSync("/usr/lib/postgresql/*/bin").sort();

/** The packages of which the program is not on this host. */
export function missingPackages(): readonly string[] {
  const folders = [...systemPath.split(delimiter), ...postgresFolders()];
  return Object.entries(packages)
    .filter(([, program]) => !folders.some((folder) => isExecutable(join(folder, program))))
    .map(([name]) => name);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
