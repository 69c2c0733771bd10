import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import type { Ms } from "../../base/index.ts";
import type { Cluster, ContainerNamed, ExecRun } from "./cluster-read.ts";
import { FrameReader, frameOf } from "./frames.ts";
import { listOf, mapOf, messageOf, textOf } from "./json.ts";
import { type Access, errorOf, failureOf, optionsOf, unreachable } from "./request.ts";

/** How a command is run in a container. */
export type ContainerExec = Cluster["exec"];

/** One command. */
export interface ExecAsked {
  readonly where: ContainerNamed;
  readonly argv: readonly string[];
  readonly timeout: Ms;
  readonly signal: AbortSignal;
}

/** The most of a command's output, in octets. */
const MOST_OUTPUT = 16 * 1024 * 1024;

/** The most of an error's body, in octets. */
const MOST_OF_STATUS = 16 * 1024;

/** Channels of the protocol: 1 output, 2 errors, 3 how it ended. Kubernetes, remotecommand `v4.channel.k8s.io`. */
const OUTPUT = 1;
const ERRORS = 2;
const STATUS = 3;

/** Runs a command in a container by the API, to its end and within its time. Throws only for an abort. */
export async function execIn(access: Access, asked: ExecAsked): Promise<ExecRun> {
  const { where, argv, timeout, signal } = asked;
  signal.throwIfAborted();
  const query = new URLSearchParams({ stdout: "true", stderr: "true" });
  if (where.container !== null) query.set("container", where.container);
  for (const argument of argv) query.append("command", argument);
  const [namespace, pod] = [where.namespace, where.pod].map(encodeURIComponent);
  const target = `/api/v1/namespaces/${namespace}/pods/${pod}/exec?${query}`;
  const { promise, resolve, reject } = Promise.withResolvers<ExecRun>();
  const make = access.server.protocol === "http:" ? httpRequest : httpsRequest;
  const request = make(
    optionsOf(target, access, {
      ...(await access.headers()),
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": randomBytes(16).toString("base64"),
      "sec-websocket-protocol": "v4.channel.k8s.io",
    }),
  );
  let open: Duplex | null = null;
  const timer = setTimeout(
    () => resolve({ outcome: "timed-out", why: `did not end the command within ${timeout / 1000} s` }),
    timeout,
  );
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  request.on("upgrade", (_response, socket, head) => {
    open = socket;
    converse(socket, head, resolve);
  });
  request.on("response", (response) => {
    const chunks: Buffer[] = [];
    let octets = 0;
    response.on("data", (chunk: Buffer) => {
      octets += chunk.length;
      if (octets <= MOST_OF_STATUS) chunks.push(chunk);
    });
    response.on("error", (error) => resolve(failureOf(unreachable(error))));
    response.on("end", () =>
      resolve(failureOf(errorOf(response.statusCode ?? 0, Buffer.concat(chunks).toString("utf8")))),
    );
  });
  request.on("error", (error) => resolve(failureOf(unreachable(error))));
  request.end();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
    (open as Duplex | null)?.destroy(); // Set by the listener above, which the compiler does not follow.
    request.destroy();
  }
}

/** Takes in what the command writes until its end is told. */
function converse(socket: Duplex, head: Uint8Array, resolve: (run: ExecRun) => void): void {
  const reader = new FrameReader();
  const written: Record<number, Buffer[]> = { [OUTPUT]: [], [ERRORS]: [] };
  let octets = 0;
  const textOn = (channel: number) => Buffer.concat(written[channel] ?? []).toString("utf8");
  const take = (chunk: Uint8Array) => {
    const messages = reader.read(chunk);
    if (messages === null) return resolve({ outcome: "failed", why: "sent what is no WebSocket message" });
    for (const { kind, octets: message } of messages) {
      if (kind === "ping") socket.write(frameOf("pong", message));
      if (kind === "close")
        return resolve({ outcome: "failed", why: "closed before the command's end was told" });
      const [channel] = message;
      if (kind !== "data" || channel === undefined) continue;
      const rest = Buffer.from(message.subarray(1));
      if (channel === STATUS) return resolve(runOf(rest.toString("utf8"), textOn(OUTPUT), textOn(ERRORS)));
      octets += rest.length;
      if (octets > MOST_OUTPUT)
        return resolve({ outcome: "failed", why: "sent more output than is taken in" });
      written[channel]?.push(rest);
    }
  };
  socket.on("data", take);
  socket.on("error", (error) => resolve(failureOf(unreachable(error))));
  socket.on("close", () => resolve({ outcome: "failed", why: "closed before the command's end was told" }));
  if (head.length > 0) take(head);
}

/** How it ended, by a Status object. */
function runOf(text: string, stdout: string, stderr: string): ExecRun {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return { outcome: "failed", why: "told no end of the command" };
    throw error;
  }
  const { status, details, message } = mapOf(read);
  if (status === "Success") return { outcome: "ran", status: 0, stdout, stderr };
  const cause = listOf(mapOf(details)["causes"]).find((one) => mapOf(one)["reason"] === "ExitCode");
  const code = Number(textOf(mapOf(cause)["message"]) ?? Number.NaN);
  if (Number.isInteger(code)) return { outcome: "ran", status: code, stdout, stderr };
  // The words of runc, which every runtime passes on.
  const isMissing = /executable file not found|no such file or directory/.test(
    typeof message === "string" ? message : "",
  );
  return isMissing
    ? { outcome: "missing-tool" }
    : { outcome: "failed", why: `could not start the command: ${messageOf(message) ?? "no reason is told"}` };
}
