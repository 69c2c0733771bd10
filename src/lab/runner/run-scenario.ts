import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Ms } from "../../base/index.ts";
import { agrees, type Verdict } from "../agrees.ts";
import type { Expectation, Variant } from "../scenario.ts";
import { openWorldOf } from "./open-world-of.ts";
import type { Built, Checked, Proven } from "./protocol.ts";

/** One scenario in one variant with one seed. */
export interface Case {
  readonly scenario: string;
  readonly variant: Variant;
  readonly seed: number;
}

/** What the product said of a world, beside what it should have said. */
export interface Scored extends Case {
  readonly expected: Expectation;
  /** `null` when there was no report that can be read. */
  readonly verdict: Verdict | null;
  readonly isRight: boolean;
  /** Wall time of the product's whole process. */
  readonly took: Ms;
  /** Time to build the world. */
  readonly built: Ms;
  /** Why there is no verdict: the product's or the lab's own words. */
  readonly trouble: string | null;
}

/** The longest that one check may take; the longest SYN retries and DNS timeouts stay below. */
const CHECK_WITHIN: Ms = 90_000;

/** Builds a case in a world of its own, runs the product on it, and compares. Never throws for what goes wrong in it. */
export async function scoreCase(
  wanted: Case,
  options: { readonly records: string | null; readonly signal: AbortSignal },
): Promise<Scored> {
  const { records, signal } = options;
  try {
    await using world = await openWorldOf(wanted.scenario, signal);
    const built = await world.ask<Built>({ do: "build", ...wanted });
    const save = records === null ? null : resolve(records, caseName(wanted));
    if (save !== null) mkdirSync(save, { recursive: true });
    const checked = await world.ask<Checked>(
      { do: "check", save, timeout: CHECK_WITHIN },
      CHECK_WITHIN * 1.5,
    );
    const verdict = verdictOf(checked.stdout);
    const scored: Scored = {
      ...wanted,
      expected: built.expected,
      verdict,
      isRight: verdict !== null && agrees(verdict, built.expected),
      took: checked.took,
      built: built.took,
      trouble: verdict === null ? troubleOf(checked) : null,
    };
    if (save !== null) {
      writeFileSync(join(save, "report.json"), checked.stdout);
      writeFileSync(join(save, "case.json"), JSON.stringify(scored, null, 2));
    }
    return scored;
  } catch (error) {
    // The lab's own trouble counts as a failure of the case, with its reason.
    return {
      ...wanted,
      expected: { status: "inconclusive", boundary: null, cause: null },
      verdict: null,
      isRight: false,
      took: 0,
      built: 0,
      trouble: `lab: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** What a proof by hand showed of a case. */
export interface HandChecked extends Case {
  readonly isRight: boolean;
  readonly detail: string;
  readonly built: Ms;
}

/**
 * Proves a scenario by hand: the fault shows when it is there, and is gone after the fix; a sound world shows none.
 */
export async function checkByHand(wanted: Case, signal: AbortSignal): Promise<HandChecked> {
  try {
    await using world = await openWorldOf(wanted.scenario, signal);
    const built = await world.ask<Built>({ do: "build", ...wanted });
    const isFaulty = built.expected.status !== "healthy";
    const seen = await world.ask<Proven>({ do: "prove" });
    if (seen.faultShows !== isFaulty)
      return hand(
        wanted,
        built,
        false,
        `${isFaulty ? "no fault shows" : "a fault shows"}: ${brief(seen.output)}`,
      );
    if (!isFaulty) return hand(wanted, built, true, "sound");
    await world.ask({ do: "fix" });
    const after = await world.ask<Proven>({ do: "prove" });
    return hand(
      wanted,
      built,
      !after.faultShows,
      after.faultShows ? `the fix does not help: ${brief(after.output)}` : `shows, and the fix helps`,
    );
  } catch (error) {
    const detail = `lab: ${error instanceof Error ? error.message : String(error)}`;
    return { ...wanted, isRight: false, detail, built: 0 };
  }
}

const hand = (wanted: Case, built: Built, isRight: boolean, detail: string): HandChecked => ({
  ...wanted,
  isRight,
  detail,
  built: built.took,
});

/** A name for a case's folder: `firewall-drops.fault.17`. */
export const caseName = ({ scenario, variant, seed }: Case): string => `${scenario}.${variant}.${seed}`;

const brief = (text: string) => text.trim().replaceAll(/\s+/g, " ").slice(-300);

/** The verdict within a report; `null` when the text is no report. */
export function verdictOf(text: string): Verdict | null {
  try {
    const { verdict } = JSON.parse(text) as { readonly verdict?: Verdict };
    return typeof verdict?.status === "string" ? verdict : null;
  } catch {
    return null;
  }
}

const troubleOf = ({ status, stderr, timedOut }: Checked) =>
  timedOut ? "product: no verdict in time" : `product: exit ${status}: ${brief(stderr)}`;
