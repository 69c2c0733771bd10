import { groupBy } from "../base/index.ts";
import type { Alternative, Found, RuledOut } from "../diagnose/index.ts";
import { describeFrom } from "./describe.ts";
import { plain } from "./plain.ts";
import { readingOrder } from "./proof-order.ts";
import type { Run } from "./run.ts";
import type { Page } from "./text-page.ts";
import { percent } from "./units.ts";
import { foldCommand, hang } from "./wrap.ts";

/** A heading and numbered lines; nothing where there is nothing to say. */
export function listSection(
  { width, paint }: Page,
  title: string,
  items: readonly string[],
): readonly string[] {
  if (items.length === 0) return [];
  const lines = items.flatMap((item, index) =>
    itemLines(items.length === 1 ? "  " : `  ${index + 1}. `, plain(item), width),
  );
  return [paint("bold", title), ...lines];
}

/** Tools whose name begins a command that somebody will copy. */
const tools =
  "arping|conntrack|curl|dig|ethtool|getent|ip|iptables|journalctl|kill|nc|nft|nstat|openssl|ping|prlimit|ss|sysctl|systemctl|tc|tcpdump|traceroute";

/** An item that ends in commands, perhaps after what they are for. */
const commandItem = new RegExp(`^(?:(.*?:) )?((?:${tools}) .*)$`);
const isCommand = new RegExp(`^(?:${tools}) `);

/** One item; a command that does not fit on the line is broken so that it can be copied. */
function itemLines(head: string, item: string, width: number): readonly string[] {
  const [, purpose, command] = head.length + item.length <= width ? [] : (commandItem.exec(item) ?? []);
  // Words behind a command are for the reader: no shell takes them.
  const isPlain = command?.split("; ").every((part) => isCommand.test(part) && !/ \(|[,:] /.test(part));
  if (command === undefined || isPlain !== true) return hang(head, item, width);
  const indent = " ".repeat(head.length);
  const folded = foldCommand(command, width - head.length);
  if (purpose === undefined) return folded.map((line, index) => (index === 0 ? head : indent) + line);
  return [...hang(head, purpose, width), ...folded.map((line) => indent + line)];
}

/** Alternatives that the page names when it is not to name all: the likeliest come first. */
const MOST_ALTERNATIVES = 3;

/** What is less likely than this helps nobody at night. */
const LEAST_WORTH_NAMING = 0.01;

/** What else it could be, and what would settle it: said once for those that the same look settles. */
export function alternativesSection(
  { width, paint, verbose }: Page,
  alternatives: readonly Alternative[],
): readonly string[] {
  const worth = alternatives.filter(({ confidence }) => verbose || confidence >= LEAST_WORTH_NAMING);
  if (worth.length === 0) return [];
  const shown = verbose ? worth : worth.slice(0, MOST_ALTERNATIVES);
  const lines = groupBy(shown, ({ wouldBeSettledBy }) => wouldBeSettledBy).flatMap((together) => {
    const names = together.map(
      ({ boundary, cause, confidence }) => `${nameOf(cause)} (${boundary}, ${percent(confidence)})`,
    );
    return [
      ...hang("  ", names.join(", "), width),
      ...hang("    ", `settled by: ${plain(together[0].wouldBeSettledBy)}`, width),
    ];
  });
  const hidden = alternatives.length - shown.length;
  const more = hidden > 0 ? [`  and ${hidden} less likely (--verbose shows all)`] : [];
  return [paint("bold", "It could also be"), ...lines, ...more];
}

/**
 * What to do where the page names no cause and so no fix: look for longer, from elsewhere, and with the rights that it lacked.
 */
export function nextSteps({ diagnosis: { verdict }, target, gaps }: Run): readonly string[] {
  if (verdict.status === "healthy" || verdict.fix.length > 0) return [];
  const settling = verdict.alternatives.map(({ wouldBeSettledBy }) => wouldBeSettledBy);
  return [
    ...[...new Set(settling)].slice(0, MOST_ALTERNATIVES).map((look) => `Settle which it is: ${look}`),
    ...(gaps.length > 0 ? ["Let what could not be seen be seen (below), and run it again"] : []),
    `Sample for longer: faultline check ${shellWord(target)} --during 30s`,
    "Run the same from the host that answers, or from one beside it: what differs is on the way between them",
  ];
}

/** Faults that are not the first on the request's way. */
export function alsoFoundSection({ run, width, paint }: Page, found: readonly Found[]): readonly string[] {
  if (found.length === 0) return [];
  const lines = found.flatMap(({ boundary, cause, confidence, because, says }) => [
    ...hang("  ", `${boundary}: ${nameOf(cause)}, ${percent(confidence)} sure ${cite(because)}`, width),
    ...(says === undefined ? shownBy(run, { boundary, because }) : [says]).flatMap((words) =>
      hang("    ", words, width),
    ),
  ]);
  return [paint("bold", "Also found"), ...lines];
}

/** The most telling of the records of another fault, in words. */
export function shownBy(
  run: Run,
  { boundary, because }: Pick<Found, "boundary" | "because">,
): readonly string[] {
  const client = run.vantage.name;
  const cited = run.evidence.filter(({ id }) => because.includes(id));
  const [first] = readingOrder(cited, { boundary, at: null, client }, (record) => record);
  return first === undefined ? [] : [describeFrom(first, client)];
}

/** Causes ruled out that the page names when it is not to name all. */
const MOST_RULED_OUT = 6;

/** Boundaries that were passed, then causes that the evidence contradicts: one line each kind, with what says so. */
export function ruledOutSection(
  { width, paint, verbose }: Page,
  ruledOut: readonly RuledOut[],
): readonly string[] {
  const passed = ruledOut.filter(({ cause }) => cause === null);
  const causes = ruledOut.filter(({ cause }) => cause !== null);
  const named = verbose ? causes : causes.slice(0, MOST_RULED_OUT);
  const hidden = causes.length - named.length;
  const lines = [
    ...(passed.length === 0
      ? []
      : [
          `passed: ${groupBy(passed, ({ because }) => because.join())
            .map(
              (together) =>
                `${together.map(({ boundary }) => boundary).join(", ")} ${cite(together[0].because)}`,
            )
            .join("; ")}`,
        ]),
    ...(causes.length === 0
      ? []
      : [
          `not so: ${named.map(({ cause, because }) => `${nameOf(cause)} ${cite(because, verbose ? 10 : 2)}`).join(", ")}${hidden > 0 ? ` and ${hidden} more` : ""}`,
        ]),
  ];
  if (lines.length === 0) return [];
  return [paint("bold", "Ruled out"), ...lines.flatMap((line) => hang("  ", line, width))];
}

/** What could not be seen, why not, and how to let it be seen. */
export function gapsSection({ run, width, paint, verbose }: Page): readonly string[] {
  if (run.gaps.length === 0) return [];
  const most = verbose || run.diagnosis.verdict.status !== "healthy" ? run.gaps.length : 2;
  const lines = run.gaps
    .slice(0, most)
    .flatMap(({ boundary, needs, reason, allowBy }) =>
      hang(
        "  ",
        `${boundary}: ${plain(needs)} (${reason.replaceAll("-", " ")}); to see it: ${plain(allowBy)}`,
        width,
      ),
    );
  const more = run.gaps.length > most ? [`  and ${run.gaps.length - most} more (--verbose shows them)`] : [];
  return [paint("bold", "Could not be seen"), ...lines, ...more];
}

const nameOf = (cause: string | null): string => (cause === null ? "no listed cause" : plain(cause));

/** Ids in brackets, a few of many: `(e2, e5)`. */
function cite(ids: readonly string[], most = 2): string {
  if (ids.length === 0) return "";
  return `(${ids.slice(0, most).map(plain).join(", ")}${ids.length > most ? " …" : ""})`;
}

/** A text as one word of a POSIX shell. */
const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
