import type { Scored, Summary } from "../lab/index.ts";

const words = ({
  status,
  boundary,
  cause,
  at,
}: Pick<Scored["expected"], "status" | "boundary" | "cause"> & { readonly at?: string | null }) =>
  status === "healthy" ? "healthy" : `${status} ${boundary ?? "-"}/${cause ?? "-"}${at ? ` at ${at}` : ""}`;

const said = ({ verdict, trouble }: Scored) =>
  verdict === null ? (trouble ?? "no verdict") : words(verdict);

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
const percent = (fraction: number) => `${(fraction * 100).toFixed(1)} %`;

/** One line of a score. */
export function formatCase(scored: Scored): string {
  const { scenario, variant, isRight, verdict, took } = scored;
  const confidence = verdict === null ? "   -" : verdict.confidence.toFixed(2);
  const head = `${isRight ? "ok   " : "WRONG"} ${scenario.padEnd(40)} ${variant.padEnd(9)} ${seconds(took).padStart(8)} ${confidence}`;
  return isRight
    ? `${head} ${words({ ...scored.expected, status: verdict?.status ?? scored.expected.status })}\n`
    : `${head} got ${said(scored)}; expected ${words(scored.expected)} (seed ${scored.seed})\n`;
}

/** One run in full. */
export function formatVerdict(scored: Scored): string {
  const { verdict } = scored;
  return [
    formatCase(scored).trimEnd(),
    `  built in ${scored.built.toFixed(0)} ms, judged in ${seconds(scored.took)}`,
    ...(verdict === null ? [] : [`  "${verdict.summary}"`]),
    scored.isRight ? "1 passed, 0 failed\n" : "0 passed, 1 failed\n",
  ].join("\n");
}

/** The totals of a score. */
export function formatSummary(summary: Summary): string {
  const { passed, failed, falseAlarms, soundWorlds, brier } = summary;
  return [
    "",
    `status right    ${percent(summary.statusAccuracy)}`,
    `boundary right  ${percent(summary.boundaryAccuracy)}`,
    `cause right     ${percent(summary.causeAccuracy)}`,
    `false alarms    ${falseAlarms} of ${soundWorlds} sound worlds`,
    `Brier score     ${brier === null ? "-" : brier.toFixed(4)}`,
    `time to verdict p50 ${seconds(summary.tookMedian)}, most ${seconds(summary.tookMost)}`,
    `${passed} passed, ${failed} failed`,
    "",
  ].join("\n");
}
