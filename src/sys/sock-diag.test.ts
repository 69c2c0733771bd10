import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createOwnerFinder, dumpSockets, openNetlink, socketsOf } from "./index.ts";

const LISTEN = 10;
const ESTABLISHED = 1;

test("a listening socket and both ends of a connection to it are dumped, without root", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ port: 0, host: "127.0.0.1", backlog: 7 }, resolve));
  const { port } = server.address() as AddressInfo;
  const accepted = new Promise((resolve) => server.once("connection", resolve));
  const client = connect(port, "127.0.0.1");
  await accepted;
  try {
    using netlink = openNetlink("sock-diag");
    const table = dumpSockets(netlink);
    expect(table).not.toBeNull();
    if (table === null) return;
    const ours = socketsOf(
      table,
      ({ localPort, remotePort }, row) => localPort[row] === port || remotePort[row] === port,
    );
    expect(ours.filter(({ state }) => state === "ESTABLISHED")).toHaveLength(2);
    const listening = ours.find(({ state }) => state === "LISTEN");
    expect(listening).toMatchObject({
      localAddress: "127.0.0.1",
      localPort: port,
      receiveQueue: 0,
      sendQueue: 7,
    });
    expect(ours.find(({ localPort }) => localPort === client.localPort)).toMatchObject({
      remotePort: port,
      tcp: { retransmits: 0 },
    });
    const inode = listening?.inode ?? 0;
    expect(createOwnerFinder().find([inode]).owners.get(inode)?.pid).toBe(process.pid);
  } finally {
    client.destroy();
    server.close();
  }
});

test("the kernel leaves out the states that are not asked for, and rows above the bound are counted only", async () => {
  const servers = [createServer(), createServer()];
  for (const server of servers) await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    using netlink = openNetlink("sock-diag");
    const table = dumpSockets(netlink, { states: ["LISTEN"], most: 1 });
    expect(table?.rows).toBe(1);
    expect(table?.seen).toBeGreaterThan(1);
    expect([...(table?.byState.keys() ?? [])]).toEqual(["LISTEN"]);
    expect(table?.columns.state[0]).toBe(LISTEN);
    const none = table === null ? [] : socketsOf(table, ({ state }, row) => state[row] === ESTABLISHED);
    expect(none).toEqual([]);
  } finally {
    for (const server of servers) server.close();
  }
});

test("owners are found once, remembered while their process lives, and forgotten when its number passes on", () => {
  const proc = mkdtempSync(join(tmpdir(), "faultline-proc-"));
  const stat = (started: number) => `42 (a) b) S ${"0 ".repeat(18)}${started} 0 0`;
  try {
    mkdirSync(join(proc, "42", "fd"), { recursive: true });
    writeFileSync(join(proc, "42", "stat"), stat(1000));
    symlinkSync("socket:[77]", join(proc, "42", "fd", "3"));
    symlinkSync("/dev/null", join(proc, "42", "fd", "4"));
    mkdirSync(join(proc, "self"));
    const finder = createOwnerFinder(proc);
    const owner = { pid: 42, name: "a) b" };
    expect(finder.find([0, 77, 78])).toEqual({ owners: new Map([[77, owner]]), hidden: 0, isWhole: true });
    rmSync(join(proc, "42", "fd", "3"));
    expect(finder.find([77]).owners).toEqual(new Map([[77, owner]]));
    writeFileSync(join(proc, "42", "stat"), stat(2000));
    expect(finder.find([77]).owners).toEqual(new Map());
  } finally {
    rmSync(proc, { recursive: true });
  }
});
