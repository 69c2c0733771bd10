import { catalogue } from "../diagnose/index.ts";
import { abilityOf, type CauseCard, causeCard } from "./cause-card.ts";
import { exitStatus, type Io } from "./io.ts";
import { bold, labelled } from "./labelled.ts";

/**
 * `faultline causes [PATTERN]`: every cause that a verdict can name, in the order of the walk, and whether this version
 * can prove it. A pattern keeps the rows whose boundary, id or meaning holds it, in any case.
 *
 * The exit status: 0 when a row is listed, 3 when none holds the pattern.
 */
export function causesCommand(args: readonly string[], io: Io): number {
  const json = args.includes("--json");
  const pattern = args
    .filter((word) => word !== "--json" && word !== "--")
    .join(" ")
    .trim()
    .toLowerCase();
  const cards = catalogue.map(causeCard).filter((card) => holds(card, pattern));
  if (json) io.out(`${JSON.stringify({ schema: "faultline.causes/1", causes: cards }, null, 2)}\n`);
  else if (cards.length > 0) list(cards, io);
  if (cards.length > 0) return exitStatus.healthy;
  io.err(`Cannot list causes for "${pattern}": no row of the catalogue holds these words\n`);
  io.err("Write a boundary, an id or a word of the meaning, or leave it out to list all\n");
  return exitStatus.inconclusive;
}

const holds = ({ boundary, id, meaning }: CauseCard, pattern: string) =>
  `${boundary} ${id} ${meaning}`.toLowerCase().includes(pattern);

function list(cards: readonly CauseCard[], { out, color, columns }: Io): void {
  for (const [at, card] of cards.entries()) {
    if (card.boundary !== cards[at - 1]?.boundary)
      out(`${at === 0 ? "" : "\n"}${bold(card.boundary, color)}\n`);
    out(`  ${card.id}  (${abilityOf(card)})\n${labelled("", card.meaning, columns)}`);
  }
  const proven = cards.filter(({ provable }) => provable).length;
  const likely = cards.filter(({ hasTable, provable }) => hasTable && !provable).length;
  out(`\n${cards.length} causes: ${proven} this version can prove, ${likely} it can find likely, `);
  out(`${cards.length - proven - likely} not yet\n`);
}
