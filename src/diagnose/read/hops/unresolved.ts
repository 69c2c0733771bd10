import type { Evidence } from "../../../evidence/index.ts";
import type { ObservationName } from "../../vocabulary/index.ts";
import { ofKind } from "../reader.ts";
import { upstreamOf } from "./settings.ts";

/** What a proxy says of a name that it could not resolve for the request. */
export interface Unresolved {
  /** How its look-up ended, and what that states of its resolvers; none where it does not say. */
  readonly names: readonly ObservationName[];
  readonly slots: Readonly<Record<string, string>>;
  readonly record: Evidence<"logged-errors">;
}

/** By the response code that nginx writes, 110 for a time-out of all. nginx, src/core/ngx_resolver.c, ngx_resolver_strerror(). */
const ends: Readonly<Record<string, readonly ObservationName[]>> = {
  "2": ["lookup-servfail", "resolver-fails-this-name"],
  "3": ["lookup-nxdomain"],
  "5": ["lookup-refused"],
  "110": ["lookup-unanswered", "every-resolver-silent"],
};

/** What the log of the proxy says of this run's own request, where that failed for a name; `null` where it did not. */
export function unresolvedIn(evidence: readonly Evidence[]): Unresolved | null {
  for (const record of ofKind(evidence, "logged-errors")) {
    const line = record.value.errors.find(({ isOurs, reason }) => isOurs && reason === "name-not-resolved");
    if (line === undefined) continue;
    const [, name = "", code = "", failure = ""] =
      /([\w.-]{1,253}) could not be resolved \((\d{1,3}): ([^)]{1,60})\)/.exec(line.text) ?? [];
    const resolvers = ofKind(evidence, "proxy-configuration").flatMap(
      ({ value }) => upstreamOf(value)?.resolvers ?? [],
    );
    const [resolver = "the proxy's own resolver"] = resolvers;
    const slots = { name, failedName: name, failure, resolver };
    return {
      names: ends[code] ?? [],
      slots: name === "" ? {} : { ...slots, resolvers: resolvers.join(", ") || resolver },
      record,
    };
  }
  return null;
}
