import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { freePort } from "../../../test/database-servers.ts";
import { systemClock } from "../../base/index.ts";
import { createRecorder, type PoolState } from "../../evidence/index.ts";
import type { StateLook } from "./look.ts";
import { lookPastPools } from "./pool-server.ts";

const context = {
  clock: systemClock,
  signal: new AbortController().signal,
  recorder: createRecorder("here"),
  purpose: "context",
  timeout: 1_000,
} as const;

type Pool = PoolState["pools"][number];

const lacking = (port: number, changes: Partial<Pool> = {}): Pool => ({
  ...{ name: "shop/app", active: 0, idle: 0, limit: 20, waiting: 1, longestWait: 1_000 },
  server: { host: "127.0.0.1", port, connect: null, holdsForPooler: false },
  ...changes,
});

/** How the look at the server of one pool ended. */
async function seenOf(pool: Pool, look: Partial<StateLook> = {}) {
  // What the console says is read; of the look only its place counts.
  const given = { isHere: true, ...look } as StateLook;
  const [seen] = await lookPastPools([pool], given, context);
  return seen?.server;
}

describe("lookPastPools()", () => {
  test("tries the server of a pool that clients wait for, from the pooler's own host", async () => {
    const closed = await freePort();
    expect(await seenOf(lacking(closed))).toMatchObject({ connect: "refused", holdsForPooler: true });
    const listener = createServer((socket) => socket.end());
    const port = await new Promise<number>((resolve) =>
      listener.listen(0, "127.0.0.1", () => {
        const address = listener.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      }),
    );
    expect(await seenOf(lacking(port))).toMatchObject({ connect: "connected", holdsForPooler: true });
    listener.close();
  });

  test("tries that of the pool which the login was for, though nobody waits", async () => {
    const idle = lacking(await freePort(), { waiting: 0, longestWait: null });
    expect(await seenOf(idle)).toMatchObject({ connect: null });
    expect(await seenOf(idle, { pool: "shop/app" })).toMatchObject({ connect: "refused" });
  });

  test("records no step of its own, for it is told in the record of the pools", () =>
    expect(context.recorder.evidence).toEqual([]));

  test.each([
    ["another host's loopback", {}, { isHere: false }],
    ["a pool that has a connection", { idle: 1 }, {}],
    ["a pool that is paused", { isPaused: true as const }, {}],
    [
      "a server at a socket",
      { server: { host: "/run/pg", port: 5432, connect: null, holdsForPooler: false } },
      {},
    ],
    ["no address", { server: { host: "a;b", port: 5432, connect: null, holdsForPooler: false } }, {}],
  ])("does not try %s", async (_, changes, look) => {
    expect(await seenOf(lacking(await freePort(), changes), look)).toMatchObject({ connect: null });
  });
});
