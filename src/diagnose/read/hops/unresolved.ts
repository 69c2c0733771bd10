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

const silent = ["lookup-unanswered", "every-resolver-silent"] as const;

/** By the response code that nginx writes, 110 for a time-out of all. nginx, src/core/ngx_resolver.c, ngx_resolver_strerror(). */
const ends: Readonly<Record<string, readonly ObservationName[]>> = {
  "2": ["lookup-servfail", "resolver-fails-this-name"],
  "3": ["lookup-nxdomain"],
  "5": ["lookup-refused"],
  "110": silent,
};

/** By the words of programs in Go. net/dnsclient.go, DNSError; net/dnsclient_unix.go. */
const goEnds: readonly (readonly [RegExp, readonly ObservationName[]])[] = [
  [/no such host/, ["lookup-nxdomain"]],
  [/server misbehaving/, ["lookup-servfail", "resolver-fails-this-name"]],
  [/i\/o timeout|connection refused/, silent],
];

/** What the log of the proxy says of this run's own request, where that failed for a name; `null` where it did not. */
export function unresolvedIn(evidence: readonly Evidence[]): Unresolved | null {
  for (const record of ofKind(evidence, "logged-errors")) {
    // An application's look-ups are of what it calls itself.
    if (record.value.software === "application") continue;
    const line = record.value.errors.find(({ isOurs, reason }) => isOurs && reason === "name-not-resolved");
    if (line === undefined) continue;
    const { name, names, failure, asked } = toldIn(line.text);
    const configured = ofKind(evidence, "proxy-configuration").flatMap(
      ({ value }) => upstreamOf(value)?.resolvers ?? [],
    );
    const resolvers = asked === null ? configured : [asked];
    const [resolver = "the proxy's own resolver"] = resolvers;
    const slots = { name, failedName: name, failure, resolver };
    return {
      names,
      slots:
        name === "" ? {} : { ...slots, resolvers: resolvers.join(", ") || resolver, ...ofProxy(resolver) },
      record,
    };
  }
  return null;
}

/** The words for a name that is the proxy's. */
const ofProxy = (resolver: string) => ({
  denier: resolver,
  nameHolder: "the proxy's configuration",
  resolverList: "the proxy's list of resolvers (nginx `resolver`)",
});

interface Told {
  readonly name: string;
  readonly names: readonly ObservationName[];
  readonly failure: string;
  /** The resolver that it asked, where it says so. */
  readonly asked: string | null;
}

function toldIn(text: string): Told {
  const [, name, code = "", failure = ""] =
    /([\w.-]{1,253}) could not be resolved \((\d{1,3}): ([^)]{1,60})\)/.exec(text) ?? [];
  if (name !== undefined) return { name, names: ends[code] ?? [], failure, asked: null };
  const [, looked = "", server, why = ""] =
    /\blookup ([\w.-]{1,253})(?: on ([0-9a-f.:[\]]{2,60}:\d{1,5}))?: ([^"\n]{1,200})/i.exec(text) ?? [];
  const names = goEnds.find(([pattern]) => pattern.test(why))?.[1] ?? [];
  return { name: looked, names, failure: why, asked: server?.replace(/:53$/, "") ?? null };
}
