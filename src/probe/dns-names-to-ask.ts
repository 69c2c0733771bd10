import type { Evidence, Recorder, ResolverConfig } from "../evidence/index.ts";
import { candidatesOf } from "./name-lookup-candidates.ts";

/**
 * The absolute names that a look-up of a name came down to, the most telling first: the one that was answered, and
 * after an answer from the search list the name itself too; all that were asked for where none was answered.
 */
export function namesToAsk(
  { name, config }: { readonly name: string; readonly config: ResolverConfig },
  { evidence }: Recorder,
): readonly string[] {
  const candidates = candidatesOf(name, config, config.libc === "musl" ? "musl" : "glibc");
  const itself = candidates.filter(({ suffix }) => suffix === null).map((candidate) => candidate.name);
  const suffixed = candidates.filter(({ suffix }) => suffix !== null).map((candidate) => candidate.name);
  const answered = evidence
    .filter((record): record is Evidence<"name-lookup"> => record.kind === "name-lookup")
    .findLast(({ value }) => value.name === name && value.answeredName !== null)?.value.answeredName;
  // A name without a dot is nobody's but the search list's: the root knows no hosts.
  const hasDot = name.replace(/\.$/, "").includes(".");
  if (answered !== undefined && answered !== null) {
    return hasDot && !itself.includes(answered) ? [answered, ...itself] : [answered];
  }
  return hasDot ? [...itself, ...suffixed] : [...suffixed, ...itself];
}
