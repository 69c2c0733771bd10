import { readdirSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import {
  capabilities,
  dumpSockets,
  isTableAbsent,
  KernelError,
  libc,
  listLinks,
  NetlinkRefusal,
  openNetlink,
  parseCapabilities,
  readTcpInfo,
} from "./index.ts";

const ROUNDS = 10_000;
const MEBIBYTE = 2 ** 20;

test("10,000 rounds of opening, dumping and closing leave no descriptor and no memory behind", () => {
  const round = () => {
    using route = openNetlink("route");
    using sockets = openNetlink("sock-diag");
    expect(listLinks(route).length).toBeGreaterThan(0);
    expect(dumpSockets(sockets, { states: ["LISTEN"], most: 64 })).not.toBeNull();
  };
  const openFiles = () => readdirSync("/proc/self/fd").length;
  for (let warmUp = 0; warmUp < 1000; warmUp += 1) round();
  const before = { files: openFiles(), memory: process.memoryUsage.rss() };
  for (let count = 0; count < ROUNDS; count += 1) round();
  // Other tests share the process: a handful of files and some memory are theirs.
  expect(openFiles()).toBeLessThan(before.files + 50);
  expect(process.memoryUsage.rss() - before.memory).toBeLessThan(100 * MEBIBYTE);
});

test("a refusal has the kernel's number and words, and the socket goes on", () => {
  using netlink = openNetlink("route");
  const ask = () => netlink.ask({ call: "RTM_GETROUTE", type: 26, body: new Uint8Array(12).fill(2, 0, 2) });
  expect(ask).toThrow(NetlinkRefusal);
  expect(ask).toThrow(/RTM_GETROUTE failed with errno 22: ./);
  expect(listLinks(netlink).map(({ name }) => name)).toContain("lo");
});

test("a table that the kernel does not have is told from one that we may not see", () => {
  expect([2, 93, 95, 97].every((errno) => isTableAbsent(new KernelError("x", errno)))).toBe(true);
  expect([1, 13, 110].some((errno) => isTableAbsent(new KernelError("x", errno)))).toBe(false);
  using netlink = openNetlink("sock-diag");
  const dump = () =>
    netlink.dump(
      // A family that nobody has.
      { call: "SOCK_DIAG_BY_FAMILY", type: 20, body: new Uint8Array(56).fill(44, 0, 1) },
      { begin: () => undefined, row: () => undefined },
    );
  let refusal: unknown = null;
  try {
    dump();
  } catch (error) {
    refusal = error;
  }
  expect(isTableAbsent(refusal)).toBe(true);
});

test("a netlink socket may be closed twice, and is no use then", () => {
  const netlink = openNetlink("route");
  netlink.close();
  netlink.close();
  expect(() => listLinks(netlink)).toThrow(KernelError);
});

test("a dump may ask again from within", () => {
  using netlink = openNetlink("route");
  using other = openNetlink("route");
  const names: string[] = [];
  netlink.dump(
    { call: "RTM_GETLINK", type: 18, body: new Uint8Array(16) },
    { begin: () => undefined, row: () => names.push(listLinks(other)[0]?.name ?? "") },
  );
  expect(names).toHaveLength(listLinks(netlink).length);
  expect(new Set(names).size).toBe(1);
});

test("readTcpInfo() tells the state of a socket of this process, and refuses what is none", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const fd = libc.socket(2, 1 | 0o2000000, 0);
  try {
    expect(readTcpInfo(fd)).toMatchObject({ state: "CLOSE" });
    const address = Uint8Array.of(2, 0, port >> 8, port & 255, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
    expect(libc.connect(fd, address)).toBe(0);
    expect(readTcpInfo(fd)).toMatchObject({ state: "ESTABLISHED", retransmits: 0, lost: 0 });
    expect(readTcpInfo(fd)?.rtt).toBeGreaterThan(0);
  } finally {
    libc.close(fd);
    server.close();
  }
  expect(() => readTcpInfo(0)).toThrow(KernelError);
});

test("capabilities are named by their bits", () => {
  expect([...parseCapabilities("Name:\tx\nCapEff:\t0000000000003000\n")]).toEqual([
    "CAP_NET_ADMIN",
    "CAP_NET_RAW",
  ]);
  expect(parseCapabilities("").size).toBe(0);
  expect(parseCapabilities("CapEff:\t000001ffffffffff\n").size).toBe(41);
  expect(capabilities()).toBeInstanceOf(Set);
});
