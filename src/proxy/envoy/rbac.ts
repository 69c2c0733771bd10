import type { AddressRule } from "../../evidence/index.ts";
import { isInNetwork } from "../address-match.ts";
import { at, entries, flag, has, items, number, type Tree, text, where } from "../tree.ts";
import { all, any, not, type Truth } from "../truth.ts";
import { type EnvoyRequest, headerMatches, inRange, rangeText, stringMatches } from "./match.ts";

/** What role-based access control does with a request. */
export interface RbacEnd {
  readonly rules: readonly AddressRule[];
  /** The address rule that decides, where one does. */
  readonly decides: AddressRule | null;
  /** Whether it is let pass; `null` where that cannot be told. */
  readonly allows: Truth;
}

/** Rules inside rules, at most. */
const MOST_DEPTH = 20;

const isLog = (action: string) => action === "LOG" || action === "2";

/** `config.rbac.v3.RBAC`. */
export function rbacEnd(filter: Tree, request: EnvoyRequest): RbacEnd {
  const rules = at(filter, "rules");
  const action = text(rules, "action") ?? "ALLOW";
  if (rules.value == null || isLog(action))
    return { rules: [], decides: null, allows: has(filter, "matcher") ? null : true };
  const isDeny = action === "DENY" || action === "1";
  const verdict = isDeny ? "deny" : "allow";
  const policies = entries(rules, "policies").map(([, policy]) => policy);
  const fitting = policies.map((policy) => ({ policy, fits: policyFits(policy, request) }));
  const fits = any(fitting.map((each) => each.fits));
  const ranges = policies.flatMap((policy) => rangesIn(at(policy, "principals")));
  const told = ranges.map(
    (range): AddressRule => ({ verdict, source: rangeText(range), where: where(range) }),
  );
  const rest: AddressRule = { verdict: isDeny ? "allow" : "deny", source: "all", where: where(rules) };
  const list = told.length === 0 ? [] : [...told, rest];
  const allows = isDeny ? not(fits) : fits;
  const client = request.request.client;
  const deciding =
    fits === true
      ? told.find((rule) => client !== null && isInNetwork(client, rule.source) === true)
      : fits === false && list.length > 0
        ? rest
        : undefined;
  return { rules: list, decides: deciding ?? null, allows };
}

const policyFits = (policy: Tree, request: EnvoyRequest): Truth =>
  has(policy, "condition") || has(policy, "checked_condition")
    ? null
    : all([
        any(items(policy, "permissions").map((each) => ruleFits(each, request, 0))),
        any(items(policy, "principals").map((each) => ruleFits(each, request, 0))),
      ]);

/** A permission or a principal: both are trees of the same kinds of leaves. */
function ruleFits(rule: Tree, request: EnvoyRequest, depth: number): Truth {
  const [key, value] = entries(rule).find(([name]) => name !== "@type") ?? [];
  if (key === undefined || value === undefined || depth > MOST_DEPTH) return null;
  const below = (...keys: readonly string[]) =>
    items(value, ...keys).map((each) => ruleFits(each, request, depth + 1));
  const { client, address, port } = request.request;
  switch (key.replaceAll("_", "").toLowerCase()) {
    case "any":
      return flag(value) !== false;
    case "andrules":
      return all(below("rules"));
    case "orrules":
      return any(below("rules"));
    case "andids":
      return all(below("ids"));
    case "orids":
      return any(below("ids"));
    case "notrule":
    case "notid":
      return not(ruleFits(value, request, depth + 1));
    case "header":
      return headerMatches(value, request);
    case "urlpath":
      return stringMatches(at(value, "path"), request.path);
    case "destinationport":
      return number(value) === port;
    case "destinationip":
      return inRange(value, address);
    case "directremoteip":
    case "remoteip":
    case "sourceip":
      return inRange(value, client);
    default:
      return null;
  }
}

function rangesIn(tree: Tree, depth = 0): readonly Tree[] {
  if (depth > MOST_DEPTH) return [];
  return [...items(tree), ...entries(tree).map(([, each]) => each)].flatMap((each) =>
    has(each, "address_prefix") ? [each] : rangesIn(each, depth + 1),
  );
}
