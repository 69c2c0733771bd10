import { parseArgs } from "node:util";
import { FaultlineError } from "../base/index.ts";
import type { Variant } from "../lab/index.ts";

const options = {
  variant: { type: "string" },
  without: { type: "string" },
  again: { type: "boolean", default: false },
  seed: { type: "string", default: "1" },
  only: { type: "string" },
  jobs: { type: "string", default: "2" },
  records: { type: "string" },
  keep: { type: "boolean", default: false },
  all: { type: "boolean", default: false },
  clusters: { type: "boolean", default: false },
} as const;

/** What the options come to. */
export interface LabOptions {
  readonly name: string | null;
  readonly variant: Variant | null;
  /** Variants that are left out of a score. */
  readonly without: readonly Variant[];
  /** A case that is not as expected is run once more, alone, and that counts. */
  readonly again: boolean;
  readonly seed: number;
  readonly jobs: number;
  readonly only: string | null;
  readonly records: string | null;
  readonly keep: boolean;
  readonly all: boolean;
  /** Those in a real Kubernetes, and no others. */
  readonly clusters: boolean;
}

/**
 * Reads the options of `faultline lab COMMAND`.
 *
 * @throws FaultlineError `BAD_OPTION` for one that is unknown or that cannot be used.
 */
export function parseLabOptions(args: readonly string[]): LabOptions {
  const { values, positionals } = parse(args);
  return {
    name: positionals[0] ?? null,
    variant: variantFrom("--variant", values.variant),
    without: values.without?.split(",").flatMap((one) => variantFrom("--without", one) ?? []) ?? [],
    again: values.again,
    seed: wholeNumber("--seed", values.seed),
    jobs: wholeNumber("--jobs", values.jobs),
    only: values.only ?? null,
    records: values.records ?? null,
    keep: values.keep,
    all: values.all,
    clusters: values.clusters,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const what = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot read the options of "lab": ${what}\nSee \`faultline lab help\``,
    );
  }
}

const variants: readonly Variant[] = ["fault", "drowned", "healthy", "noisy", "near-miss"];

function variantFrom(option: string, text: string | undefined): Variant | null {
  if (text === undefined) return null;
  const variant = variants.find((known) => known === text);
  if (variant) return variant;
  throw new FaultlineError(
    "BAD_OPTION",
    `Cannot use "${option} ${text}": there is no such variant\nWrite ${variants.join(", ")}`,
  );
}

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new FaultlineError(
    "BAD_OPTION",
    `Cannot use "${option} ${text}": it is no whole number\nWrite a number from 0 to 999999999`,
  );
}
