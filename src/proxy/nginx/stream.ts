import { isIP } from "node:net";
import type { ProxyConfiguration, ProxyLimit, ProxyTimer, RouteAction } from "../../evidence/index.ts";
import type { ProxyRequest } from "../request.ts";
import { accessOf } from "./access.ts";
import type { Directive } from "./directive.ts";
import { type Listening, socketFor } from "./listen.ts";
import { targetOf } from "./pass.ts";
import { nearest, type Scope, wordOf } from "./scope.ts";
import { chooseServer, namesOf } from "./server.ts";
import type { State } from "./state.ts";
import { resolverTimers, streamTimers } from "./timers.ts";
import { serversOf, upstreamBlock } from "./upstream.ts";
import { interpolate } from "./variables.ts";

/** What the module `stream` does with a connection. */
export interface StreamRoute {
  readonly scope: Scope;
  readonly route: NonNullable<ProxyConfiguration["route"]>;
  readonly access: ProxyConfiguration["access"];
  readonly timers: readonly ProxyTimer[];
  readonly limits: readonly ProxyLimit[];
}

/** The server of `stream { }` that takes a connection; `null` where none listens there. ngx_stream_core_module, ngx_stream_proxy_module. */
export function streamRoute(
  main: readonly Directive[],
  stream: readonly Directive[],
  servers: readonly Listening[],
  request: ProxyRequest,
): StreamRoute | null {
  const socket = socketFor(servers, request);
  if (socket === null) return null;
  const name = request.scheme === "https" || request.scheme === "tls" ? request.host : "";
  const chosen = chooseServer(socket, name);
  if (chosen === null) return null;
  const level = chosen.server.block ?? [];
  const scope: Scope = [main, stream, level];
  const state: State = {
    request,
    http: stream,
    server: level,
    tls: socket.tls,
    uri: "",
    query: "",
    captures: chosen.captures === null ? [] : [...chosen.captures],
    variables: new Map([
      ["ssl_preread_server_name", name],
      ["ssl_server_name", name],
    ]),
    isUntouched: true,
    hasLocation: false,
    kindOfFile: () => null,
  };
  const isNamed = socket.members.some(({ server }) => namesOf(server).some((each) => each !== ""));
  const action = streamAction(scope, stream, state);
  const resolves = action.kind === "upstream" ? action.upstream.resolves : "not-needed";
  return {
    scope,
    route: {
      name: `stream server ${chosen.listen.address}:${chosen.listen.port}`,
      where: chosen.server.where,
      because: isNamed ? chosen.because : `it listens on ${chosen.listen.address}:${chosen.listen.port}`,
      isDefault: isNamed && chosen.isDefault,
      action,
    },
    access: accessOf(scope, request, true),
    timers: [...streamTimers(scope), ...(resolves === "not-needed" ? [] : resolverTimers(scope, resolves))],
    limits: [],
  };
}

function streamAction(scope: Scope, stream: readonly Directive[], state: State): RouteAction {
  const level = scope.at(-1) ?? [];
  const by = level.find(({ name }) => name === "proxy_pass");
  if (by === undefined) {
    const other = level.find(({ name }) => name === "return" || name === "pass");
    return {
      kind: "unknown",
      why: other === undefined ? "it has no proxy_pass" : `"${other.name}" decides by itself`,
    };
  }
  const text = interpolate(by.words[0] ?? "", state);
  const target = text === null ? null : targetOf(text, "stream");
  if (target === null)
    return { kind: "unknown", why: `the value of "proxy_pass" at ${by.where} cannot be told` };
  const block = upstreamBlock(stream, target.host);
  const servers = serversOf(block, target, by);
  const hasNames = servers.some(({ host, port }) => port !== null && isIP(host) === 0);
  const isDrawn = (by.words[0] ?? "").includes("$");
  const verify = wordOf(scope, "proxy_ssl_verify", "off");
  const name = interpolate(nearest(scope, "proxy_ssl_name")?.words[0] ?? target.host, state);
  const sendsName =
    wordOf(scope, "proxy_ssl_server_name", "off").value === "on" && name !== null && isIP(name) === 0;
  const isTls = wordOf(scope, "proxy_ssl", "off").value === "on";
  return {
    kind: "upstream",
    path: null,
    upstream: {
      name: block === null ? (text ?? target.host) : target.host,
      servers,
      tls: isTls
        ? { verifies: verify.value === "on", serverName: sendsName ? name : null, where: verify.where }
        : null,
      keepsConnections: false,
      protocol: "tcp",
      sendsProxyProtocol: wordOf(scope, "proxy_protocol", "off").value === "on" ? "v1" : "none",
      resolves: !hasNames
        ? "not-needed"
        : (block === null ? isDrawn : block.resolves)
          ? "while-running"
          : "at-start",
      triesNext: servers.length > 1 && wordOf(scope, "proxy_next_upstream", "on").value !== "off",
    },
  };
}
