import { spawn } from "node:child_process";
import { once } from "node:events";
import { request as ask, createServer } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import type { Ms } from "../../base/index.ts";

/** How long a server may take until it listens, and to answer. */
const PATIENCE: Ms = 10_000;

/** A port that nobody has just now. */
export async function unusedPort(): Promise<number> {
  const server = createTcpServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** An upstream on every address of loopback that answers with the address and the path that it was asked for. */
export async function startBackend(): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((request, response) => {
    const [path] = (request.url ?? "").split("?");
    response.setHeader("x-backend", "1");
    response.end(`${request.socket.localAddress} ${path}`);
  }).listen(0, "0.0.0.0");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Starts a program that stays in the foreground, waits until a port of it is open, and gives what ends it. */
export async function startProgram(argv: readonly string[], port: number): Promise<() => Promise<void>> {
  const [program = "", ...rest] = argv;
  const child = spawn(program, rest, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  let failure: string | null = null;
  child.on("error", (error) => {
    failure = `Cannot start "${program}": ${error.message}\nInstall it: these tests compare with the real program`;
  });
  child.on("exit", (status) => {
    failure ??= `Cannot go on: "${program}" ended with ${status}: ${said}`;
  });
  for (const end = performance.now() + PATIENCE; ; ) {
    if (failure !== null) throw new Error(failure);
    if (await isOpen(port)) break;
    if (performance.now() > end) throw new Error(`Cannot reach "${program}": ${said}`);
  }
  return async () => {
    if (child.exitCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    await gone;
  };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => setImmediate(() => resolve(false)));
  });
}

/** A request as it is sent, byte for byte. */
export interface Sent {
  readonly address: string;
  readonly port: number;
  readonly host: string;
  readonly path: string;
  readonly method: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What answered: the backend's own words, or the status of the proxy's answer with its `Location`. */
export function send({ address, port, host, path, method, fields }: Sent): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = ask(
      { host: address, port, path, method, headers: { host, ...fields }, agent: false, timeout: PATIENCE },
      (response) => {
        let body = "";
        response.on("data", (chunk: Buffer) => {
          body += chunk.toString();
        });
        response.on("end", () => {
          const { location } = response.headers;
          const status =
            location === undefined ? String(response.statusCode) : `${response.statusCode} ${location}`;
          resolve(response.headers["x-backend"] === undefined ? status : body);
        });
      },
    );
    request.on("error", reject);
    request.end();
  });
}
