import { readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { localVantage } from "../vantage/index.ts";
import { walkHolders } from "./socket-owners-walk.ts";

/** Beyond the kernel's greatest process number: a process that ended between the listing and the reading. proc_sys_kernel(5), pid_max. */
const ENDED = "4194305";

test("a process that ends while it is read is left out, and those after it are seen", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    // The descriptor of a server of this process is the newest socket of it.
    const { fd } = (server as unknown as { readonly _handle: { readonly fd: number } })._handle;
    const inode = Number(/\d+/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[0]);
    const here = localVantage("here");
    const seen = await walkHolders(
      {
        ...here,
        list: async (path) => (path === "/proc" ? [ENDED, "self", String(process.pid)] : here.list(path)),
      },
      { wanted: new Set([inode]), signal: new AbortController().signal, bound: "asked" },
    );
    expect(seen.ownerOf(inode)?.pid).toBe(process.pid);
    expect(seen.openFilesOf(Number(ENDED))).toBeNull();
    expect([seen.denied, seen.isBounded]).toEqual([0, false]);
  } finally {
    server.close();
  }
});
