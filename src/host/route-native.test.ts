import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { hasOwnNamespaces, tellFromOwnNamespace } from "../../test/own-namespace.ts";

const at = (file: string) => JSON.stringify(fileURLToPath(new URL(file, import.meta.url)));

/** No address may still be tried out: it would come between the two looks that are compared. */
const setUp = `echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad; ip link set lo up
ip link add a0 type veth peer name a1; ip link add b0 type veth peer name b1
for each in a0 a1 b0 b1; do ip link set $each up; done
ip address add 192.0.2.1/24 dev a0; ip address add 198.51.100.1/24 dev b0
ip -6 address add 2001:db8:1::1/64 dev a0 nodad
ip route add default via 192.0.2.254
ip route add 203.0.113.0/26 via 198.51.100.254 mtu 1400
ip route add blackhole 203.0.113.64/26; ip route add unreachable 203.0.113.128/26
ip route add prohibit 203.0.113.192/27; ip route add throw 203.0.113.224/27
ip -6 route add 2001:db8:2::/48 via 2001:db8:1::fe; ip -6 route add blackhole 2001:db8:3::/48
ip route add 203.0.113.9 via 198.51.100.253 table 100
ip rule add ipproto tcp dport 443 table 100
echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv4/conf/b0/rp_filter
for try in $(seq 100); do [ -z "$(ip -6 address show tentative)" ] && [ "$(ip -6 address show scope link | grep -c inet6)" -ge 4 ] && break; sleep 0.05; done`;

/** Both ways to ask, over every kind of route and of packet. */
const module = `
const { decideNatively, decideByTool } = await import(${at("./route-decision.ts")});
const { localVantage } = await import(${at("../vantage/index.ts")});
const request = { vantage: localVantage("here"), context: { signal: new AbortController().signal }, flow: { protocol: "tcp" } };
const destinations = ["192.0.2.1", "192.0.2.7", "192.0.2.255", "127.0.0.1", "198.51.100.9", "203.0.113.1", "203.0.113.9", "203.0.113.70",
  "203.0.113.130", "203.0.113.200", "203.0.113.230", "8.8.8.8", "224.0.0.251", "::1", "2001:db8:1::1", "2001:db8:1::7", "2001:db8:2::1",
  "2001:db8:3::1", "2001:db8:4::1"];
const origins = [[null, null], ["192.0.2.1", null], ["192.0.2.77", "a0"], ["192.0.2.77", "b0"], ["203.0.113.1", "b0"], ["9.9.9.9", "a0"],
  ["203.0.113.70", "a0"], ["2001:db8:1::1", null], ["2001:db8:1::7", "a0"], ["2001:db8:2::9", "b0"]];
const rows = [];
for (const destination of destinations) for (const [source, inputInterface] of origins) for (const port of [null, 443]) {
  if (source !== null && source.includes(":") !== destination.includes(":")) continue;
  const question = { destination, source, inputInterface, port };
  rows.push([question, decideNatively(request, question), await decideByTool(request, question)]);
}
tell(rows);`;

test.runIf(hasOwnNamespaces)("the kernel's own answer over a packet's way is the one that ip tells", () => {
  // Each row is a question and two answers, as the module above tells them.
  const rows = tellFromOwnNamespace(setUp, module) as [unknown, unknown, unknown][];
  expect(rows.length).toBeGreaterThan(150);
  const differing = rows.filter(
    ([, natively, byTool]) => JSON.stringify(natively) !== JSON.stringify(byTool),
  );
  expect(differing).toEqual([]);
  expect(new Set(rows.map(([, answer]) => (answer as { outcome: string }).outcome)).size).toBe(7);
});

const hostModule = `
const { ownHostNatively, ownHostByTool } = await import(${at("./own-host.ts")});
const { localVantage } = await import(${at("../vantage/index.ts")});
const rows = [];
for (const serverAddress of ["192.0.2.7", "2001:db8:1::7"]) {
  const request = { vantage: localVantage("here"), context: { signal: new AbortController().signal }, flow: { protocol: "tcp", serverAddress } };
  rows.push([ownHostNatively(request), await ownHostByTool(request)]);
}
tell(rows);`;

test.runIf(hasOwnNamespaces)(
  "interfaces, addresses and own networks are the same by the kernel and by ip",
  () => {
    const more =
      "ip link add br0 type bridge; ip link set br0 mtu 1400; ip tuntap add t0 mode tun 2>/dev/null || true; ip link add d0 type dummy 2>/dev/null || true";
    // Each row is the same host told twice.
    const rows = tellFromOwnNamespace(`${more}\n${setUp}`, hostModule) as [unknown, unknown][];
    for (const [natively, byTool] of rows) expect(natively).toEqual(byTool);
    expect(rows[0]?.[0]).toMatchObject({
      interfaces: expect.arrayContaining([expect.objectContaining({ isBridge: true })]),
    });
  },
);
