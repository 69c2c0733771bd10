import { type Criterion, parseCriterion, patternsOf } from "./criterion.ts";
import type { HaproxyProxy } from "./proxy.ts";

/** Hosts that are named at most. */
const MOST_HOSTS = 20;

/** Hosts that the ACLs of frontends and their maps name, each once. */
export function knownHosts(
  proxies: readonly HaproxyProxy[],
  lines: (path: string) => readonly string[] | null,
): readonly string[] {
  const found = new Set<string>();
  for (const { words } of proxies.flatMap((proxy) => proxy.lines)) {
    for (const criterion of criteriaIn(words))
      if (
        /^(?:(?:req\.)?f?hdr\(host\)|ssl_fc_sni|req[._]ssl_sni)/i.test(criterion.expression) &&
        isName(criterion)
      )
        for (const pattern of patternsOf(criterion, { lines }) ?? [])
          found.add(pattern.replace(/:\d+$/, "").toLowerCase());
    for (const word of words)
      for (const [, path = ""] of word.matchAll(/hdr\(host\)[^\]]*?,map(?:_str)?\(([^,)]+)/gi))
        for (const row of lines(path) ?? []) found.add((row.trim().split(/\s+/)[0] ?? "").toLowerCase());
    if (found.size > MOST_HOSTS) break;
  }
  found.delete("");
  return [...found].slice(0, MOST_HOSTS);
}

const isName = ({ way }: Criterion) =>
  way === "usual" || way === "str" || way === "dom" || way === "end" || way === "beg";

function criteriaIn(words: readonly string[]): readonly Criterion[] {
  if (words[0] === "acl") return [parseCriterion(words.slice(2))];
  const found: Criterion[] = [];
  for (let at = words.indexOf("{"); at !== -1; at = words.indexOf("{", at + 1)) {
    const end = words.indexOf("}", at);
    found.push(parseCriterion(words.slice(at + 1, end === -1 ? undefined : end)));
  }
  return found;
}
