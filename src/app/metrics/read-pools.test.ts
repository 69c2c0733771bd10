import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecure } from "node:https";
import { type AddressInfo, createServer as createTcp, type Server as TcpServer } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../../base/index.ts";
import { localVantage, type Vantage } from "../../vantage/index.ts";
import { readPools } from "./read-pools.ts";

const servers: (Server | TcpServer)[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server | TcpServer): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port; // A TCP server's.
}

const serve = (answer: RequestListener) => listen(createServer(answer));

const context = (signal = new AbortController().signal) => ({
  vantage: localVantage("app1"),
  clock: systemClock,
  signal,
});

const POOL =
  "pg_pool_active_connections 3\npg_pool_idle_connections 0\npg_pool_max 3\npg_pool_waiting_connections 2\n";
const plain = { "content-type": "text/plain; version=0.0.4" };

test("readPools() gives what the application tells of its pools, by one GET with the credentials of its URL, which are kept nowhere", async () => {
  const asked: string[] = [];
  const port = await serve((request, response) => {
    asked.push(
      `${request.method} ${request.url} ${request.headers.authorization} ${request.headers["accept-encoding"]}`,
    );
    response.writeHead(200, plain).end(POOL);
  });
  const read = await readPools(new URL(`http://ops:s%40crt@127.0.0.1:${port}/metrics?token=abc`), context());
  expect(read).toMatchObject({
    gap: null,
    command: `curl -s http://127.0.0.1:${port}/metrics`,
    state: {
      source: `http://127.0.0.1:${port}/metrics`,
      readFrom: "metrics",
      pools: [{ name: "node-postgres", active: 3, idle: 0, limit: 3, waiting: 2, longestWait: null }],
    },
  });
  const login = Buffer.from("ops:s@crt").toString("base64");
  expect(asked).toEqual([`GET /metrics?token=abc Basic ${login} identity`]);
  expect(JSON.stringify(read)).not.toMatch(/crt|abc|ops/);
});

test("readPools() finds a name by the system of its vantage", async () => {
  const port = await serve((_, response) => response.writeHead(200, plain).end(POOL));
  expect((await readPools(new URL(`http://localhost:${port}/`), context())).state?.pools).toHaveLength(1);
  const there: Vantage = {
    ...localVantage("app1"),
    kind: "netns",
    run: async (argv) => ({
      outcome: "ran",
      ...{ status: 0, stderr: "" },
      stdout:
        argv.join(" ") === "getent ahosts app.example"
          ? "127.0.0.1      STREAM app.example\n127.0.0.1      DGRAM\n"
          : "",
    }),
  };
  const read = await readPools(new URL(`http://app.example:${port}/`), { ...context(), vantage: there });
  expect(read.state?.pools).toHaveLength(1);
  const nobody = await readPools(new URL(`http://other.example:${port}/`), { ...context(), vantage: there });
  expect(nobody.gap).toMatchObject({
    reason: "unreachable",
    needs: expect.stringMatching(/no address there$/),
  });
});

describe("a gap, and neither health nor fault, is", () => {
  const big = "#".repeat(5 * 1024 * 1024);
  test.each<readonly [string, RequestListener, string, RegExp]>([
    ["404", (_, to) => to.writeHead(404, plain).end(POOL), "unreadable", /: it answers 404$/],
    ["401", (_, to) => to.writeHead(401, plain).end(), "permission", /: it answers 401$/],
    ["503 with metrics", (_, to) => to.writeHead(503, plain).end(POOL), "unreadable", /answers 503$/],
    [
      "a redirect",
      (_, to) => to.writeHead(302, { location: "http://192.0.2.1/?secret=1" }).end(),
      "unreadable",
      /answers 302, and where that leads is not followed$/,
    ],
    [
      "a page",
      (_, to) => to.writeHead(200, { "content-type": "text/html" }).end(POOL),
      "unreadable",
      /it answers a page$/,
    ],
    [
      "a page that is called plain",
      (_, to) => to.writeHead(200, plain).end("\n<!doctype html>\npg_pool_max 3\n"),
      "unreadable",
      /it answers a page$/,
    ],
    ["nothing", (_, to) => to.writeHead(200, plain).end(), "unreadable", /no text of metrics$/],
    ["JSON", (_, to) => to.writeHead(200).end('{"pg_pool_max": 3}'), "unreadable", /no text of metrics$/],
    [
      "octets",
      (_, to) => to.writeHead(200).end(Buffer.from([0, 255, 254, 10, 0, 1, 13, 10])),
      "unreadable",
      /no text of metrics$/,
    ],
    [
      "what is compressed",
      (_, to) => to.writeHead(200, { ...plain, "content-encoding": "gzip" }).end(gzipSync(POOL)),
      "unreadable",
      /compressed/,
    ],
    [
      "what is too long",
      (_, to) => to.writeHead(200, plain).end(big + POOL),
      "bounded",
      /longer than 4 MiB$/,
    ],
    [
      "what breaks off",
      (_, to) =>
        void to.writeHead(200, { ...plain, "content-length": "999" }).write(POOL, () => to.destroy()),
      "unreadable",
      /breaks off/,
    ],
    [
      "metrics without a pool",
      (_, to) => to.writeHead(200, plain).end("up 1\n"),
      "not-supported",
      /none of the 1 samples at /,
    ],
    [
      "a pool of other names",
      (_, to) => to.writeHead(200, plain).end("c3p0_num_busy_connections 3\n"),
      "not-supported",
      /are not known: c3p0_num_busy_connections$/,
    ],
  ])("%s", async (_, answer, reason, words) => {
    const read = await readPools(new URL(`http://a:b@127.0.0.1:${await serve(answer)}/metrics`), context());
    expect(read.state).toBeNull();
    expect(read.gap).toMatchObject({ boundary: "database", reason, needs: expect.stringMatching(words) });
    expect(JSON.stringify(read)).not.toMatch(/secret|a:b/);
  });

  test("a pool that is full and does not tell who waits, beside its state", async () => {
    const port = await serve((_, to) =>
      to.writeHead(200, plain).end('jdbc_connections_active{name="d"} 3\njdbc_connections_max{name="d"} 3\n'),
    );
    const read = await readPools(new URL(`http://127.0.0.1:${port}/`), context());
    expect(read.state?.pools).toHaveLength(1);
    expect(read.gap?.needs).toMatch(/^whether requests wait for a connection of the pool d, /);
  });

  test("a port where nobody listens, and one that speaks no HTTP", async () => {
    const free = await listen(createTcp());
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const refused = await readPools(new URL(`http://127.0.0.1:${free}/`), context());
    expect(refused.gap?.needs).toMatch(/: no connection$/);
    const rude = await listen(createTcp((socket) => void socket.end("SSH-2.0-x\r\n")));
    const strange = await readPools(new URL(`http://127.0.0.1:${rude}/`), context());
    expect(strange.gap?.needs).toMatch(/is no HTTP$/);
  });

  test("silence, within three seconds", async () => {
    const port = await listen(createTcp((socket) => void socket.on("error", () => {})));
    const read = await readPools(new URL(`http://127.0.0.1:${port}/`), context());
    expect(read.gap).toMatchObject({
      reason: "unreachable",
      needs: expect.stringMatching(/no whole answer in 3 s$/),
    });
    expect(read.took).toBeLessThan(3_500);
  });

  test("whatever a run that is stopped has asked for", async () => {
    const port = await serve(() => {});
    const read = await readPools(new URL(`http://127.0.0.1:${port}/`), context(AbortSignal.abort()));
    expect(read.state).toBeNull();
  });

  test("a server that its certificate does not prove", async () => {
    // Without a certificate no handshake comes about, whatever is trusted.
    const port = await listen(createSecure({}, () => {}));
    const read = await readPools(new URL(`https://127.0.0.1:${port}/`), context());
    expect(read.gap?.needs).toMatch(/not trusted there, or TLS fails$/);
  });
});

describe("over ssh", () => {
  const over = (stdout: string, status = 0) => {
    const argvs: (readonly string[])[] = [];
    const vantage: Vantage = {
      ...localVantage("app1"),
      kind: "ssh",
      inside: () => null,
      async run(argv) {
        argvs.push(argv);
        return { outcome: "ran", status, stdout, stderr: "" };
      },
    };
    return { argvs, vantage };
  };
  const read = (url: string, vantage: Vantage) => readPools(new URL(url), { ...context(), vantage });

  test("curl asks", async () => {
    const { argvs, vantage } = over(`${POOL}\n200 text/plain`);
    expect((await read("http://192.0.2.20:8080/metrics", vantage)).state?.pools).toHaveLength(1);
    expect(argvs[0]?.join(" ")).toMatch(
      /^curl -q .*--max-time 3 .*--url http:\/\/192.0.2.20:8080\/metrics$/s,
    );
  });

  test.each([
    ["", 7, /no connection$/],
    ["", 28, /in 3 s$/],
    ["", 63, /longer than 4 MiB$/],
    ["", 52, /breaks off/],
    ["x\n404 text/plain", 0, /answers 404$/],
    ["x", 0, /breaks off/],
  ])("what it says (%j, exit %i) is told", async (stdout, status, words) => {
    const { vantage } = over(stdout, status);
    expect((await read("http://192.0.2.20:8080/metrics", vantage)).gap?.needs).toMatch(words);
  });

  test("credentials are not put on a command line", async () => {
    const { argvs, vantage } = over("");
    const seen = await read("http://a:b@192.0.2.20:8080/metrics", vantage);
    expect(seen.gap).toMatchObject({
      reason: "not-supported",
      needs: expect.stringMatching(/list of processes there$/),
    });
    expect(argvs).toEqual([]);
  });
});
