import type { Evidence, TcpLimits, Used } from "../evidence/index.ts";
import { type Look, recordLook } from "./look.ts";
import { parsePortRange } from "./socket-table.ts";

const IPV4 = "/proc/sys/net/ipv4";
const TRACKING = "/proc/sys/net/netfilter";
/** Interfaces whose reverse path filter is read at most. */
const MOST_INTERFACES = 256;

/** Records what TCP may use at most in the vantage's network namespace, and what it uses. ip-sysctl of the kernel's documentation. */
export const readTcpLimits = (look: Look): Promise<Evidence<"tcp-limits"> | null> =>
  recordLook(look, "tcp-limits", {
    boundary: "tcp",
    by: "observed",
    command: "cat /proc/net/sockstat; sysctl net.ipv4 net.core.somaxconn | grep -E 'tcp_|ip_local|somaxconn'",
    collect: () => collect(look),
  });

async function collect(look: Look): Promise<TcpLimits> {
  const text = async (path: string) => {
    const read = await look.vantage.read(path);
    return read.outcome === "read" ? read.text : "";
  };
  const number = async (path: string) => numbersIn(await text(path))[0] ?? null;
  const sockstat = parseSockstat(await text("/proc/net/sockstat"));
  const [, pressure, most] = numbersIn(await text(`${IPV4}/tcp_mem`));
  const used = (name: string, limit: number | null | undefined): Used | null => {
    const now = sockstat[name];
    return now === undefined || limit == null ? null : { used: now, limit };
  };
  const memory = used("mem", most);
  const [time, interval, probes] = await Promise.all(
    ["time", "intvl", "probes"].map((name) => number(`${IPV4}/tcp_keepalive_${name}`)),
  );
  const [ipv4, ipv6] = await Promise.all([
    number(`${IPV4}/ip_forward`),
    number("/proc/sys/net/ipv6/conf/all/forwarding"),
  ]);
  return {
    memory: memory === null || pressure === undefined ? null : { ...memory, pressure },
    orphans: used("orphan", await number(`${IPV4}/tcp_max_orphans`)),
    timeWait: used("tw", await number(`${IPV4}/tcp_max_tw_buckets`)),
    synBacklog: await number(`${IPV4}/tcp_max_syn_backlog`),
    largestBacklog: await number("/proc/sys/net/core/somaxconn"),
    synCookies: await number(`${IPV4}/tcp_syncookies`),
    timeWaitReuse: await number(`${IPV4}/tcp_tw_reuse`),
    timestamps: await number(`${IPV4}/tcp_timestamps`),
    localPorts: parsePortRange(await text(`${IPV4}/ip_local_port_range`)),
    reservedPorts: countReserved(
      await text(`${IPV4}/ip_local_reserved_ports`),
      parsePortRange(await text(`${IPV4}/ip_local_port_range`)),
    ),
    keepalive: time == null || interval == null || probes == null ? null : { time, interval, probes },
    strictReversePath: await strictInterfaces(look, number),
    forwarding: { ipv4: ipv4 === null ? null : ipv4 > 0, ipv6: ipv6 === null ? null : ipv6 > 0 },
    trackingTimeouts: await timeouts(look, number),
  };
}

type ReadNumber = (path: string) => Promise<number | null>;

/** The kernel takes the greater of `all` and the interface's own. ip-sysctl, rp_filter. */
async function strictInterfaces({ vantage }: Look, number: ReadNumber): Promise<readonly string[]> {
  const names = (await vantage.list(`${IPV4}/conf`)) ?? [];
  const all = (await number(`${IPV4}/conf/all/rp_filter`)) ?? 0;
  const own = names.filter((name) => !["all", "default", "lo"].includes(name)).slice(0, MOST_INTERFACES);
  const values = await Promise.all(own.map((name) => number(`${IPV4}/conf/${name}/rp_filter`)));
  return own.filter((_, index) => Math.max(all, values[index] ?? 0) === 1);
}

async function timeouts({ vantage }: Look, number: ReadNumber): Promise<Readonly<Record<string, number>>> {
  const names = ((await vantage.list(TRACKING)) ?? []).filter((name) =>
    /^nf_conntrack_(tcp|udp)_timeout/.test(name),
  );
  const values = await Promise.all(names.map((name) => number(`${TRACKING}/${name}`)));
  return Object.fromEntries(
    names.flatMap((name, index) => {
      const seconds = values[index];
      return seconds == null ? [] : [[name, seconds]];
    }),
  );
}

/** The line `TCP: inuse 5 orphan 0 tw 3 alloc 8 mem 2` of /proc/net/sockstat; `mem` is in pages. */
export function parseSockstat(text: string): Readonly<Record<string, number>> {
  const words = (/^TCP: (.*)$/m.exec(text)?.[1] ?? "").trim().split(/\s+/);
  return Object.fromEntries(
    words.flatMap((word, index) => {
      const number = Number(words[index + 1]);
      return index % 2 === 0 && Number.isInteger(number) ? [[word, number]] : [];
    }),
  );
}

/** Ports of a list as `8080,9148-9150` that lie in a range. ip-sysctl, ip_local_reserved_ports. */
export function countReserved(text: string, [first, last]: readonly [number, number]): number {
  return text
    .trim()
    .split(",")
    .reduce((sum, part) => {
      const [from = Number.NaN, to = from] = part.split("-").map((port) => Number.parseInt(port, 10));
      const ports = Math.min(to, last) - Math.max(from, first) + 1;
      return ports > 0 ? sum + ports : sum;
    }, 0);
}

/** Numbers that are not negative; where there is no limit the kernel prints the greatest there is. */
const numbersIn = (text: string): readonly number[] => (text.match(/\d+/g) ?? []).map(Number);
