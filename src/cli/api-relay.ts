import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ms } from "../base/index.ts";
import { API_VIA, RELAYED } from "../kube/index.ts";

/** A relay that is up. */
export interface ApiRelay extends Disposable {
  /** What tells a child where it is. */
  readonly env: Readonly<Record<string, string>>;
}

/** The longest line that says where to, in octets. */
const LONGEST = 300;

/** How long a connection may take. */
const PATIENCE: Ms = 5_000;

/**
 * Lets a child that makes the request from inside another namespace reach the cluster's API from here: the kubeconfig is of who started the
 * run, and where the request starts may have no way to the API, or none any more. Only processes of this user can ask it.
 */
export async function relayApi(): Promise<ApiRelay> {
  // Its mode is 0700.
  const folder = mkdtempSync(join(tmpdir(), "faultline-api-"));
  const path = join(folder, "relay");
  const open = new Set<Socket>();
  const server = createServer((child) => {
    open.add(child);
    child.on("close", () => open.delete(child));
    child.on("error", () => child.destroy());
    child.setTimeout(PATIENCE, () => child.destroy());
    readLine(child, (host, port) => {
      const api = connect({ host, port });
      api.setTimeout(PATIENCE, () => api.destroy());
      api.on("error", () => child.destroy());
      api.on("close", () => child.destroy());
      child.on("close", () => api.destroy());
      api.once("connect", () => {
        for (const each of [api, child]) each.setTimeout(0);
        child.write(RELAYED);
        child.pipe(api).pipe(child);
      });
    });
  });
  server.listen(path);
  await once(server, "listening");
  const gone = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", gone);
  return {
    env: { [API_VIA]: path },
    [Symbol.dispose]: () => {
      process.off("exit", gone);
      for (const each of open) each.destroy();
      server.close();
      gone();
    },
  };
}

/** The first line: `host port`. */
function readLine(child: Socket, take: (host: string, port: number) => void): void {
  let read = "";
  const onData = (chunk: Buffer) => {
    read += chunk.toString("latin1");
    const [, host, port] = /^(\S+) (\d{1,5})\n$/.exec(read) ?? [];
    if (host === undefined) {
      if (read.length > LONGEST || read.includes("\n")) child.destroy();
      return;
    }
    child.off("data", onData);
    child.pause();
    take(host, Number(port));
  };
  child.on("data", onData);
}
