import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { createRecorder, type EvidenceKind, type EvidenceValue } from "../evidence/index.ts";
import { localVantage, type Vantage } from "../vantage/index.ts";
import { freeze, thaw } from "./index.ts";

const tcpHead =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
const files: Readonly<Record<string, string>> = {
  "proc/net/snmp": "Tcp: ActiveOpens\nTcp: 3\n",
  "proc/net/netstat": "TcpExt: ListenOverflows\nTcpExt: 5\n",
  "proc/net/snmp6": "Ip6InReceives 9\n",
  "proc/net/stat/nf_conntrack": "entries drop\n0a 02\n0a 03\n",
  "proc/net/softnet_stat": "0000000a 00000001 00000002\n",
  "proc/net/tcp": `${tcpHead}   0: 00000000:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 1045 1 0 100 0 0 10 0
   1: 0A0200C0:1F90 630200C0:C001 03 00000000:00000000 01:00000010 00000001     0        0 0 1 0
   2: 0A0200C0:9C40 630200C0:01BB 04 00000001:00000000 04:00000010 00000000     0        0 0 1 0
`,
  "proc/net/tcp6": `${tcpHead}`,
  "proc/sys/net/ipv4/ip_local_port_range": "40000\t40009\n",
  "proc/net/arp": `IP address       HW type     Flags       HW address            Mask     Device
192.0.2.1        0x1         0x2         02:00:00:00:00:05     *        eth0
192.0.2.7        0x1         0x0         00:00:00:00:00:00     *        eth0
`,
  "proc/net/route": `Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
*\t006433C6\t00000000\t0201\t0\t0\t0\t00FFFFFF\t0\t0\t0
`,
  "proc/net/fib_trie": `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 192.0.2.10
        /32 host LOCAL
     |-- 203.0.113.5
        /32 host LOCAL
`,
  "proc/net/if_inet6": "20010db8000000000000000000000002 04 40 00 82     eth0\n",
  "proc/net/dev": `Inter-|   Receive
 face |bytes
    lo:    7739
  eth0:    1
`,
  "sys/class/net/eth0/mtu": "1500\n",
  "sys/class/net/eth0/carrier": "1\n",
  "sys/class/net/eth0/operstate": "up\n",
  "proc/self/limits": "Max open files            1024                 4096                 files\n",
  "proc/self/fd/0": "",
  "proc/sys/fs/file-nr": "660\t0\t2465620\n",
  "proc/sys/net/netfilter/nf_conntrack_count": "10\n",
  "proc/sys/net/netfilter/nf_conntrack_max": "100\n",
  "proc/uptime": "1000.5 1\n",
  "proc/7/comm": "nginx\n",
  "proc/7/limits": "Max open files            64                 64                 files\n",
};

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "faultline-proc-"));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await mkdir(join(root, "proc/7/fd"), { recursive: true });
  await symlink("socket:[1045]", join(root, "proc/7/fd/3"));
});
afterAll(() => rm(root, { recursive: true }));

/** This host, with another root. */
function under(folder: string): Vantage {
  const here = localVantage("client");
  return {
    ...here,
    // A folder has no kernel behind it.
    inside: () => null,
    // Nor tools: those of the machine that the test runs on would tell of that one.
    run: () => Promise.resolve({ outcome: "missing-tool" }),
    read: (path) => here.read(join(folder, path)),
    list: (path) => here.list(join(folder, path)),
    link: (path) => here.link?.(join(folder, path)) ?? Promise.resolve(null),
  };
}

const kernelLog = () =>
  ({
    outcome: "read",
    records: [
      "4,1,50000000,-;nf_conntrack: table full, dropping packet\n",
      "4,2,900000000,-;nf_conntrack: table full, dropping packet\n SUBSYSTEM=net\n",
      "6,3,990000000,-;usb 1-1: new device\n",
    ],
  }) as const;

async function frozen(folder: string, run = freeze) {
  const recorder = createRecorder("client");
  const context = { clock: systemClock, signal: new AbortController().signal, recorder };
  const target = { address: "192.0.2.10", port: 8080 };
  await run({ vantage: under(folder), context, target, kernelLog });
  const valueOfKind = <K extends EvidenceKind>(kind: K) =>
    recorder.evidence.find((record) => record.kind === kind)?.value as EvidenceValue[K]; // The kind decides the type.
  return { recorder, valueOfKind };
}

test("freeze() records counters of all files by the kernel's names", async () => {
  const { valueOfKind } = await frozen(root);
  expect(valueOfKind("kernel-counters").counters).toEqual({
    TcpActiveOpens: 3,
    TcpExtListenOverflows: 5,
    Ip6InReceives: 9,
    nf_conntrack_drop: 5,
    softnet_dropped: 1,
    softnet_time_squeeze: 2,
  });
});

test("freeze() records sockets by state, and the target's listener with its queue, process and limit", async () => {
  const { valueOfKind } = await frozen(root);
  expect(valueOfKind("socket-table")).toEqual({
    byState: { LISTEN: 1, "SYN-RECV": 1, "FIN-WAIT-1": 1 },
    listeners: [
      {
        address: "0.0.0.0",
        port: 8080,
        acceptQueue: 3,
        byState: { "SYN-RECV": 1 },
        process: "nginx/7",
        openFiles: { used: 1, soft: 64 },
      },
    ],
    listsEveryListener: true,
    byPeer: [
      { peer: "192.0.2.99:49153", byState: { "SYN-RECV": 1 }, retransmitting: 0, probingZeroWindow: 0 },
      { peer: "192.0.2.99:443", byState: { "FIN-WAIT-1": 1 }, retransmitting: 0, probingZeroWindow: 1 },
    ],
    localPortRange: [40_000, 40_009],
    retransmitting: 0,
    probingZeroWindow: 1,
  });
});

test("freeze() records routes, addresses and interfaces", async () => {
  const { valueOfKind } = await frozen(root);
  expect(valueOfKind("local-routes")).toMatchObject({
    routes: [
      { destination: "0.0.0.0/0", gateway: "192.0.2.1", device: "eth0", type: "unicast" },
      { destination: "192.0.2.0/24", gateway: null, device: "eth0", type: "unicast" },
      { destination: "198.51.100.0/24", type: "unreachable" },
    ],
    interfaces: [
      { name: "lo", addresses: [], mtu: null, state: "unknown", hasCarrier: null },
      { name: "eth0", addresses: ["192.0.2.10", "2001:db8::2"], mtu: 1500, state: "up", hasCarrier: true },
    ],
    otherAddresses: ["203.0.113.5"],
    hasDefault: { ipv4: true, ipv6: false },
  });
});

test("freeze() records neighbours, limits, and the log's telling lines of the last fifteen minutes", async () => {
  const { valueOfKind } = await frozen(root);
  expect(valueOfKind("neighbours").entries.map(({ address, state }) => [address, state])).toEqual([
    ["192.0.2.1", "complete"],
    ["192.0.2.7", "incomplete"],
  ]);
  expect(valueOfKind("process-limits")).toEqual({
    openFiles: { used: 1, soft: 1024, hard: 4096 },
    systemFiles: { used: 660, limit: 2_465_620 },
    conntrack: { entries: 10, limit: 100 },
  });
  expect(valueOfKind("kernel-log").lines).toEqual([
    { secondsSinceBoot: 900, text: "nf_conntrack: table full, dropping packet" },
  ]);
});

test("the counters are the first record of a freeze and the last of a thaw", async () => {
  const before = await frozen(root);
  const after = await frozen(root, thaw);
  expect(before.recorder.evidence.at(0)?.kind).toBe("kernel-counters");
  expect(after.recorder.evidence.at(-1)).toMatchObject({ kind: "kernel-counters", purpose: "thaw" });
});

test("a host without /proc leaves gaps, and nothing is thrown or recorded", async () => {
  const { recorder } = await frozen(join(root, "nowhere"));
  expect(recorder.evidence.map(({ kind }) => kind)).toEqual(["kernel-log"]);
  expect(recorder.gaps.map(({ needs }) => needs)).toEqual([
    "the kernel's network counters",
    "the counters of the interfaces",
    "the TCP sockets of this host",
    "the IPv4 neighbour table",
    "the routes of this host",
    "the limits of this process",
  ]);
});

test("a log that may not be read is a gap", async () => {
  const recorder = createRecorder("client");
  const context = { clock: systemClock, signal: new AbortController().signal, recorder };
  await freeze({ vantage: under(root), context, kernelLog: () => ({ outcome: "permission" }) });
  expect(recorder.gaps).toEqual([
    expect.objectContaining({ needs: "the kernel's log", reason: "permission" }),
  ]);
});
