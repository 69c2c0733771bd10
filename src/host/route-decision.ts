import { isIP } from "node:net";
import type { RouteDecision } from "../evidence/index.ts";
import { type FlowRequest, type NotPrinted, type Printed, print } from "./flow.ts";
import { asList, asNumber, asObject, asText, parseJson } from "./json.ts";
import { answerOf, outcomeOfType, prefixOf, tellNatively } from "./route-native.ts";

/** A packet whose way is asked for. */
export interface RouteQuestion {
  readonly destination: string;
  readonly source: string | null;
  /** `null` for a packet that this host sends itself. */
  readonly inputInterface: string | null;
  /** Destination port of the packet, which a routing rule may ask for; `null` where not known. */
  readonly port: number | null;
}

/** What the kernel decided. */
export type RouteAnswer = Omit<RouteDecision, "way" | "destination" | "source" | "inputInterface">;

/** errno(3) by the words of strerror(3), which `ip` prints behind `RTNETLINK answers:`. */
const refusals: readonly (readonly [words: string, errno: number, outcome: RouteAnswer["outcome"]])[] = [
  ["Network is unreachable", 101, "no-route"],
  ["No route to host", 113, "unreachable"],
  ["Permission denied", 13, "prohibit"],
  ["Invalid cross-device link", 18, "rejected-source"],
  ["Network unreachable", 101, "no-route"],
  ["Host is unreachable", 113, "unreachable"],
  // A `throw` route that nothing follows.
  ["Resource temporarily unavailable", 11, "no-route"],
];

/** Routing tables by the names that rt_tables gives them everywhere. */
const tables: Readonly<Record<string, number>> = { main: 254, local: 255, default: 253 };

const nothing: RouteAnswer = {
  outcome: "no-route",
  errno: null,
  gateway: null,
  device: null,
  preferredSource: null,
  matchedPrefix: null,
  table: null,
  mtu: null,
  cachedMtu: null,
};

const EINVAL = 22;
const invalid: RouteAnswer = { ...nothing, errno: EINVAL, outcome: "blackhole" };

/**
 * Asks the kernel where it would send a packet; a word where it cannot be asked. Nothing is sent.
 *
 * EINVAL stands for a blackhole and, since Linux 6.14, for a source that reverse-path filtering or the martian check
 * refuses (EXDEV before): which of them is told by asking again without the packet's origin.
 */
export async function decideRoute(
  request: FlowRequest,
  question: RouteQuestion,
): Promise<RouteAnswer | NotPrinted> {
  return decideNatively(request, question) ?? decideByTool(request, question);
}

/** `null` where the kernel cannot be asked without a tool. */
export function decideNatively(request: FlowRequest, question: RouteQuestion): RouteAnswer | null {
  const told = tellNatively(request, question, { isOfTable: false, withPort: true });
  if (told === null) return null;
  if (!("errno" in told)) {
    const answer = answerOf(told);
    if (answer.outcome !== "unicast" && answer.outcome !== "local") return answer;
    const matched = tellNatively(request, question, { isOfTable: true, withPort: false });
    return { ...answer, matchedPrefix: prefixOf(matched) };
  }
  const { errno } = told;
  if (errno === EINVAL) {
    if (question.inputInterface === null) return invalid;
    const alone = { ...question, source: null, inputInterface: null };
    const own = tellNatively(request, alone, { isOfTable: false, withPort: false });
    const isBlackhole = own === null || ("errno" in own && own.errno === EINVAL);
    return isBlackhole ? invalid : { ...invalid, outcome: "rejected-source" };
  }
  const refusal = refusals.find(([, number]) => number === errno);
  return refusal === undefined ? null : { ...nothing, errno, outcome: refusal[2] };
}

/** The same by `ip -j route get`. */
export async function decideByTool(
  request: FlowRequest,
  question: RouteQuestion,
): Promise<RouteAnswer | NotPrinted> {
  const printed = await askWithPort(request, question);
  if (printed.outcome !== "printed") return printed.outcome;
  if (/Invalid argument/.test(printed.errors)) return await whoIsInvalid(request, question);
  const answer = parseDecision(printed);
  if (answer === null) return "not-understood";
  if (answer.outcome !== "unicast" && answer.outcome !== "local") return answer;
  const matched = await print(request, routeArguments(question, "fibmatch", false));
  return { ...answer, matchedPrefix: matched.outcome === "printed" ? matchedPrefix(matched.text) : null };
}

async function whoIsInvalid(request: FlowRequest, question: RouteQuestion): Promise<RouteAnswer> {
  if (question.inputInterface === null) return invalid;
  const own = await print(
    request,
    routeArguments({ ...question, source: null, inputInterface: null }, null, false),
  );
  const isBlackhole = own.outcome !== "printed" || /Invalid argument/.test(own.errors);
  return isBlackhole ? invalid : { ...invalid, outcome: "rejected-source" };
}

/** An `ip` older than 4.17 knows no ports; rules that ask for them are as new. */
async function askWithPort(request: FlowRequest, question: RouteQuestion): Promise<Printed> {
  const printed = await print(request, routeArguments(question, null, true, request.flow.protocol));
  const isOld = printed.outcome === "printed" && /ipproto|dport|garbage/i.test(printed.errors);
  return isOld ? print(request, routeArguments(question, null, false)) : printed;
}

/** The command that asks for a decision; `way` and origin as the packet has them. */
export function routeArguments(
  { destination, source, inputInterface, port }: RouteQuestion,
  mode: "fibmatch" | null,
  withPort: boolean,
  protocol = "tcp",
): readonly string[] {
  // A zone is no part of a packet: it says which link is meant. RFC 4007, section 11.
  const [to = destination, zone] = destination.split("%");
  const [from] = source?.split("%") ?? [];
  return [
    "ip",
    "-j",
    "-d",
    isIP(to) === 6 ? "-6" : "-4",
    "route",
    "get",
    ...(mode === null ? [] : [mode]),
    to,
    ...(from === undefined ? [] : ["from", from]),
    ...(inputInterface === null ? [] : ["iif", inputInterface]),
    ...(zone === undefined || inputInterface !== null ? [] : ["oif", zone]),
    ...(withPort && port !== null ? ["ipproto", protocol, "dport", String(port)] : []),
  ];
}

/**
 * Reads what `ip -j -d route get` answered; `null` where it is neither a route nor a refusal by the kernel: a complaint
 * about how it was asked is no decision.
 */
export function parseDecision({
  text,
  errors,
}: {
  readonly text: string;
  readonly errors: string;
}): RouteAnswer | null {
  const refusal = refusals.find(([words]) => errors.includes(words));
  const first = asList(parseJson(text))[0];
  if (refusal !== undefined) {
    const [, errno, outcome] = refusal;
    return { ...nothing, errno, outcome };
  }
  if (first === undefined) return null;
  const {
    type: kind,
    metrics,
    gateway,
    via,
    table: named,
    nexthops,
    expires,
    dev,
    prefsrc,
  } = asObject(first);
  const type = asText(kind) ?? "unicast";
  const { mtu: limit } = asObject(asList(metrics)[0]);
  const { host } = asObject(via);
  const { gateway: hopGateway, dev: hopDevice } = asObject(asList(nexthops)[0]);
  const mtu = asNumber(limit);
  const table = asText(named);
  // An exception of the cache bears the seconds until it goes; a route's own metric does not.
  const isLearnt = asNumber(expires) !== null;
  return {
    outcome: outcomeOfType(type),
    errno: null,
    gateway: addressOrNull(asText(gateway) ?? asText(host) ?? asText(hopGateway)),
    device: asText(dev) ?? asText(hopDevice),
    preferredSource: addressOrNull(asText(prefsrc)),
    matchedPrefix: null,
    table:
      table === null
        ? type === "local"
          ? 255
          : 254
        : (tables[table] ?? (/^\d{1,10}$/.test(table) ? Number(table) : null)),
    mtu: isLearnt ? null : mtu,
    cachedMtu: isLearnt ? mtu : null,
  };
}

const addressOrNull = (text: string | null): string | null => (text !== null && isIP(text) > 0 ? text : null);

/** The route that took it, of `ip -j route get fibmatch`: `default` is a prefix of length 0. */
export function matchedPrefix(text: string): string | null {
  const { dst } = asObject(asList(parseJson(text))[0]);
  const network = asText(dst);
  if (network === null) return null;
  if (network === "default") return "default";
  if (network.includes("/")) return network;
  return isIP(network) === 0 ? null : `${network}/${isIP(network) === 6 ? 128 : 32}`;
}
