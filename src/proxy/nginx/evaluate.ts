import type { ProxyConfiguration, RouteAction } from "../../evidence/index.ts";
import type { NamedLogs } from "../logs.ts";
import { type ProxyRequest, withoutQuery } from "../request.ts";
import { accessOf } from "./access.ts";
import type { Directive } from "./directive.ts";
import { limitsOf, workerLimits } from "./limits.ts";
import { type Listening, listening, type Socket, socketFor } from "./listen.ts";
import { type BuiltPaths, logsOf } from "./logs.ts";
import { moduleOf, passAction, targetOf } from "./pass.ts";
import { type Route, routeIn } from "./route.ts";
import type { Scope } from "./scope.ts";
import { chooseServer, namesOf } from "./server.ts";
import type { FileKind } from "./state.ts";
import { streamRoute } from "./stream.ts";
import { clientTimers, upstreamTimers } from "./timers.ts";
import { upstreamBlock } from "./upstream.ts";
import { interpolate } from "./variables.ts";

/** What the evaluation needs besides the directives. */
export interface NginxFacts {
  readonly version: string | null;
  readonly paths: BuiltPaths;
  /** What a file is, as far as it is known. */
  readonly kindOfFile: (path: string) => FileKind | null;
}

/** What a configuration means for one request. */
export type NginxMeaning = Pick<
  ProxyConfiguration,
  "listens" | "route" | "knownHosts" | "timers" | "limits" | "access"
> & { readonly logs: NamedLogs };

/** Hosts that are named at most. */
const MOST_HOSTS = 20;

/** Works out which route takes a request, and what holds there. Pure. */
export function evaluateNginx(
  main: readonly Directive[],
  request: ProxyRequest,
  facts: NginxFacts,
): NginxMeaning {
  const http = blockOf(main, "http");
  const stream = blockOf(main, "stream");
  const servers = listening(http.filter(isServer));
  const streams = listening(stream.filter(isServer));
  const socket = socketFor(servers, request);
  const common = {
    listens: listensOf([...servers, ...streams], request, socket),
    knownHosts: knownHosts(http),
  };
  if (socket !== null) return { ...common, ...httpMeaning(main, http, socket, request, facts) };
  const passed = streamRoute(main, stream, streams, request);
  const access = { rules: [], decides: null, trustsHeader: false };
  const scope = passed?.scope ?? [main, http];
  return {
    ...common,
    route: passed?.route ?? null,
    access: passed?.access ?? access,
    timers: passed?.timers ?? [],
    limits: [...workerLimits(main), ...(passed?.limits ?? [])],
    logs: logsOf(scope, passed === null ? http : stream, facts.paths),
  };
}

const isServer = ({ name, block }: Directive) => name === "server" && block !== null;

const blockOf = (main: readonly Directive[], name: string) =>
  main.find((each) => each.name === name && each.block !== null)?.block ?? [];

function httpMeaning(
  main: readonly Directive[],
  http: readonly Directive[],
  socket: Socket,
  request: ProxyRequest,
  facts: NginxFacts,
): Omit<NginxMeaning, "listens" | "knownHosts"> {
  const chosen = chooseServer(socket, request.host);
  const server = (chosen?.server ?? socket.members[0]?.server)?.block ?? [];
  const outer: Scope = [main, http];
  const route =
    chosen === null
      ? null
      : routeIn(
          {
            outer,
            chosen,
            prefix: facts.paths.prefix,
            state: {
              request,
              http,
              server,
              tls: socket.tls,
              uri: "/",
              query: "",
              captures: [],
              variables: new Map(),
              isUntouched: true,
              hasLocation: false,
              kindOfFile: facts.kindOfFile,
            },
          },
          socket,
        );
  const scope = route?.scope ?? [...outer, server];
  const action: RouteAction =
    route === null
      ? { kind: "unknown", why: "an expression of a server_name cannot be tried" }
      : actionOf(route, http, facts.version);
  const by = route?.content.kind === "passes" ? route.content.by : null;
  const module = by === null ? null : moduleOf(by);
  const target =
    by === null || module === null || route === null
      ? null
      : targetOf(interpolate(by.words[0] ?? "", route.state) ?? "", module);
  const block = target === null ? null : upstreamBlock(http, target.host);
  return {
    route: {
      name: route?.name ?? "server",
      where: route?.where ?? socket.members[0]?.server.where ?? "default",
      because: route?.because ?? `several servers share ${socket.address}:${request.port}`,
      isDefault: chosen?.isDefault === true && namesADomain(http),
      action,
    },
    access: accessOf(scope, request, route !== null && !route.isBeforeAccess),
    timers: [
      ...clientTimers(scope),
      ...(module === null ? [] : upstreamTimers(scope, module, action, block)),
    ],
    limits: [...workerLimits(main), ...limitsOf(scope, http, module, action)],
    logs: logsOf(scope, http, facts.paths),
  };
}

function actionOf(
  { content, ...route }: Route,
  http: readonly Directive[],
  version: string | null,
): RouteAction {
  switch (content.kind) {
    case "passes":
      return passAction({ ...route, content }, content.by, http, version);
    case "answers":
      return { kind: "answers", status: content.status };
    case "redirects":
      return {
        kind: "redirects",
        status: content.status,
        location: content.location === null ? null : withoutQuery(content.location),
      };
    case "files":
      return { kind: "files", root: content.root };
    case "unknown":
      return { kind: "unknown", why: content.why };
    case "jumps":
    case "jumps-to-name":
      return { kind: "unknown", why: "it is sent on without an end" };
  }
}

/** Names that stand for no host: the customary ones for whatever is left over. */
const isHost = (name: string) => name !== "" && name !== "_" && !name.startsWith("~") && name !== "localhost";

/** Whether some server means a host: where none does, the first one is no default that took a request by mistake. */
const namesADomain = (http: readonly Directive[]) => knownHosts(http).length > 0;

const knownHosts = (http: readonly Directive[]): readonly string[] =>
  [...new Set(http.filter(isServer).flatMap(namesOf).filter(isHost))].slice(0, MOST_HOSTS);

function listensOf(
  servers: readonly Listening[],
  { port }: ProxyRequest,
  socket: Socket | null,
): ProxyConfiguration["listens"] {
  const all = servers.flatMap(({ listens }) => listens);
  const ofPort = all.filter((listen) => listen.port === port);
  const chosen = ofPort.length > 0 ? ofPort : all;
  const seen = chosen.filter(
    (listen, index) =>
      chosen.findIndex((other) => other.address === listen.address && other.port === listen.port) === index,
  );
  return seen.slice(0, MOST_HOSTS).map(({ address, port: own, tls, takesProxyProtocol, where }) => {
    const shared = socket !== null && address === socket.address && own === port;
    return {
      address,
      port: own,
      tls: shared ? socket.tls : tls,
      takesProxyProtocol: shared ? socket.takesProxyProtocol : takesProxyProtocol,
      where,
    };
  });
}
