import { hostPort } from "../../../base/index.ts";
import type { Evidence, HttpExchange, ProxyConfiguration, RequestAsked } from "../../../evidence/index.ts";
import { ofKind } from "../reader.ts";

/**
 * Who wrote an answer, for the sentence that tells of it: the proxy whose configuration or log states that it did, with the address that was
 * asked; else the name that the answer bears. Nothing where neither is known.
 */
export function writerOf(
  value: HttpExchange,
  { evidence, asked }: { readonly evidence: readonly Evidence[]; readonly asked: RequestAsked },
): Readonly<Record<string, string>> {
  const software = softwareStated(value, evidence);
  // Behind a forward proxy the connection's own address is that one's.
  if (software !== null && asked.proxy === null)
    return { answerer: `${software} at ${hostPort(value.address, value.port)}` };
  if (software !== null) return { answerer: software };
  if (value.software === null || value.answeredBy !== "intermediary") return {};
  return { answerer: `a proxy that names itself ${value.software}` };
}

/** The words for a rule by which a proxy answers itself: where it stands, whom it takes, and how the proxy is told of a change. */
export function ruleOf(
  { byRule }: HttpExchange,
  configurations: readonly Evidence<"proxy-configuration">[],
): Readonly<Record<string, string>> {
  if (byRule === undefined) return {};
  const [configuration] = configurations.map(({ value }) => value);
  const isDefault = configuration?.route?.isDefault === true && configuration.knownHosts.length > 0;
  return {
    byRule: `${byRule}${isDefault ? " (the route of hosts that no other one names)" : ""}`,
    ...(configuration === undefined ? {} : reloadOf(configuration)),
  };
}

/** Which proxy states that it wrote this answer. */
function softwareStated({ byRule, status }: HttpExchange, evidence: readonly Evidence[]): string | null {
  if (byRule !== undefined) return ofKind(evidence, "proxy-configuration")[0]?.value.software ?? null;
  const saying = ofKind(evidence, "logged-errors").find(
    ({ value }) =>
      value.software !== "application" &&
      value.errors.some(({ isOurs, answered }) => isOurs && answered !== undefined && answered === status),
  );
  return saying?.value.software ?? null;
}

/** nginx(8), `-s`; haproxy.service; caddy reload. The others read what they are told by themselves. */
function reloadOf({ software, files }: ProxyConfiguration): Readonly<Record<string, string>> {
  const [file] = files;
  switch (software) {
    case "nginx":
      return file === undefined
        ? { reloadProxy: "nginx -t && nginx -s reload" }
        : { reloadProxy: `nginx -t -c ${file} && nginx -c ${file} -s reload` };
    case "haproxy":
      return { reloadProxy: `haproxy -c -f ${file ?? "FILE"} && systemctl reload haproxy` };
    case "caddy":
      return file === undefined ? {} : { reloadProxy: `caddy reload --config ${file}` };
    default:
      return {};
  }
}
