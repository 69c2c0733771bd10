import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../base/index.ts";
import { createRecorder } from "../evidence/index.ts";
import type { ProbeContext } from "./context.ts";
import { openTunnel, type TunnelAsk } from "./proxy-connect.ts";

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

const context = (timeout = 1000): ProbeContext => ({
  clock: systemClock,
  signal: new AbortController().signal,
  timeout,
  recorder: createRecorder("test"),
  purpose: "reference",
  attempt: 1,
});

async function ask(
  onConnection: (socket: Socket) => void,
  changes: Partial<TunnelAsk> = {},
  ctx = context(),
) {
  const server: Server = createServer((socket) => {
    socket.on("error", () => {});
    onConnection(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  open.push(server, { close: () => socket.destroy() });
  const proxy = { host: "127.0.0.1", port, scheme: "http" } as const;
  const { record, opened } = await openTunnel(
    { socket, proxy, host: "shop.example", port: 443, ...changes },
    ctx,
  );
  return { value: record.value, opened, socket };
}

/** Answers the first octets with the given ones. */
const answer =
  (...texts: readonly (string | Buffer)[]) =>
  (socket: Socket) => {
    const left = [...texts];
    socket.on("data", () => {
      const next = left.shift();
      if (next !== undefined) socket.write(next);
    });
  };

const socks = (changes: Partial<TunnelAsk> = {}) => ({
  proxy: { host: "127.0.0.1", port: 1, scheme: "socks5" } as const,
  ...changes,
});

describe("openTunnel() by CONNECT", () => {
  test("opens, and leaves the target's first octets on the socket", async () => {
    let asked = "";
    const { value, opened, socket } = await ask(
      (peer) =>
        peer.on("data", (octets) => {
          asked += octets.toString();
          peer.write("HTTP/1.1 200 Connection established\r\n\r\nSSH-2.0");
        }),
      { credentials: "me:secret" },
    );
    expect({ opened, value }).toMatchObject({
      opened: true,
      value: { outcome: "opened", status: 200, target: "shop.example:443" },
    });
    expect(asked).toContain("CONNECT shop.example:443 HTTP/1.1\r\nHost: shop.example:443\r\n");
    expect(asked).toContain(`Proxy-Authorization: Basic ${Buffer.from("me:secret").toString("base64")}`);
    expect(JSON.stringify(value)).not.toContain("secret");
    const first = once(socket, "data");
    socket.resume();
    expect(String(await first)).toBe("SSH-2.0");
  });

  test.each([
    ["HTTP/1.1 403 Forbidden\r\n\r\n", { status: 403, says: null }],
    [
      "HTTP/1.1 503 x\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\n\r\n",
      { status: 503, says: "ERR_CONNECT_FAIL 111", software: "squid" },
    ],
    [
      "HTTP/1.1 502 x\r\nProxy-Status: p; error=dns_error\r\n\r\n",
      { status: 502, says: "p; error=dns_error" },
    ],
    ["HTTP/1.1 502 x\r\n\r\n<h1>Bad Gateway</h1>", { status: 502, says: "Bad Gateway" }],
  ])("records the refusal %j", async (text, expected) => {
    const { value, opened } = await ask(answer(text));
    expect(opened).toBe(false);
    expect(value).toMatchObject({ outcome: "refused-by-proxy", ...expected });
  });

  test("records what is no proxy", async () => {
    expect((await ask(answer("SSH-2.0-x\r\n"))).value).toMatchObject({
      outcome: "not-a-proxy",
      says: "SSH-2.0-x",
    });
  });

  test("records FIN, RST and silence", async () => {
    expect((await ask((peer) => peer.once("data", () => peer.end()))).value.outcome).toBe("closed");
    expect((await ask((peer) => peer.once("data", () => peer.resetAndDestroy()))).value.outcome).toBe(
      "reset",
    );
    expect((await ask(() => {}, {}, context(50))).value.outcome).toBe("timed-out");
  });
});

describe("openTunnel() by SOCKS 5", () => {
  const granted = Buffer.from("05000001000000000000", "hex");

  test("opens", async () => {
    const { value, opened } = await ask(answer(Buffer.from([5, 0]), granted), socks());
    expect({ opened, value }).toMatchObject({ opened: true, value: { outcome: "opened", scheme: "socks5" } });
  });

  test("logs in where it is asked to", async () => {
    const login = socks({ credentials: "me:pw" });
    expect((await ask(answer(Buffer.from([5, 2]), Buffer.from([1, 0]), granted), login)).opened).toBe(true);
    expect((await ask(answer(Buffer.from([5, 2]), Buffer.from([1, 1])), login)).value.says).toBe(
      "login refused",
    );
  });

  test("records a refusal by its name", async () => {
    const refused = Buffer.from("05050001000000000000", "hex");
    const { value } = await ask(answer(Buffer.from([5, 0]), refused), socks());
    expect(value).toMatchObject({ outcome: "refused-by-proxy", status: 5, says: "connection refused" });
  });

  test("records what speaks no SOCKS", async () => {
    expect((await ask(answer("HTTP/1.1 400 Bad Request\r\n\r\n"), socks())).value.outcome).toBe(
      "not-a-proxy",
    );
  });
});
