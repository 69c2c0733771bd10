import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach } from "vitest";
import { systemClock } from "../src/base/index.ts";
import { createRecorder } from "../src/evidence/index.ts";
import { exchangeHttp, type HttpAsk, type ProbeContext } from "../src/probe/index.ts";

/** What is closed after each test. */
export const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** What a probe is given besides its question. */
export function context(timeout = 2000, signal = new AbortController().signal): ProbeContext {
  return {
    clock: systemClock,
    signal,
    timeout,
    recorder: createRecorder("test"),
    purpose: "reference",
    attempt: 1,
  };
}

/** Listens on loopback. The server is closed after the test. */
export async function listen(server: Server): Promise<number> {
  open.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A server that answers every connection with the same octets, then does what `then` says. */
export const raw = (answer: string | Buffer, then: (socket: Socket) => void = (socket) => socket.end()) =>
  createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write(answer);
      then(socket);
    });
  });

/** Asks a server once, over a connection of its own. */
export async function ask(server: Server, changes: Partial<HttpAsk> = {}, ctx = context()) {
  const port = await listen(server);
  const stream = connect(port, "127.0.0.1");
  await once(stream, "connect");
  const { value } = await exchangeHttp(
    {
      stream,
      protocol: "http/1.1",
      scheme: "http",
      address: "127.0.0.1",
      port,
      host: "shop.example",
      path: "/api?token=secret",
      method: "GET",
      headers: [],
      bodyOctets: 0,
      absoluteForm: false,
      onConnection: 1,
      idleBefore: 0,
      ...changes,
    },
    ctx,
  );
  return value;
}

/** A server of Node. */
export const node = (listener: RequestListener) => createHttpServer(listener);
