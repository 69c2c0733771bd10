import { plain } from "./plain.ts";
import type { Run } from "./run.ts";

/** Where was looked besides the place where the request starts, and which place could not be had. */
export interface VantagesSeen {
  readonly looked: readonly string[];
  readonly missing: readonly { readonly name: string; readonly why: string }[];
}

/** The vantages of a run, by what its records and its gaps say. */
export function vantagesOf({
  evidence,
  gaps,
  vantage,
}: Pick<Run, "evidence" | "gaps" | "vantage">): VantagesSeen {
  const looked = new Set(evidence.map((record) => record.vantage));
  looked.delete(vantage.name);
  const missing = gaps.flatMap(({ needs }) => {
    const [, name, why] = missingVantage.exec(needs) ?? [];
    return name === undefined || why === undefined ? [] : [{ name, why }];
  });
  return { looked: [...looked], missing };
}

/** The gap of a vantage that could not be opened: `what the vantage edge sees: there is no /run/netns/edge`. */
const missingVantage = /^what the vantage (\S+) sees: (.+)$/s;

/** One line: `also looked at edge, server; could not be had: node2`. Nothing where there is one place alone. */
export function vantagesLine(run: Pick<Run, "evidence" | "gaps" | "vantage">): string | null {
  const { looked, missing } = vantagesOf(run);
  const parts = [
    ...(looked.length === 0 ? [] : [`also looked at ${looked.map(plain).join(", ")}`]),
    ...(missing.length === 0
      ? []
      : [`could not be had: ${missing.map(({ name }) => plain(name)).join(", ")}`]),
  ];
  return parts.length === 0 ? null : parts.join("; ");
}
