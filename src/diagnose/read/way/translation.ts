import type { Evidence, FirewallMatch } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ownerOf } from "../../way.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { neighbourState } from "./neighbour-state.ts";
import { riseAround } from "./readings.ts";
import { translationsOf, walkForward } from "./walk.ts";

/** One clash is a race of two packets; a NAT without a free port fails each new connection. Linux nf_conntrack_core.c. */
const ENOUGH_FAILED = 2;
/** What runs on every host beside the service: its listener says nothing of where the service is. RFC 4250. */
const SSH = 22;

/** What address translation on the way does to the flow. */
export const readTranslation: Reader = (evidence, request) => [
  ...walkForward(evidence, request).steps.flatMap(({ vantage }) =>
    translationsOf(evidence, vantage, "forward")
      .slice(0, 1)
      .flatMap((match) => readTarget(evidence, request, vantage, match)),
  ),
  ...readMissing(evidence, request),
  ...readPorts(evidence),
];

/** Whether what a destination NAT leads to serves. That nothing answers there can be the service's own fault: then it only suggests. */
function readTarget(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  at: string,
  { newDestination, rule, handle, family, table, chain }: FirewallMatch,
): readonly Observation[] {
  const address = newDestination?.address ?? null;
  const port = newDestination?.port ?? request.asked.port;
  if (address === null) return [];
  const rules = ofKind(evidence, "firewall").filter(({ vantage }) => vantage === at);
  const replace = `nft replace rule ${family} ${table} ${chain} handle ${handle ?? "N"}`;
  const slots = { router: at, rule: rule.replace(/[{}]/g, ""), replace, leadsTo: `${address}:${port}` };
  const owner = ownerOf(evidence, address);
  const serving = servingVantages(evidence, request, port).filter((vantage) => vantage !== owner);
  if (owner === null) {
    const { steps } = walkForward(evidence, request);
    // The network that it leads to may be that of a host behind.
    const behind = steps.slice(steps.findIndex(({ vantage }) => vantage === at));
    const isDead = behind.some(
      ({ vantage }) => neighbourState(evidence, request, { vantage, address, device: null }) === "incomplete",
    );
    const strength = serving.length > 0 ? "states" : "suggests";
    return isDead
      ? observe("translation-leads-nowhere", true, {
          records: [...rules, ...tablesOf(evidence, serving)],
          at,
          strength,
          slots,
        })
      : [];
  }
  const tables = tablesOf(evidence, [owner]);
  const isAbsent =
    tables.length > 0 &&
    tables.every(
      ({ value }) => value.listsEveryListener && !value.listeners.some((one) => one.port === port),
    );
  if (!isAbsent) return [];
  const isAtAsked = tables.every(({ value }) =>
    value.listeners.some((one) => one.port === request.asked.port && !isLocalOnly(one.address)),
  );
  return observe("translation-leads-nowhere", true, {
    records: [...rules, ...tables, ...tablesOf(evidence, serving)],
    at,
    strength: isAtAsked || serving.length > 0 ? "states" : "suggests",
    slots,
  });
}

/** A router that has the target's address, and neither serves the port itself nor sends it on to the host behind it that does. */
function readMissing(evidence: readonly Evidence[], request: ReferenceRequest): readonly Observation[] {
  const { address, asked, client } = request;
  const at = address === null ? null : ownerOf(evidence, address);
  if (at === null || at === client || translationsOf(evidence, at, "forward").length > 0) return [];
  const rules = ofKind(evidence, "firewall").filter(({ vantage }) => vantage === at);
  const isRouter = ofKind(evidence, "network-settings").some(
    ({ vantage, value }) =>
      vantage === at &&
      value.interfaces.some(({ forwarding4, forwarding6 }) => forwarding4 === true || forwarding6 === true),
  );
  const tables = tablesOf(evidence, [at]);
  const isAbsent =
    tables.length > 0 &&
    tables.every(
      ({ value }) => value.listsEveryListener && !value.listeners.some((one) => one.port === asked.port),
    );
  const behind = servingVantages(evidence, request, asked.port).filter((vantage) => vantage !== at);
  if (!isRouter || !isAbsent || rules.length === 0 || behind.length === 0) return [];
  return observe("translation-leads-nowhere", true, {
    records: [...rules, ...tables, ...tablesOf(evidence, behind)],
    at,
    strength: "suggests",
    slots: {
      router: at,
      leadsTo: "no other host (there is no rule for it)",
      replace: "nft add rule ip nat prerouting",
    },
  });
}

/** Hosts beside the client that serve a port to others than themselves. */
const servingVantages = (
  evidence: readonly Evidence[],
  { client }: ReferenceRequest,
  port: number,
): readonly string[] => [
  ...new Set(
    ofKind(evidence, "socket-table")
      .filter(
        ({ vantage, value }) =>
          vantage !== client &&
          port !== SSH &&
          value.listeners.some((one) => one.port === port && !isLocalOnly(one.address)),
      )
      .map(({ vantage }) => vantage),
  ),
];

const tablesOf = (evidence: readonly Evidence[], vantages: readonly string[]) =>
  ofKind(evidence, "socket-table").filter(({ vantage }) => vantages.includes(vantage));

const isLocalOnly = (address: string): boolean => address.startsWith("127.") || address === "::1";

/** Connections that a translating host could not enter into its table, as their translated tuple was taken. */
function readPorts(evidence: readonly Evidence[]): readonly Observation[] {
  const translating = ofKind(evidence, "firewall").filter(({ value }) =>
    value.matches.some(
      ({ way, verdict }) => way === "forward" && (verdict === "snat" || verdict === "masquerade"),
    ),
  );
  return [...new Set(translating.map(({ vantage }) => vantage))].flatMap((at) => {
    const rise = riseAround(
      ofKind(evidence, "connection-tracking").filter(({ vantage }) => vantage === at),
      ({ value }) => value.statistics["insert_failed"] ?? 0,
    );
    if (rise === null) return [];
    const rules = translating.filter(({ vantage }) => vantage === at);
    return observe("translation-ports-used-up", rise.rose, {
      records: [...rise.records, ...rules],
      at,
      strength: rise.by === 0 || rise.by >= ENOUGH_FAILED ? "states" : "suggests",
      slots: { router: at, failed: String(rise.by) },
    });
  });
}
