import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { systemClock } from "../../base/index.ts";
import { createRecorder } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { openCluster } from "../cluster.ts";

/** What the API answers: an object, or an answer with its status, by path and query. `undefined`: 404. */
export type Answers = (url: URL, request: IncomingMessage) => unknown;

/** A status other than 200. */
export class Refusal {
  readonly status: number;
  readonly body: string;
  constructor(status: number, message: string) {
    this.status = status;
    this.body = JSON.stringify({ kind: "Status", status: "Failure", message, code: status });
  }
}

/** An API server on loopback, and a kubeconfig for it. */
export interface FakeApi {
  readonly asked: string[];
  readonly folder: string;
  readonly kubeconfig: string;
  readonly server: Server;
  /** Takes upgrades to WebSocket. */
  onUpgrade(listener: (request: IncomingMessage, socket: Duplex) => void): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts one. `tls`: PEM of its key and certificate, and of the authority that the kubeconfig names. */
export async function fakeApi(
  answers: Answers,
  options: {
    readonly tls?: { readonly key: string; readonly cert: string; readonly authority: string };
    /** YAML of the user's fields. */
    readonly user?: string;
  } = {},
): Promise<FakeApi> {
  const asked: string[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://api");
    asked.push(`${url.pathname}${decodeURIComponent(url.search)}`);
    const object = answers(url, request) ?? new Refusal(404, "not found");
    if (object instanceof Refusal) response.writeHead(object.status).end(object.body);
    else response.end(typeof object === "string" ? object : JSON.stringify(object));
  };
  const { tls } = options;
  const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const folder = mkdtempSync(join(tmpdir(), "faultline-kube-"));
  const kubeconfig = join(folder, "config");
  const authority =
    tls === undefined ? "" : `, certificate-authority-data: ${Buffer.from(tls.authority).toString("base64")}`;
  writeFileSync(
    kubeconfig,
    `apiVersion: v1
kind: Config
current-context: lab
clusters:
- {name: c, cluster: {server: "${tls === undefined ? "http" : "https"}://127.0.0.1:${port}"${authority}}}
contexts:
- {name: lab, context: {cluster: c, user: u}}
users:
- {name: u, user: {${options.user ?? "token: abc"}}}
`,
  );
  const sockets = new Set<Duplex>();
  server.on("connection", (socket: Duplex) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  return {
    asked,
    folder,
    kubeconfig,
    server,
    onUpgrade: (listener) => void server.on("upgrade", listener),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The cluster of a kubeconfig that must be opened. */
export async function opened(
  { kubeconfig }: Pick<FakeApi, "kubeconfig">,
  signal: AbortSignal = new AbortController().signal,
): Promise<Cluster> {
  const open = await openCluster({ kubeconfig, context: null }, { env: {}, signal });
  if (open.outcome !== "opened") throw new Error(`not opened: ${open.why}`);
  return open.cluster;
}

/** A context to record with. */
export const context = () => ({
  recorder: createRecorder("here"),
  clock: systemClock,
  signal: new AbortController().signal,
  purpose: "context" as const,
});
