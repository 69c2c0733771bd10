import type { ListRead, Query } from "./cluster-read.ts";
import { countOf, listOf, mapOf } from "./json.ts";
import { type Answer, failureOf, jsonOf, NO_JSON } from "./request.ts";

/** Objects of one page: what the API's own clients ask for. */
const PAGE = 500;

/** The most of one answer, and of all pages of one list, in octets. */
export const MOST_OCTETS = 64 * 1024 * 1024;

/** One list. */
export interface PagesAsked {
  readonly path: string;
  readonly query: Query;
  /** Objects. */
  readonly most: number;
  /** What is held of each object; all of it where left out. */
  readonly keep?: ((object: unknown) => unknown) | undefined;
  /** Objects of one page. */
  readonly page?: number | undefined;
  ask(path: string, query: Query, most: number): Promise<Answer>;
}

/** A list by pages; `expired` where the API no longer knows what it was begun with. Kubernetes API concepts, "Retrieving large results sets in chunks". */
export async function readPages({
  path,
  query,
  most,
  keep = (object) => object,
  page: size = PAGE,
  ask,
}: PagesAsked): Promise<ListRead | "expired"> {
  const items: unknown[] = [];
  let octets = 0;
  let next: string | null = null;
  // Every page but the last brings an object or more; a server that sends none is not asked for ever.
  for (let page = 0; page <= most; page++) {
    const limit = Math.min(size, most - items.length);
    const answer: Answer = await ask(
      path,
      { ...query, limit, ...(next === null ? {} : { continue: next }) },
      MOST_OCTETS - octets,
    );
    if (answer.outcome !== "answered") {
      if (answer.status === 410 && next !== null) return "expired";
      return next === null ? failureOf(answer) : { outcome: "read", items, isComplete: false };
    }
    if (!answer.isWhole) return next === null ? NO_JSON : { outcome: "read", items, isComplete: false };
    const object = mapOf(jsonOf(answer));
    if (!Array.isArray(object["items"]) && object["items"] !== null) return NO_JSON;
    octets += answer.body.length;
    for (const item of listOf(object["items"]).slice(0, most - items.length)) items.push(keep(item));
    const { continue: token, remainingItemCount } = mapOf(object["metadata"]);
    if (typeof token !== "string" || token === "")
      return { outcome: "read", items, isComplete: (countOf(remainingItemCount) ?? 0) === 0 };
    if (items.length >= most || octets >= MOST_OCTETS) break;
    next = token;
  }
  return { outcome: "read", items, isComplete: false };
}
