/** What a source of names came to. nsswitch.conf(5). */
export type SourceStatus = "success" | "notfound" | "unavail" | "tryagain";

/** One source of `hosts:`, with the actions that follow it. */
export interface SourceStep {
  readonly source: string;
  /** `[NOTFOUND=return]` and the like, as one text each. */
  readonly actions: readonly string[];
}

/**
 * The sources in their order. Where systemd-resolved (`resolve`) stands in for `dns`, DNS is asked in its place:
 * resolv.conf then usually names its stub. nss-resolve(8).
 */
export function sourceSteps(sources: readonly string[]): readonly SourceStep[] {
  const steps: { source: string; actions: string[] }[] = [];
  for (const word of sources) {
    if (word.startsWith("[")) steps.at(-1)?.actions.push(word);
    else steps.push({ source: word, actions: [] });
  }
  const hasDns = steps.some(({ source }) => source === "dns");
  return steps.map((step) => (step.source === "resolve" && !hasDns ? { ...step, source: "dns" } : step));
}

/** Whether the look-up ends after a source with this status. nsswitch.conf(5), "Actions"; the last match counts. */
export function actionAfter(status: SourceStatus, actions: readonly string[]): "return" | "continue" {
  let action: "return" | "continue" = status === "success" ? "return" : "continue";
  for (const [, negated, named = "", said = ""] of actions
    .join(" ")
    .toLowerCase()
    .matchAll(/(!?)(success|notfound|unavail|tryagain)=(return|continue|merge)/g)) {
    if ((named === status) !== (negated === "!")) action = said === "return" ? "return" : "continue";
  }
  return action;
}
