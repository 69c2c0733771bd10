import { asList, asObject, asText, type Json } from "../json.ts";
import { isElement, type Truth } from "./compare.ts";
import { type Chain, keyOf, type Ruleset } from "./ruleset.ts";
import type { Value } from "./value.ts";

/** The elements that the right side of a comparison, or the data of a map, names; `null` where it is no set. */
export function elementsOf(ruleset: Ruleset, chain: Chain, json: Json): readonly Json[] | null {
  const { set } = asObject(json);
  if (set !== undefined) return Array.isArray(set) ? asList(set) : [set];
  const name = asText(json);
  if (name === null || !name.startsWith("@")) return null;
  return ruleset.sets.get(keyOf(chain.family, chain.table, name.slice(1)))?.elements ?? [];
}

/** What a map may give for a key, in its order: all that is before the first sure answer, and that one. */
export function lookUp(
  key: Value,
  elements: readonly Json[],
): readonly { readonly data: Json; readonly truth: Truth }[] {
  if (key.kind === "absent") return [];
  const found: { data: Json; truth: Truth }[] = [];
  let otherwise: Json | undefined;
  for (const element of elements) {
    const [pattern = null, data = null] = asList(element);
    // The wildcard answers where nothing else does.
    if (pattern === "*") {
      otherwise = data;
      continue;
    }
    const truth = isElement(key, pattern);
    if (truth === false) continue;
    found.push({ data, truth });
    if (truth === true) return found;
  }
  return otherwise === undefined
    ? found
    : [...found, { data: otherwise, truth: found.length === 0 ? true : null }];
}
