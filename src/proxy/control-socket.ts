import { connect } from "node:net";
import type { Ms } from "../base/index.ts";
import type { Vantage } from "../vantage/index.ts";

/** What came of asking a socket of a vantage's file system. */
export type SocketAnswer =
  | { readonly outcome: "answered"; readonly text: string }
  | { readonly outcome: "permission" | "missing" | "missing-tool" | "refused" | "silent" };

/** How long an answer may take. */
const PATIENCE: Ms = 3_000;
/** Octets of an answer at most. */
const MOST_OCTETS = 32 * 1024 * 1024;

/** Asks one line of a Unix socket, and reads to its end. From another host by `socat`, which must be there. */
export async function askSocket(
  path: string,
  line: string,
  { vantage, signal }: { readonly vantage: Vantage; readonly signal: AbortSignal },
): Promise<SocketAnswer> {
  if (vantage.kind === "ssh") return askBySocat(path, line, vantage);
  const root = await rootOf(vantage);
  return root === null ? { outcome: "missing" } : askHere(root + path, line, signal);
}

/** What stands before a path of a vantage to make it one of this host; `null` where it cannot be told. */
export async function rootOf(vantage: Vantage): Promise<string | null> {
  if (vantage.kind === "local" || vantage.kind === "netns") return "";
  if (vantage.kind === "ssh") return null;
  // `/proc/self` of such a vantage is its process.
  const read = await vantage.read("/proc/self/stat");
  const pid = read.outcome === "read" ? /^\d+/.exec(read.text)?.[0] : undefined;
  return pid === undefined ? null : `/proc/${pid}/root`;
}

function askHere(path: string, line: string, signal: AbortSignal): Promise<SocketAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    const chunks: Buffer[] = [];
    let octets = 0;
    const end = (answer: SocketAnswer) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      socket.destroy();
      resolve(answer);
    };
    const whole = () => end({ outcome: "answered", text: Buffer.concat(chunks).toString("utf8") });
    const stop = () => end({ outcome: "silent" });
    const timer = setTimeout(stop, PATIENCE);
    signal.addEventListener("abort", stop);
    socket.on("connect", () => socket.write(`${line}\n`));
    socket.on("data", (chunk: Buffer) => {
      octets += chunk.length;
      if (octets <= MOST_OCTETS) chunks.push(chunk);
      else whole();
    });
    socket.on("end", whole);
    socket.on("error", ({ code }: NodeJS.ErrnoException) => {
      if (code === "EACCES" || code === "EPERM") end({ outcome: "permission" });
      else end({ outcome: code === "ENOENT" || code === "ENOTDIR" ? "missing" : "refused" });
    });
  });
}

/** `socat` takes what it sends from `echo` and writes what comes to its own output: socat(1), "dual addresses". */
async function askBySocat(path: string, line: string, vantage: Vantage): Promise<SocketAnswer> {
  // Commas, colons and quotes have a meaning in its addresses.
  if (!/^[\w./@+-]+$/.test(path) || !/^[\w ;]+$/.test(line)) return { outcome: "refused" };
  const argv = ["socat", "-T", "3", "-t", "3", `EXEC:echo ${line}!!STDOUT`, `UNIX-CONNECT:${path}`];
  const ran = await vantage.run(argv, { timeout: PATIENCE * 2 });
  if (ran.outcome === "missing-tool") return { outcome: "missing-tool" };
  if (ran.outcome !== "ran") return { outcome: "silent" };
  if (ran.stdout !== "") return { outcome: "answered", text: ran.stdout };
  if (/Permission denied/.test(ran.stderr)) return { outcome: "permission" };
  return { outcome: /No such file/.test(ran.stderr) ? "missing" : "refused" };
}
