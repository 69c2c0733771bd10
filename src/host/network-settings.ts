import type { NetworkSettings } from "../evidence/index.ts";
import { type FlowRequest, recordFlow } from "./flow.ts";
import { gapOf } from "./gaps.ts";
import { parseDevices } from "./local-routes.ts";

/** Interfaces that a record holds; a node of a cluster has one for each Pod. */
const MAX_INTERFACES = 300;

/** Records the switches of /proc/sys/net that decide over packets. ip-sysctl of the kernel's documentation. */
export const readNetworkSettings = (request: FlowRequest): Promise<NetworkSettings | null> =>
  recordFlow(request, "network-settings", {
    boundary: "route",
    by: "observed",
    command: "sysctl net.ipv4 net.ipv6.conf net.core.somaxconn",
    collect: () => collect(request),
  });

async function collect({ vantage, context }: FlowRequest): Promise<NetworkSettings | null> {
  const number = async (path: string) => {
    const read = await vantage.read(`/proc/sys/net/${path}`);
    return read.outcome === "read" ? wholeNumber(read.text) : null;
  };
  const path = "/proc/sys/net/ipv4/ip_forward";
  const forward = await vantage.read(path);
  if (forward.outcome !== "read") {
    context.recorder.gap(
      gapOf({ path, needs: `the network settings of ${vantage.name}`, boundary: "route" }, forward.outcome),
    );
    return null;
  }
  const devices = await vantage.read("/proc/net/dev");
  const names = parseDevices(devices.outcome === "read" ? devices.text : "").slice(0, MAX_INTERFACES);
  const [forwarding6, filterOfAll, ports, synCookies, timeWaitReuse, mtuProbing, largestBacklog] =
    await Promise.all([
      number("ipv6/conf/all/forwarding"),
      number("ipv4/conf/all/rp_filter"),
      vantage.read("/proc/sys/net/ipv4/ip_local_port_range"),
      number("ipv4/tcp_syncookies"),
      number("ipv4/tcp_tw_reuse"),
      number("ipv4/tcp_mtu_probing"),
      number("core/somaxconn"),
    ]);
  const interfaces = await Promise.all(
    names.map(async (name) => {
      // A dot in an interface's name is no separator in a path of /proc/sys.
      const [forwards4, forwards6, filter, disableIpv6] = await Promise.all([
        number(`ipv4/conf/${name}/forwarding`),
        number(`ipv6/conf/${name}/forwarding`),
        number(`ipv4/conf/${name}/rp_filter`),
        number(`ipv6/conf/${name}/disable_ipv6`),
      ]);
      return {
        name,
        forwarding4: isOn(forwards4),
        forwarding6: isOn(forwards6),
        rpFilter: filter === null || filterOfAll === null ? null : Math.max(filter, filterOfAll),
        disableIpv6: isOn(disableIpv6),
      };
    }),
  );
  return {
    forwarding: { ipv4: isOn(wholeNumber(forward.text)), ipv6: isOn(forwarding6) },
    interfaces,
    synCookies,
    timeWaitReuse,
    mtuProbing,
    localPorts: ports.outcome === "read" ? portRange(ports.text) : null,
    largestBacklog,
  };
}

const isOn = (number: number | null): boolean | null => (number === null ? null : number > 0);

const wholeNumber = (text: string): number | null =>
  /^\d{1,15}$/.test(text.trim()) ? Number(text.trim()) : null;

/** Reads `32768	60999`; `null` for anything else. */
export function portRange(text: string): readonly [first: number, last: number] | null {
  const [, first, last] = /^\s*(\d{1,5})\s+(\d{1,5})\s*$/.exec(text) ?? [];
  return first === undefined || last === undefined ? null : [Number(first), Number(last)];
}
