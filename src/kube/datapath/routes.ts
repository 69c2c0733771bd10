import { isIP } from "node:net";
import { rawList, rawNumber, rawObject, rawText } from "../policy/raw.ts";
import { type Family, holds, type Range, rangeOf } from "./range.ts";

/** One route. */
export interface Route {
  readonly to: Range;
  /** `unicast` and `local` lead somewhere; `unreachable`, `prohibit` and `blackhole` refuse. */
  readonly type: string;
  readonly via: string | null;
  readonly device: string | null;
  /** A lower one goes first among those of the same range. */
  readonly metric: number;
}

/** Tables that are asked where nobody wrote rules of his own, in order. ip-rule(8). */
const usualTables: readonly string[] = ["local", "main", "default"];

/** Routes that are read: a node has one for each Pod or each node. */
const MOST_ROUTES = 50_000;

/** Reads `ip -j route show table all`: those of the usual tables. ip-route(8). A dead one is not used. */
export function parseRoutes(json: unknown, family: Family = 4): readonly Route[] {
  return rawList(json)
    .slice(0, MOST_ROUTES)
    .map(rawObject)
    .flatMap((raw) => {
      const to = rangeOf(rawText(raw["dst"]) ?? "", family);
      const table = rawText(raw["table"]) ?? "main";
      if (to === null || !usualTables.includes(table) || rawList(raw["flags"]).includes("dead")) return [];
      const [hop] = rawList(raw["nexthops"]).map(rawObject);
      const via =
        rawText(raw["gateway"]) ?? rawText(rawObject(raw["via"])["host"]) ?? rawText(hop?.["gateway"]);
      return [
        {
          to,
          type: rawText(raw["type"]) ?? "unicast",
          via: via !== null && isIP(via) !== 0 ? via : null,
          device: rawText(raw["dev"]) ?? rawText(hop?.["dev"]),
          metric: rawNumber(raw["metric"]) ?? 0,
        },
      ];
    });
}

/** Whether only the rules that the kernel makes itself choose among the tables. `ip -j rule show`. */
export const hasUsualRules = (json: unknown): boolean =>
  rawList(json).every((rule) => {
    const { table, src, priority } = rawObject(rule);
    return (
      usualTables.includes(rawText(table) ?? "") &&
      src === "all" &&
      [0, 32_766, 32_767].includes(rawNumber(priority) ?? -1)
    );
  });

/** The route of an address: the longest prefix, the lowest metric. RFC 1812, section 5.2.4.3. */
export function routeTo(routes: readonly Route[], address: Range): Route | null {
  let best: Route | null = null;
  for (const route of routes) {
    if (route.type === "broadcast" || route.type === "multicast" || holds(route.to, address) !== true)
      continue;
    const isBetter =
      best === null ||
      route.to.bits > best.to.bits ||
      (route.to.bits === best.to.bits && route.metric < best.metric);
    if (isBetter) best = route;
  }
  return best;
}
