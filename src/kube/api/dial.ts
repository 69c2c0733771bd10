import { connect, type Socket } from "node:net";
import type { Ms } from "../../base/index.ts";

/** The variable that names a relay to the API, for a process that is where its request starts. */
export const API_VIA = "FAULTLINE_API_VIA";

/** What a relay says once it is connected. */
export const RELAYED = "ok\n";

/** The relay goes first; after so long the straight way is tried as well. RFC 8305, section 5. */
const HEAD_START: Ms = 500;

/**
 * Connects to the API: by the relay where there is one, and straight where that takes long or fails. Whichever is first is used.
 *
 * @throws The straight way's error, where neither gets there.
 */
export async function dialApi(
  { host, port, via }: { readonly host: string; readonly port: number; readonly via: string | null },
  signal: AbortSignal,
): Promise<Socket> {
  if (via === null) return straight(host, port, signal);
  const ended = new AbortController();
  const both = AbortSignal.any([signal, ended.signal]);
  const relayed = byRelay(via, `${host} ${port}\n`, both);
  const late = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, HEAD_START);
    relayed.then(
      () => clearTimeout(timer),
      () => resolve(clearTimeout(timer)),
    );
  });
  const own = late.then(() => straight(host, port, both));
  const first = await Promise.any([relayed, own]).catch(() => own);
  // The other one, if it comes, comes too late.
  for (const other of [relayed, own])
    other.then((socket) => socket !== first && socket.destroy()).catch(() => {});
  return first;
}

function straight(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port, signal });
  return new Promise((resolve, reject) => {
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
  });
}

function byRelay(path: string, line: string, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ path, signal });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the relay closed")));
    socket.write(line);
    socket.once("readable", () => {
      const said: unknown = socket.read(RELAYED.length);
      if (Buffer.isBuffer(said) && said.toString("latin1") === RELAYED) resolve(socket);
      else socket.destroy();
    });
  });
}
