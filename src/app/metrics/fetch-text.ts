import { Agent, type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import { connect as secure, type TLSSocket } from "node:tls";
import { isAddress } from "../../base/index.ts";
import { dialFrom } from "../../vantage/index.ts";
import { addressesOf } from "./addresses-of.ts";
import { fetchByCurl } from "./fetch-by-curl.ts";
import { accepted, type FetchContext, type Fetched, MOST_OCTETS, PATIENCE } from "./fetched.ts";

/**
 * The text at an http or https URL, by one GET from the vantage: from its own network namespace, over ssh by `curl` there. No redirect is
 * followed, and no proxy is used. Never throws.
 */
export async function fetchText(url: URL, context: FetchContext): Promise<Fetched> {
  if (context.vantage.kind === "ssh") return fetchByCurl(url, context);
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(PATIENCE)]);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = isAddress(host) ? [host] : await addressesOf(host, { ...context, signal });
  if (signal.aborted) return { outcome: "silent" };
  if (addresses.length === 0) return { outcome: "unresolved" };
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  for (const address of addresses) {
    const socket = await dialFrom(context.vantage, { address, port, timeout: PATIENCE, signal });
    if (signal.aborted) {
      socket?.destroy();
      return { outcome: "silent" };
    }
    if (socket !== null) return exchange(url, socket, { ...context, signal });
  }
  return { outcome: "refused" };
}

async function exchange(url: URL, socket: Socket, { signal, trust }: FetchContext): Promise<Fetched> {
  // Of a socket that ends between two listeners nobody else is told.
  socket.on("error", () => {});
  if (url.protocol !== "https:") return ask(url, socket, signal);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const secured = await handshake(
    secure({
      socket,
      ...(isAddress(host) ? { host } : { host, servername: host }),
      ...(trust === undefined ? {} : { ca: trust }),
    }),
    signal,
  );
  if (secured === null) socket.destroy();
  return secured === null ? { outcome: signal.aborted ? "silent" : "untrusted" } : ask(url, secured, signal);
}

function handshake(stream: TLSSocket, signal: AbortSignal): Promise<TLSSocket | null> {
  return new Promise((resolve) => {
    const end = (ended: TLSSocket | null) => {
      signal.removeEventListener("abort", fail);
      resolve(ended);
    };
    const fail = () => {
      stream.destroy();
      end(null);
    };
    signal.addEventListener("abort", fail);
    stream.on("error", fail);
    stream.once("close", fail);
    stream.once("secureConnect", () => end(stream));
  });
}

function ask(url: URL, socket: Socket, signal: AbortSignal): Promise<Fetched> {
  return new Promise((resolve) => {
    const agent = new Agent({ keepAlive: false });
    agent.createConnection = () => socket;
    const end = (fetched: Fetched) => {
      signal.removeEventListener("abort", stop);
      asked.destroy();
      socket.destroy();
      resolve(fetched);
    };
    const stop = () => end({ outcome: "silent" });
    const { username, password, host, pathname, search } = url;
    const login = `${decoded(username)}:${decoded(password)}`;
    const asked = request({
      ...{ agent, method: "GET", path: `${pathname}${search}` },
      headers: { ...accepted, host },
      ...(login === ":" ? {} : { auth: login }),
    });
    asked.on("error", () => end({ outcome: signal.aborted ? "silent" : "broken" }));
    asked.on("response", (response) => void take(response).then(end));
    signal.addEventListener("abort", stop);
    if (signal.aborted) return stop();
    asked.end();
  });
}

/** Reads an answer to its end, as far as it may be long. */
async function take(response: IncomingMessage): Promise<Fetched> {
  const chunks: Buffer[] = [];
  let octets = 0;
  try {
    for await (const chunk of response) {
      // Without an encoding a stream of node:http gives octets.
      octets += (chunk as Buffer).length;
      if (octets > MOST_OCTETS) return { outcome: "too-long" };
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    // The connection ended before the answer did, or we ended it.
    if (!(error instanceof Error)) throw error;
    return { outcome: "broken" };
  }
  return {
    outcome: "answered",
    status: response.statusCode ?? 0,
    type: response.headers["content-type"] ?? "",
    encoding: response.headers["content-encoding"] ?? "",
    text: Buffer.concat(chunks).toString("utf8"),
  };
}

/** Credentials as they are meant: a URL has them percent-encoded. RFC 3986, section 3.2.1. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return part;
  }
}
