import type { ResolverConfig } from "../evidence/index.ts";

/** Whose rules a look-up follows. */
export type LookupRules = "glibc" | "musl";

/** One name that a look-up asks for in turn, until one is answered. */
export interface Candidate {
  /** Absolute, without the last dot. */
  readonly name: string;
  /** The suffix of the search list that was added; `null` for the name as it is. */
  readonly suffix: string | null;
}

const countDots = (name: string): number => name.split(".").length - 1;

/**
 * The names that a look-up asks for, in order. Pure.
 *
 * - glibc: with at least `ndots` dots the name itself goes first, and the search list still follows it; with
 *   fewer it goes last. resolv.conf(5), `search` and `ndots`; glibc, resolv/res_query.c.
 * - musl: with at least `ndots` dots the name itself and nothing else. musl, src/network/lookup_name.c.
 * - A last dot makes a name absolute for both.
 */
export function candidatesOf(
  name: string,
  { search, ndots }: Pick<ResolverConfig, "search" | "ndots">,
  rules: LookupRules,
): readonly Candidate[] {
  const itself = { name: name.replace(/\.$/, ""), suffix: null };
  if (name.endsWith(".")) return [itself];
  const isDotted = countDots(name) >= ndots;
  // A suffix `.` is the root: the name itself. glibc then asks for it in that place; musl makes `name..` of it,
  // which is no name, and stops there.
  const suffixed = search
    .map((suffix) => suffix.replace(/(?<=.)\.$/, ""))
    .filter((suffix) => !(suffix === "." && rules === "musl"))
    .map((suffix) => (suffix === "." ? itself : { name: `${itself.name}.${suffix}`, suffix }));
  if (rules === "musl") return isDotted ? [itself] : [...suffixed, itself];
  const ordered = isDotted ? [itself, ...suffixed] : [...suffixed, itself];
  return ordered.filter(
    (candidate, index) => ordered.findIndex((other) => other.name === candidate.name) === index,
  );
}

/** One question of a look-up, as it would be sent. */
export interface PlannedQuestion {
  readonly name: string;
  readonly type: "A" | "AAAA";
  readonly server: string;
}

/**
 * Every question that a look-up costs where all names but the last do not exist and each server answers at once. Pure.
 *
 * glibc asks the first server, musl all of them.
 */
export function questionsOf(
  name: string,
  config: Pick<ResolverConfig, "search" | "ndots" | "nameservers">,
  rules: LookupRules,
): readonly PlannedQuestion[] {
  const servers = rules === "musl" ? config.nameservers : config.nameservers.slice(0, 1);
  return candidatesOf(name, config, rules).flatMap((candidate) =>
    servers.flatMap((server) =>
      (["A", "AAAA"] as const).map((type) => ({ name: candidate.name, type, server })),
    ),
  );
}
