import { hostPort, type Ms } from "../../base/index.ts";
import type { UpstreamLook } from "../../evidence/index.ts";
import type { CommandRun, Vantage } from "../../vantage/index.ts";

/** Where a container's own tools are to go. */
export interface ToolLook {
  /** How the way is called: `cluster-ip`. */
  readonly to: string;
  readonly address: string;
  readonly port: number;
}

/** The request; `null` where a connection alone is looked at. */
export interface ToolRequest {
  readonly scheme: "http" | "https";
  readonly method: string;
  /** With a leading slash. */
  readonly path: string;
  /** `Host`; `null` for the address's own. */
  readonly hostField: string | null;
}

/** How long a connection may take, and the whole. Whole seconds, as the tools take them. */
const CONNECT: Ms = 3_000;
const WHOLE: Ms = 6_000;

/** Beyond the tool's own bound: the way to the container and back. */
const BESIDES: Ms = 4_000;

/** What is told apart of a look, before the fields that are the same for all. */
type Told = Pick<UpstreamLook, "connect" | "tls" | "exchange">;

/**
 * Makes one request with the tools that a container brings: curl, else wget, else nc. `missing-tool` where it has none of them; another
 * outcome where no command can be run in it.
 */
export async function lookByTools(
  run: Vantage["run"],
  way: ToolLook,
  request: ToolRequest | null,
): Promise<UpstreamLook | Exclude<CommandRun["outcome"], "ran">> {
  const tools = request === null ? [byNetcat, byCurl] : [byCurl, byWget, byNetcat];
  let outcome: Exclude<CommandRun["outcome"], "ran"> = "missing-tool";
  for (const tool of tools) {
    const { argv, read } = tool(way, request);
    const ran = await run(argv, { timeout: WHOLE + BESIDES });
    if (ran.outcome === "missing-tool") continue;
    if (ran.outcome !== "ran") {
      outcome = ran.outcome;
      break;
    }
    // One that a signal ended tells nothing.
    const told = ran.status >= 128 ? null : read(ran.status, ran);
    if (told === null) continue;
    const { to: upstream, address, port } = way;
    const connectTook = Number(/^took (\d+\.\d+)$/m.exec(ran.stdout)?.[1] ?? "0") * 1000;
    return { upstream, host: address, address, port, isBackup: false, connectTook, idle: null, ...told };
  }
  return outcome;
}

/** One tool's command line, and what its end tells; `null` for one that tells nothing. */
type Tool = (
  way: ToolLook,
  request: ToolRequest | null,
) => {
  readonly argv: readonly string[];
  readonly read: (status: number, said: { readonly stdout: string; readonly stderr: string }) => Told | null;
};

const notConnected = (connect: UpstreamLook["connect"]): Told => ({ connect, tls: null, exchange: null });

/** How a connection did not come about, in the words of libc that all tools pass on. strerror(3). */
function wayOfWords(words: string): UpstreamLook["connect"] {
  if (/refused/i.test(words)) return "refused";
  if (/no route to host|host (?:is )?unreachable|network (?:is )?unreachable|permission denied/i.test(words))
    return "unreachable";
  if (/timed? ?out|timeout/i.test(words)) return "timed-out";
  return "other";
}

const exchangeOf = (
  outcome: NonNullable<UpstreamLook["exchange"]>["outcome"],
  status: number | null = null,
): NonNullable<UpstreamLook["exchange"]> => ({
  outcome,
  status,
  firstByte: null,
  software: null,
  bodySha256: null,
  waited: WHOLE,
});

/** Ends of curl that are none of the connection. curl(1), EXIT CODES. */
const curlEnds: Readonly<Record<number, NonNullable<UpstreamLook["exchange"]>["outcome"]>> = {
  1: "not-http",
  8: "not-http",
  18: "truncated",
  52: "closed",
  55: "reset",
  56: "reset",
};

const byCurl: Tool = ({ address, port }, request) => {
  const url = `${request?.scheme ?? "telnet"}://${hostPort(address, port)}${request?.path ?? ""}`;
  const bounds = ["--connect-timeout", String(CONNECT / 1000), "--max-time", String(WHOLE / 1000)];
  const asked =
    request === null
      ? []
      : [
          ...["-X", request.method],
          ...(request.hostField === null ? [] : ["-H", `Host: ${request.hostField}`]),
        ];
  const written = "\\nstatus %{http_code}\\ntook %{time_connect}\\n";
  return {
    // Only when it tells all does it tell why a connection did not come about. None of that is kept but the reason.
    argv: ["curl", "-sSkgv", "-o", "/dev/null", "-w", written, "--noproxy", "*", ...bounds, ...asked, url],
    read(status, { stdout, stderr }) {
      const answered = Number(/^status (\d+)$/m.exec(stdout)?.[1] ?? "0");
      const isConnected = Number(/^took (\d+\.\d+)$/m.exec(stdout)?.[1] ?? "0") > 0;
      const tls = request?.scheme === "https" ? completed : null;
      // 2 and 48: of an option that this one does not know. 3: of the URL.
      if (status === 2 || status === 3 || status === 48) return null;
      if (status === 0) return { connect: "connected", tls, exchange: exchangeOf("answered", answered) };
      if (status === 7) return notConnected(wayOfWords(stderr));
      if (status === 28 && !isConnected) return notConnected("timed-out");
      if (status === 28 && request === null) return { connect: "connected", tls: null, exchange: null };
      if (status === 28) return { connect: "connected", tls, exchange: exchangeOf("no-answer") };
      if (status === 35 || status === 60)
        return { connect: "connected", tls: failed(stderr), exchange: null };
      const end = curlEnds[status];
      // Older ones say of a reset while connecting what they say of one later.
      if (end === undefined || !isConnected) return notConnected("other");
      return { connect: "connected", tls, exchange: exchangeOf(end) };
    },
  };
};

/** What timeout(1) ends with where it ended the command; busybox's tells of the signal, as the shell does. */
const ENDED_BY_TIMEOUT = 124;

const completed: UpstreamLook["tls"] = { outcome: "completed", why: null, version: null, certificate: null };

const failed = (stderr: string): UpstreamLook["tls"] => ({
  ...{ outcome: "failed", version: null, certificate: null },
  why: (/^curl: \(\d+\) (.{1,100})/m.exec(stderr)?.[1] ?? "the handshake failed").trim(),
});

/**
 * GNU's and busybox's. Both name a status that is no success, and the reason of a connection that did not come about. Their own bound is
 * for silence alone: an answer that never ends would keep them running in the container when nobody listens any more, so `timeout` ends them.
 */
const byWget: Tool = ({ address, port }, request) => {
  const url = `${request?.scheme ?? "http"}://${hostPort(address, port)}${request?.path ?? "/"}`;
  const host = request?.hostField ?? null;
  return {
    argv: [
      ...["timeout", String(WHOLE / 1000)],
      ...["wget", "-O", "/dev/null", "-t", "1", "-T", String(CONNECT / 1000), "--no-check-certificate"],
      ...(host === null ? [] : ["--header", `Host: ${host}`]),
      url,
    ],
    read(status, { stderr }) {
      // It knows GET alone.
      if (request !== null && request.method !== "GET") return null;
      // 126 and 127: `timeout` finds no wget that it could run; 125: it does not know its own arguments. timeout(1), EXIT STATUS.
      if (status >= 125) return null;
      const tls = request?.scheme === "https" ? completed : null;
      if (status === 0) return { connect: "connected", tls, exchange: exchangeOf("answered", 200) };
      if (status === ENDED_BY_TIMEOUT)
        return /awaiting response/.test(stderr)
          ? { connect: "connected", tls, exchange: exchangeOf("no-answer") }
          : null;
      const told = /(?:ERROR|HTTP\/1\.[01]) (\d{3})\b/.exec(stderr)?.[1];
      if (told !== undefined)
        return { connect: "connected", tls, exchange: exchangeOf("answered", Number(told)) };
      if (/usage:|unrecognized option|not an http or ftp url|not built in/i.test(stderr)) return null;
      if (/reset by peer/i.test(stderr))
        return { connect: "connected", tls: null, exchange: exchangeOf("reset") };
      if (/error getting response|no data received|end of file/i.test(stderr))
        return { connect: "connected", tls: null, exchange: exchangeOf("closed") };
      // busybox's own timer covers all: what it waited for is not known.
      if (/download timed out/i.test(stderr)) return null;
      return notConnected(wayOfWords(stderr));
    },
  };
};

const byNetcat: Tool = ({ address, port }) => ({
  argv: ["nc", "-z", "-w", String(CONNECT / 1000), address, String(port)],
  read(status, { stderr }) {
    if (status === 0) return { connect: "connected", tls: null, exchange: null };
    if (/usage:|invalid option|unrecognized option/i.test(stderr)) return null;
    // Some say nothing: then it is not known which way it ended.
    return notConnected(wayOfWords(stderr));
  },
});
