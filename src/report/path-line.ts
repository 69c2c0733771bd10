import type { BoundaryRow, BoundaryStatus } from "../diagnose/index.ts";
import type { Paint } from "./paint.ts";
import { plain } from "./plain.ts";
import { duration, isNoTime } from "./units.ts";

/** One mark for each status: at a glance, and without colour. */
const marks: Readonly<Record<BoundaryStatus, string>> = {
  ok: "✓",
  degraded: "!",
  broken: "✗ BROKEN",
  unknown: "?",
  skipped: "-",
  "not-reached": "·",
};

/**
 * The request's way on as few lines as fit, one hop after the other: `dns ✓ 4.1 ms > tcp ✓ 1.2 ms > tls ✗ BROKEN`.
 *
 * Boundaries that were skipped are left out: nothing on this way belongs to them.
 */
export function pathLines(rows: readonly BoundaryRow[], width: number, paint: Paint): readonly string[] {
  const lines: string[] = [];
  const hops = [...new Set(rows.map(({ hop }) => hop))];
  for (const hop of hops) {
    const steps = rows.filter((row) => row.hop === hop && row.status !== "skipped");
    const [first] = steps;
    if (first === undefined) continue;
    if (hops.length > 1) lines.push(`${plain(first.from)} > ${plain(first.to)}`);
    lines.push(...layOut(steps, width, paint));
  }
  return lines;
}

function layOut(steps: readonly BoundaryRow[], width: number, paint: Paint): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let columns = 0;
  for (const [index, step] of steps.entries()) {
    const took =
      step.tookMs === null || isNoTime(step.tookMs) || step.status === "not-reached"
        ? ""
        : ` ${duration(step.tookMs)}`;
    const text = `${step.id} ${marks[step.status]}${took}${index === steps.length - 1 ? "" : " >"}`;
    if (columns > 0 && columns + 1 + text.length > width) {
      lines.push(line);
      line = "";
      columns = 0;
    }
    const gap = columns === 0 ? "" : " ";
    line += gap + painted(step.status, text, paint);
    columns += gap.length + text.length;
  }
  lines.push(line);
  return lines;
}

function painted(status: BoundaryStatus, text: string, paint: Paint): string {
  if (status === "broken") return paint("red", text);
  if (status === "degraded") return paint("yellow", text);
  return status === "ok" ? paint("green", text) : paint("dim", text);
}
