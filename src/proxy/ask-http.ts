import { Agent, request as ask } from "node:http";
import { connect, isIP, type Socket } from "node:net";
import { hostPort, type Ms } from "../base/index.ts";
import { dialFrom, type Vantage } from "../vantage/index.ts";
import { rootOf } from "./control-socket.ts";

/** Where an admin interface listens: on an address, or on a socket of the vantage's file system. */
export type AdminAt =
  | { readonly kind: "tcp"; readonly address: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

/** What came of asking an admin interface. */
export type HttpAnswer =
  | { readonly outcome: "answered"; readonly status: number; readonly text: string }
  | { readonly outcome: "refused" | "silent" | "missing-tool" };

interface Asking {
  readonly vantage: Vantage;
  readonly signal: AbortSignal;
}

/** How long a connection and an answer may take. */
const PATIENCE: Ms = 3_000;
/** Octets of an answer at most. */
const MOST_OCTETS = 48 * 1024 * 1024;

/** The URL by which a user asks the same by hand. */
export const adminUrl = (admin: AdminAt, target: string): string =>
  admin.kind === "tcp"
    ? `http://${hostPort(admin.address, admin.port)}${target}`
    : `http://localhost${target}`;

/** The same as a command. */
export const adminCommand = (admin: AdminAt, target: string): string =>
  admin.kind === "tcp"
    ? `curl -s '${adminUrl(admin, target)}'`
    : `curl -s --unix-socket ${admin.path} '${adminUrl(admin, target)}'`;

/** An address that can be asked for one that is listened on: every address is also loopback's. */
export const askable = (address: string): string => {
  const bare = address.replace(/^\[|\]$/g, "");
  if (bare === "" || bare === "0.0.0.0" || bare === "*" || bare === "localhost") return "127.0.0.1";
  return bare === "::" ? "::1" : bare;
};

/** Asks an admin interface by GET, from the vantage: a connection of its own namespace; over ssh by `curl` there. Never throws. */
export async function askAdmin(
  admin: AdminAt,
  target: string,
  { vantage, signal }: Asking,
): Promise<HttpAnswer> {
  if (signal.aborted) return { outcome: "silent" };
  if (vantage.kind === "ssh") return askByCurl(admin, target, vantage);
  if (admin.kind === "unix") {
    const root = await rootOf(vantage);
    return root === null
      ? { outcome: "refused" }
      : exchange(connect({ path: root + admin.path }), admin, target, signal);
  }
  if (isIP(admin.address) === 0) return { outcome: "refused" };
  const { address, port } = admin;
  const socket = await dialFrom(vantage, { address, port, timeout: PATIENCE, signal });
  return socket === null ? { outcome: "refused" } : exchange(socket, admin, target, signal);
}

function exchange(socket: Socket, admin: AdminAt, target: string, signal: AbortSignal): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const agent = new Agent({ keepAlive: false });
    agent.createConnection = () => socket;
    const host = admin.kind === "tcp" ? hostPort(admin.address, admin.port) : "localhost";
    const end = (answer: HttpAnswer) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      asked.destroy();
      socket.destroy();
      resolve(answer);
    };
    const stop = () => end({ outcome: "silent" });
    const timer = setTimeout(stop, PATIENCE);
    signal.addEventListener("abort", stop);
    const asked = ask({ agent, path: target, method: "GET", headers: { host } }, (response) => {
      const chunks: Buffer[] = [];
      let octets = 0;
      response.on("data", (chunk: Buffer) => {
        octets += chunk.length;
        if (octets > MOST_OCTETS) stop();
        else chunks.push(chunk);
      });
      response.on("error", stop);
      response.on("end", () =>
        end({
          outcome: "answered",
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    asked.on("error", () => end({ outcome: "refused" }));
    asked.end();
  });
}

async function askByCurl(admin: AdminAt, target: string, vantage: Vantage): Promise<HttpAnswer> {
  const by = admin.kind === "unix" ? ["--unix-socket", admin.path] : [];
  const argv = [
    "curl",
    "-sS",
    "--max-time",
    "3",
    "--noproxy",
    "*",
    ...by,
    "-w",
    "\n%{http_code}",
    adminUrl(admin, target),
  ];
  const ran = await vantage.run(argv, { timeout: PATIENCE * 2 });
  if (ran.outcome === "missing-tool") return { outcome: "missing-tool" };
  if (ran.outcome !== "ran") return { outcome: "silent" };
  const end = ran.stdout.lastIndexOf("\n");
  const status = Number(ran.stdout.slice(end + 1));
  if (ran.status !== 0 || !(status >= 100)) return { outcome: "refused" };
  return { outcome: "answered", status, text: ran.stdout.slice(0, Math.max(end, 0)) };
}

/** Asks for JSON; `null` where there is none. */
export async function askJson(admin: AdminAt, target: string, asking: Asking): Promise<unknown> {
  const answer = await askAdmin(admin, target, asking);
  if (answer.outcome !== "answered" || answer.status !== 200) return null;
  try {
    return JSON.parse(answer.text);
  } catch {
    // Another program answers there.
    return null;
  }
}
