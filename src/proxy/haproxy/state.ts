import { hostPort, isAddress } from "../../base/index.ts";
import { type Evidence, type Gap, type ProxyState, type ServerState, startOf } from "../../evidence/index.ts";
import { PROGRAM_PATIENCE, type ProxyContext } from "../context.ts";
import { askSocket, type SocketAnswer } from "../control-socket.ts";
import { withoutQuery } from "../request.ts";
import { bindsOf } from "./bind.ts";
import { globalLines, lastLine, proxiesOf } from "./proxy.ts";
import type { Sections } from "./sections.ts";
import { serversOf } from "./servers.ts";
import { parseInfo, parseStatistics } from "./state-csv.ts";

/** Whose state is read. */
export interface HaproxyStateAsked {
  /** The configuration, which says where it can be asked. */
  readonly sections: Sections;
  /** The backend that the request goes to: its servers come first. */
  readonly backend: string | null;
}

/** Servers that are kept at most. */
const MOST_SERVERS = 200;

/** Records what haproxy says of its servers and of itself, by its socket, else by its page; `null` and a gap where neither can be had. */
export async function readHaproxyState(
  asked: HaproxyStateAsked,
  context: ProxyContext,
): Promise<Evidence<"proxy-state"> | null> {
  const { clock, recorder, signal } = context;
  signal.throwIfAborted();
  const { observedAt, ticks } = startOf(clock);
  let gap: Gap = {
    boundary: "proxy",
    needs: "the state of haproxy's servers",
    reason: "not-supported",
    allowBy: "Add to haproxy's global section: stats socket /run/haproxy/admin.sock mode 660 level user",
  };
  const keep = (text: string, source: string, command: string): Evidence<"proxy-state"> => {
    const servers = parseStatistics(text).toSorted(
      (a, b) => Number(b.upstream === asked.backend) - Number(a.upstream === asked.backend),
    );
    const state: ProxyState = {
      software: "haproxy",
      source,
      servers: withAddresses(servers.slice(0, MOST_SERVERS), asked.sections),
      // Rules count what they refuse for whatever reason: no count is of limits alone.
      turnedAway: null,
      ...parseInfo(text),
    };
    const took = clock.ticks() - ticks;
    return recorder.record("proxy-state", state, {
      ...{ boundary: "proxy", by: "observed", purpose: "context" },
      ...{ observedAt, took, command },
    });
  };
  for (const path of socketsOf(asked.sections)) {
    const answer = await askSocket(path, "show info;show stat", context);
    if (answer.outcome === "answered" && answer.text.includes("# pxname,"))
      return keep(answer.text, path, `echo 'show info;show stat' | socat - UNIX-CONNECT:${path}`);
    gap = gapOf(path, answer);
  }
  const url = pageOf(asked.sections);
  if (url !== null) {
    const argv = ["curl", "-s", "--max-time", "3", "--noproxy", "*", url];
    const ran = await context.vantage.run(argv, { timeout: PROGRAM_PATIENCE });
    if (ran.outcome === "ran" && ran.stdout.includes("# pxname,"))
      return keep(ran.stdout, withoutQuery(url), `curl -s '${url}'`);
  }
  recorder.gap(gap);
  return null;
}

/** A socket of the level `user` hides addresses: those that the configuration gives as numbers stand in. */
function withAddresses(servers: readonly ServerState[], sections: Sections): readonly ServerState[] {
  const written = new Map(
    proxiesOf(sections).flatMap((proxy) =>
      serversOf(proxy, 0).map((server) => [`${proxy.name}/${server.name}`, server] as const),
    ),
  );
  return servers.map((server) => {
    const told = written.get(`${server.upstream}/${server.name}`);
    const isKnown = server.address === null && told?.port != null && told.port > 0 && isAddress(told.host);
    return isKnown ? { ...server, address: told.host, port: told.port } : server;
  });
}

function gapOf(path: string, answer: SocketAnswer): Gap {
  const gap = { boundary: "proxy", needs: `haproxy's socket ${path}` } as const;
  switch (answer.outcome) {
    case "permission":
      return { ...gap, reason: "permission", allowBy: `Run as root, or let this user write to ${path}` };
    case "missing-tool":
      return { ...gap, reason: "missing-tool", allowBy: "Install socat there" };
    case "answered":
      return { ...gap, reason: "unreadable", allowBy: `See what it says: echo show stat | socat - ${path}` };
    default:
      return {
        ...gap,
        reason: "unreachable",
        allowBy: `See why this fails: echo show stat | socat - ${path}`,
      };
  }
}

/** Paths of the sockets that `stats socket` names. */
const socketsOf = (sections: Sections): readonly string[] =>
  globalLines(sections)
    .filter(({ words }) => words[0] === "stats" && words[1] === "socket")
    .map(({ words }) => (words[2] ?? "").replace(/^unix@/, ""))
    .filter((path) => path.startsWith("/"));

/** The page of statistics as CSV, where it is served in the clear and asks no password; `null` where it is not. */
function pageOf(sections: Sections): string | null {
  const proxies = proxiesOf(sections);
  for (const bind of bindsOf(proxies)) {
    const { lines, isHttp } = bind.proxy;
    const uri = lastLine(lines, "stats", "uri")?.words[2];
    const isServed = uri !== undefined || lastLine(lines, "stats", "enable") !== null;
    const isOpen =
      lastLine(lines, "stats", "auth") === null && lastLine(lines, "stats", "http-request") === null;
    if (!isHttp || !isServed || !isOpen || bind.tls || bind.takesProxyProtocol) continue;
    const address = bind.address === "*" ? "127.0.0.1" : bind.address === "::" ? "::1" : bind.address;
    return `http://${hostPort(address, bind.first)}${uri ?? "/haproxy?stats"};csv`;
  }
  return null;
}
