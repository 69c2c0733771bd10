import type { Entry } from "./entry.ts";
import {
  isFromEnvironment,
  type Json,
  type JsonObject,
  type Making,
  placed,
  unknownHandler,
} from "./made.ts";
import { longNames } from "./placeholders.ts";
import { Refused } from "./refused.ts";
import { transportOf } from "./transport.ts";

/** Options that change nothing of where a request goes, or how long that may take. */
const silent: ReadonlySet<string> = new Set([
  ...[
    "lb_policy",
    "lb_try_interval",
    "lb_retry_match",
    "flush_interval",
    "buffer_requests",
    "buffer_responses",
  ],
  ...[
    "max_buffer_size",
    "request_buffers",
    "response_buffers",
    "trusted_proxies",
    "header_up",
    "header_down",
  ],
  ...["stream_close_delay", "replace_status", "verbose_logs", "unhealthy_status", "unhealthy_latency"],
]);
const MOST_PORTS = 1_000;

/** The handler of `reverse_proxy`. */
export function reverseProxyOf(
  words: readonly string[],
  { block, where }: Entry,
  making: Making,
): JsonObject {
  const lines = block ?? [];
  if (
    [words, ...lines.flatMap((line) => [line.words, ...(line.block ?? []).map((inner) => inner.words)])].some(
      (line) => line.some(isFromEnvironment),
    )
  )
    return unknownHandler("reverse_proxy with words of the environment", where, making);
  const dialed: string[] = [...words];
  const balancing: Record<string, Json> = {};
  const passive: Record<string, Json> = {};
  const rewrite: Record<string, Json> = {};
  const more: Record<string, Json> = {};
  const answers: JsonObject[] = [];
  let isChecked = false;
  for (const line of lines) {
    const [name = "", ...args] = line.words.map(longNames);
    const [first = ""] = args;
    if (name === "to") dialed.push(...args);
    else if (name === "lb_retries") balancing["retries"] = first;
    else if (name === "lb_try_duration") balancing["try_duration"] = first;
    else if (name === "fail_duration" || name === "max_fails" || name === "unhealthy_request_count")
      passive[name] = first;
    else if (name === "stream_timeout") more[name] = first;
    else if (name === "health_uri" || name === "health_port" || name === "health_path") isChecked = true;
    else if (name.startsWith("health_")) continue;
    else if (name === "method") rewrite["method"] = first;
    else if (name === "rewrite") rewrite["uri"] = first;
    else if (name === "transport") {
      const transport = transportOf(line, making);
      if (transport === null)
        return unknownHandler("an option of reverse_proxy's transport", line.where, making);
      more["transport"] = transport;
    } else if (name === "dynamic") more["dynamic_upstreams"] = dynamicOf(line, making);
    else if (name === "handle_response") answers.push(responseOf(args, lines));
    else if (!silent.has(name) && !name.startsWith("@"))
      return unknownHandler(`reverse_proxy with ${name}`, line.where, making);
  }
  const upstreams = dialed.map((word) => upstreamsOf(longNames(word), where));
  const schemes = new Set(upstreams.map(({ scheme }) => scheme));
  if (schemes.size > 1) throw new Refused(where, "its upstreams differ in their schemes");
  return placed(
    {
      handler: "reverse_proxy",
      upstreams: upstreams.flatMap(({ dials }) => dials.map((dial) => placed({ dial }, where, making))),
      ...more,
      ...withScheme([...schemes][0] ?? "", more["transport"], making),
      ...(Object.keys(balancing).length > 0 ? { load_balancing: balancing } : {}),
      ...(Object.keys(passive).length > 0 || isChecked
        ? { health_checks: { passive, ...(isChecked ? { active: { uri: "/" } } : {}) } }
        : {}),
      ...(Object.keys(rewrite).length > 0 ? { rewrite } : {}),
      ...(answers.length > 0 ? { handle_response: answers } : {}),
    },
    where,
    making,
  );
}

/** The transport that an upstream's scheme asks for, with what is said of it. */
function withScheme(scheme: string, transport: Json | undefined, making: Making): JsonObject {
  const own: JsonObject =
    typeof transport === "object" && transport !== null && !Array.isArray(transport)
      ? // Neither `null` nor a list.
        (transport as JsonObject)
      : { protocol: "http" };
  const added: JsonObject | null =
    scheme === "https" ? { tls: own["tls"] ?? {} } : scheme === "h2c" ? { versions: ["h2c", "2"] } : null;
  if (added === null) return {};
  const whole = { ...own, ...added };
  const place = making.places.get(own);
  return { transport: place === undefined ? whole : placed(whole, place, making) };
}

interface Upstreams {
  readonly scheme: string;
  readonly dials: readonly string[];
}

/** What an upstream's word is dialed as. Caddy, `parseUpstreamDialAddress`. */
function upstreamsOf(word: string, where: string): Upstreams {
  const refuse = (): never => {
    throw new Refused(where, `the upstream ${word} is not understood`);
  };
  if (/^(?:unix|tcp[46]?)\//.test(word)) return { scheme: "", dials: [word] };
  const [, scheme = "", rest = ""] = /^(?:([a-z0-9+]{1,20}):\/\/)?(.*)$/s.exec(word) ?? [];
  if (!["", "http", "https", "h2c"].includes(scheme)) refuse();
  const plain = scheme === "http" ? "" : scheme;
  const usual = scheme === "https" ? 443 : 80;
  if (rest === "" || /\//.test(rest.replaceAll(/\{[^}]*\}/g, ""))) refuse();
  if (rest.includes("{"))
    return { scheme: plain, dials: [/[}\w]:[\d{]/.test(rest) ? rest : `${rest}:${usual}`] };
  const [, host = "", first, last] =
    /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5})(?:-(\d{1,5}))?)?$/.exec(rest) ?? refuse();
  const from = Number(first ?? usual);
  const count = Number(last ?? from) - from + 1;
  if (count < 1 || count > MOST_PORTS) refuse();
  return { scheme: plain, dials: Array.from({ length: count }, (_, index) => `${host}:${from + index}`) };
}

function dynamicOf({ words, block }: Entry, making: Making): JsonObject {
  const [, source = "", name, port] = words.map(longNames);
  const lines = block ?? [];
  const told = (key: string): string | undefined => lines.find((line) => line.words[0] === key)?.words[1];
  const dynamic = {
    source,
    name: told("name") ?? name ?? "",
    port: told("port") ?? port ?? "80",
    ...(told("refresh") === undefined ? {} : { refresh: told("refresh") ?? "" }),
  };
  const where = lines[0]?.where;
  return where === undefined ? dynamic : placed(dynamic, where, making);
}

/** For which answers a block `handle_response` is; all where it does not say. */
function responseOf([name]: readonly string[], lines: readonly Entry[]): JsonObject {
  if (name === undefined) return {};
  const [definition] = lines.filter(({ words }) => words[0] === name);
  const [, kind, ...codes] = definition?.words ?? [];
  const inner = (definition?.block ?? []).find(({ words }) => words[0] === "status")?.words.slice(1);
  const list = kind === "status" ? codes : (inner ?? []);
  return list.length === 0
    ? {}
    : { match: { status_code: list.map((code) => Number(code.replace(/xx$/i, ""))) } };
}
