import { once } from "node:events";
import { createServer as createWebServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";
import { createSecureContext, type TlsOptions } from "node:tls";
import { afterEach, expect, test } from "vitest";
import { makeCa, makeLeaf } from "../../test/certificates.ts";
import { systemClock } from "../base/index.ts";
import { createRecorder } from "../evidence/index.ts";
import { investigateTls, makeTrust, probeTls, readPem, type TlsInvestigation } from "./index.ts";

const HOST = "shop.example";
const root = await makeCa("Variant Root");
const leaf = await makeLeaf({ names: [HOST] }, root);
const other = await makeLeaf({ names: ["other.example"] }, root);
const named = await makeLeaf({ names: ["named.example"] }, root);
const expired = await makeLeaf({ names: [HOST], notBeforeDays: -40, notAfterDays: -1 }, root);
const trust = makeTrust(readPem(root.cert), "option", ["ca.pem"]);

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(server);
  return (server.address() as AddressInfo).port;
}

const serve = (options: TlsOptions = {}): Promise<number> =>
  listen(
    createSecureServer({ ...leaf, ...options }, (_, answer) => answer.end("ok")).on(
      "tlsClientError",
      () => {},
    ),
  );

/** A server that sees the first octets of each connection before anybody else, and may pass it on to a port. */
const guard = (
  talk: (socket: Socket, first: Buffer, passOn: (port: number) => void) => void,
): Promise<number> =>
  listen(
    createTcpServer((socket) => {
      open.push({ close: () => socket.destroy() });
      socket.on("error", () => {});
      socket.once("data", (first) =>
        talk(socket, first, (port) => {
          const behind = connect(port, "127.0.0.1");
          behind.on("error", () => {});
          behind.write(first);
          socket.pipe(behind).pipe(socket);
        }),
      );
    }),
  );

/** The request's own handshake, then its variants: `id outcome`, in the order in which they were run. */
async function investigate(port: number, asked: Partial<TlsInvestigation> = {}, timeout = 250) {
  const recorder = createRecorder("test");
  const context = {
    clock: systemClock,
    signal: new AbortController().signal,
    timeout,
    recorder,
    purpose: "reference",
  } as const;
  const dial = async () => {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return socket;
  };
  const offer = {
    address: "127.0.0.1",
    port,
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    alpn: ["h2", "http/1.1"],
    trust,
  } as const;
  const { record, stream } = await probeTls(
    await dial(),
    { ...offer, serverName: HOST, verifyName: HOST },
    context,
  );
  stream?.destroy();
  const found = await investigateTls(
    { ...offer, failed: record, host: HOST, scheme: "https", dial, ...asked },
    context,
  );
  expect(found.every(({ purpose }) => purpose === "difference")).toBe(true);
  return { variants: found.map(({ value }) => `${value.variant} ${value.outcome}`), found, recorder };
}

test("a handshake that passed calls for no variant", async () => {
  expect((await investigate(await serve())).variants).toEqual([]);
});

test("a name that does not match is asked for otherwise, until another certificate shows", async () => {
  const SNICallback: TlsOptions["SNICallback"] = (name, done) =>
    done(null, name === "named.example" ? createSecureContext(named) : undefined);
  const { found } = await investigate(await serve({ ...other, SNICallback }), {
    otherNames: ["named.example", "never.example"],
  });
  expect(found.map(({ value }) => value.serverName)).toEqual([null, "no-such-name.invalid", "named.example"]);
  expect(found.at(-1)?.value.chain[0]?.names).toEqual(["DNS:named.example"]);
});

test("all names that were planned are in the record, so that a reader knows when all were tried", async () => {
  const { found } = await investigate(await serve(other));
  expect(new Set(found.map(({ value }) => value.serverName))).toEqual(
    new Set([null, ...(found[0]?.value.namesPlanned ?? [])]),
  );
});

test("dates that do not hold make us ask for the server's clock, without credentials", async () => {
  const heard: string[] = [];
  const port = await listen(
    createSecureServer(expired, (request, answer) => {
      heard.push(`${request.method} ${request.headers.authorization ?? "nothing"}`);
      answer.setHeader("date", new Date(Date.now() - 7_200_000).toUTCString());
      answer.end();
    }),
  );
  const { variants, recorder } = await investigate(port);
  expect(variants).toEqual(["unverified completed"]);
  expect(heard).toEqual(["HEAD nothing"]);
  const reading = recorder.evidence.find(({ kind }) => kind === "clock-reading")?.value as {
    offset: number;
    uncertainty: number;
  };
  expect(Math.abs(reading.offset + 7_200_000)).toBeLessThanOrEqual(reading.uncertainty + 100);
});

test("no cipher in common: a wide offer is answered", async () => {
  const port = await serve({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0" });
  expect((await investigate(port)).variants).toEqual(["no-server-name alert", "wide-offer completed"]);
});

test("no version in common: the versions are tried one by one", async () => {
  const port = await serve({ minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" });
  expect((await investigate(port)).variants).toEqual([
    "no-server-name alert",
    "only-TLSv1.3 alert",
    expect.stringMatching(/^only-TLSv1\.2 (alert|refused-by-us)$/),
    "only-TLSv1.1 completed",
  ]);
});

test("a name that is refused: the handshake without one completes", async () => {
  const behind = await serve();
  const port = await guard((socket, first, passOn) => {
    if (first.includes(HOST)) socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40]));
    else passOn(behind);
  });
  expect((await investigate(port)).variants).toEqual(["no-server-name completed"]);
});

test("a server that reads only the first packet: small passes, large does not, other large packets do", async () => {
  const behind = await serve();
  const port = await guard((_, first, passOn) => {
    if (first.length < 1000) passOn(behind);
  });
  expect((await investigate(port, {}, 500)).variants).toEqual([
    "small-hello answered",
    "large-hello timed-out",
    "large-hello-in-small-packets answered",
    "full-size-record answered",
  ]);
});

test("silence to everything is not asked for long", async () => {
  const port = await guard(() => {});
  expect((await investigate(port, {}, 60)).variants).toEqual([
    "small-hello timed-out",
    "refusable-hello timed-out",
    "plain-http timed-out",
  ]);
});

test("a server that is alive refuses what nobody accepts", async () => {
  const behind = await serve();
  const port = await guard((_, first, passOn) => {
    if (first.length < 200) passOn(behind);
  });
  expect((await investigate(port, {}, 150)).variants.slice(0, 2)).toEqual([
    "small-hello timed-out",
    "refusable-hello alert",
  ]);
});

test("a port that speaks HTTP in clear, and is silent to a ClientHello", async () => {
  const behind = await listen(createWebServer((_, answer) => answer.end("ok")));
  const port = await guard((_, first, passOn) => {
    if (first[0] !== 22) passOn(behind);
  });
  const { variants, found } = await investigate(port, {}, 100);
  expect(variants.at(-1)).toBe("plain-http not-tls");
  expect(found.at(-1)?.value.strangeAnswer).toMatch(/^HTTP\/1\.1 200 OK/);
});

test("what is closed once and then passes is asked no further", async () => {
  const behind = await serve();
  let connections = 0;
  const port = await guard((socket, _, passOn) => {
    connections += 1;
    if (connections === 1) socket.end();
    else passOn(behind);
  });
  expect((await investigate(port)).variants).toEqual(["again completed"]);
});

test("a port that the request speaks to in clear is asked for TLS", async () => {
  expect((await investigate(await serve(), { failed: null, scheme: "http" })).variants).toEqual([
    "hello-to-plain-port answered",
  ]);
});
