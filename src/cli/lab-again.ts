import type { Case, Scored } from "../lab/index.ts";
import type { LabIo } from "./lab.ts";

/** Runs that are repeated at most: more of them are no chance, and their score stands. */
const MOST_AGAIN = 12;

/**
 * Runs what is not as expected once more, one at a time: worlds side by side can starve each other of a processor for longer than a
 * server's timer. What fails twice has failed.
 *
 * @param run Runs cases one after the other.
 */
export async function runAgain(
  scored: readonly Scored[],
  run: (cases: readonly Case[]) => Promise<readonly Scored[]>,
  io: Pick<LabIo, "out">,
): Promise<readonly Scored[]> {
  const wrong = scored.filter(({ isRight }) => !isRight);
  if (wrong.length === 0 || wrong.length > MOST_AGAIN) return scored;
  io.out(`\nonce more, alone: ${wrong.length}\n`);
  const again = await run(wrong.map(({ scenario, variant, seed }) => ({ scenario, variant, seed })));
  const isSame = (a: Case, b: Case) =>
    a.scenario === b.scenario && a.variant === b.variant && a.seed === b.seed;
  return scored.map((one) => again.find((second) => isSame(one, second)) ?? one);
}
