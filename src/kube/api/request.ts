import { type Agent as HttpAgent, request as httpRequest } from "node:http";
import { type Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from "node:https";
import type { Ms } from "../../base/index.ts";
import { withoutSecrets } from "../../signals/index.ts";
import type { ReadFailure } from "./cluster-read.ts";
import { mapOf, messageOf } from "./json.ts";

/** Where and as whom the API is asked. */
export interface Access {
  /** Scheme, host, port and a path before all others. */
  readonly server: URL;
  /** Headers of the account; made anew where its token runs out. */
  headers(): Promise<Readonly<Record<string, string>>>;
  readonly tls: Pick<RequestOptions, "servername" | "rejectUnauthorized" | "ca" | "cert" | "key" | "auth">;
  readonly agent: HttpAgent | HttpsAgent;
}

/** An answer as it came. */
export type Answer =
  | { readonly outcome: "answered"; readonly body: string; readonly isWhole: boolean }
  | AnswerFailed;

/** Why there is no answer that can be used, and the status of one that is an error. */
export interface AnswerFailed extends ReadFailure {
  readonly status: number | null;
}

/** Bounds of one request. */
export interface Bounds {
  readonly timeout: Ms;
  /** The most of the body, in octets. */
  readonly most: number;
  readonly signal: AbortSignal;
  /** What an object is to be changed by, as a strategic merge patch; left out where it is read. */
  readonly patch?: unknown;
}

/** The most of an error's body that is read, in octets: a Status object has some hundred. */
const MOST_OF_STATUS = 16 * 1024;

/** One GET, or one PATCH where something is to be changed. Throws only for an abort. */
export async function ask(target: string, access: Access, bounds: Bounds): Promise<Answer> {
  const { signal, timeout, patch } = bounds;
  signal.throwIfAborted();
  const headers = await access.headers();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const make = access.server.protocol === "http:" ? httpRequest : httpsRequest;
  const type = patch === undefined ? {} : { "content-type": "application/strategic-merge-patch+json" };
  const read = optionsOf(target, access, { accept: "application/json", ...type, ...headers });
  const options = patch === undefined ? read : { ...read, method: "PATCH" };
  const request = make(options, (response) => {
    const status = response.statusCode ?? 0;
    const isProper = status >= 200 && status < 300;
    const most = isProper ? bounds.most : MOST_OF_STATUS;
    const chunks: Buffer[] = [];
    let octets = 0;
    const finish = (isWhole: boolean) => {
      const body = Buffer.concat(chunks).toString("utf8");
      resolve(isProper ? { outcome: "answered", body, isWhole } : errorOf(status, body));
    };
    response.on("data", (chunk: Buffer) => {
      octets += chunk.length;
      if (octets <= most) return void chunks.push(chunk);
      finish(false);
      request.destroy();
    });
    response.on("end", () => finish(true));
    response.on("error", (error) => resolve(unreachable(error)));
  });
  const timer = setTimeout(() => {
    resolve({ outcome: "timed-out", why: `gave no whole answer within ${timeout / 1000} s`, status: null });
    request.destroy();
  }, timeout);
  const abort = () => {
    reject(signal.reason);
    request.destroy();
  };
  signal.addEventListener("abort", abort, { once: true });
  request.on("error", (error) => resolve(unreachable(error)));
  request.end(patch === undefined ? undefined : JSON.stringify(patch));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

/** How a GET of the API is made. */
export const optionsOf = (
  target: string,
  { server, agent, tls }: Access,
  headers: Readonly<Record<string, string>>,
): RequestOptions => ({
  ...tls,
  host: server.hostname.replace(/^\[(.*)\]$/, "$1"),
  ...(server.port === "" ? {} : { port: Number(server.port) }),
  path: `${server.pathname.replace(/\/$/, "")}${target}`,
  method: "GET",
  agent,
  headers: { "user-agent": "faultline", ...headers },
});

/** An answer that is an error, as a few words. The body is a Status object of the API, or a proxy's page. */
export function errorOf(status: number, body: string): AnswerFailed {
  const outcome =
    status === 401 ? "unauthorized" : status === 403 ? "forbidden" : status === 404 ? "missing" : "failed";
  const message = messageOf(statusOf(body)["message"]);
  return { outcome, why: `answered ${status}${message === null ? "" : `: ${message}`}`, status };
}

/** The Status object of a body; empty where it is none. */
function statusOf(body: string): ReturnType<typeof mapOf> {
  try {
    return mapOf(JSON.parse(body));
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** A connection that could not be made, or was lost. */
export const unreachable = (error: NodeJS.ErrnoException): AnswerFailed => ({
  outcome: "unreachable",
  why: `could not be reached (${withoutSecrets(error.code ?? error.message).slice(0, 200)})`,
  status: null,
});

/** An answer that is no object: a proxy's page, or one that was cut. */
export const NO_JSON: ReadFailure = {
  outcome: "failed",
  why: "answered with something that is no whole JSON",
};

/** The object of an answer; `undefined` where it is none. */
export function jsonOf({ body, isWhole }: { readonly body: string; readonly isWhole: boolean }): unknown {
  if (!isWhole) return undefined;
  try {
    const object: unknown = JSON.parse(body);
    return object;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A failure without its status. */
export const failureOf = ({ outcome, why }: ReadFailure): ReadFailure => ({ outcome, why });
