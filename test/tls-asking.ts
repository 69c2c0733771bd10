import { once } from "node:events";
import {
  type AddressInfo,
  createServer as createTcpServer,
  connect as openSocket,
  type Server,
  type Socket,
} from "node:net";
import { createServer, type TlsOptions } from "node:tls";
import { afterEach } from "vitest";
import { systemClock } from "../src/base/index.ts";
import { createRecorder } from "../src/evidence/index.ts";
import { makeTrust, probeTls, readPem, type TlsAsked } from "../src/probe/index.ts";
import { makeCa, makeIntermediate, makeLeaf } from "./certificates.ts";

/** The name that the servers of these tests are asked for. */
export const NAME = "shop.example";
/** The authority that the tests trust. */
export const root = await makeCa("Probe Root");
/** An intermediate of it. */
export const between = await makeIntermediate("Probe Intermediate", root);
/** The certificate of the servers. */
export const leaf = await makeLeaf(
  { names: [NAME, "*.api.example", "127.0.0.1"], aia: "http://ca.example/i.crt" },
  between,
);
/** It, with its intermediate. */
export const chain = leaf.cert + between.cert;
/** An authority of clients. */
export const clientAuthority = await makeCa("Client Root");
/** A certificate of a client. */
export const client = await makeLeaf({ commonName: "client", eku: "clientAuth" }, clientAuthority);
/** A certificate of a client, by an authority that is not asked for. */
export const strangerClient = await makeLeaf({ commonName: "stranger", eku: "clientAuth" }, root);

/** What is closed after each test. */
export const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** Listens on loopback. The server is closed after the test. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(server);
  return (server.address() as AddressInfo).port;
}

/** A server of TLS that greets and waits. */
export const serve = (options: TlsOptions): Promise<number> => {
  const server = createServer({ key: leaf.key, cert: chain, ...options }, (socket) => {
    socket.on("error", () => {});
    socket.end("hello");
  });
  server.on("tlsClientError", () => {});
  return listen(server);
};

/** A server of TCP that does as it is told. */
export const serveTcp = (talk: (socket: Socket) => void): Promise<number> =>
  listen(
    createTcpServer((socket) => {
      socket.on("error", () => {});
      open.push({ close: () => socket.destroy() });
      talk(socket);
    }),
  );

/** One handshake with a server of these tests. */
export async function probe(port: number, asked: Partial<TlsAsked> = {}, timeout = 2000) {
  const socket = openSocket(port, "127.0.0.1");
  await once(socket, "connect");
  const { record, stream } = await probeTls(
    socket,
    {
      address: "127.0.0.1",
      port,
      serverName: NAME,
      verifyName: NAME,
      minVersion: "TLSv1.2",
      maxVersion: "TLSv1.3",
      alpn: ["h2", "http/1.1"],
      trust: trustOf(root),
      ...asked,
    },
    {
      clock: systemClock,
      signal: new AbortController().signal,
      timeout,
      recorder: createRecorder("test"),
      purpose: "reference",
      attempt: 1,
    },
  );
  open.push({ close: () => stream?.destroy() });
  return { value: record.value, record, stream, socket };
}

/** Trust in these authorities alone. */
export const trustOf = (...issued: readonly { readonly cert: string }[]) =>
  makeTrust(
    issued.flatMap(({ cert }) => readPem(cert)),
    "option",
    ["ca.pem"],
  );
