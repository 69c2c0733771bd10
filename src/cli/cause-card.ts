import { type CatalogueRow, causes } from "../diagnose/index.ts";
import type { Io } from "./io.ts";
import { bold, labelled } from "./labelled.ts";

/** A cause as the catalogue and its table tell it. */
export interface CauseCard {
  readonly id: string;
  readonly boundary: string;
  readonly meaning: string;
  /** Ids, or a class of causes in words. */
  readonly explainedBy: readonly string[];
  /** Whether this version has a table for it, and can name it in a verdict. */
  readonly hasTable: boolean;
  /** Whether some evidence proves it by itself; without, it can only be likely. */
  readonly provable: boolean;
  readonly fix: readonly string[];
  readonly prevention: readonly string[];
  readonly source: string | null;
}

/** The card of a row of the catalogue. */
export function causeCard(row: CatalogueRow): CauseCard {
  const table = causes.find(({ id }) => id === row.id);
  return {
    id: row.id,
    boundary: row.boundary,
    meaning: row.meaning,
    explainedBy: row.explainedByAny === null ? row.explainedBy : [row.explainedByAny],
    hasTable: table !== undefined,
    provable: table !== undefined && table.proves.length > 0,
    fix: table?.fix ?? [],
    prevention: table?.prevention ?? [],
    source: table?.source ?? null,
  };
}

/** What this version can do with a cause, in a few words. */
export const abilityOf = ({ hasTable, provable }: CauseCard) =>
  hasTable ? (provable ? "proves it" : "finds it likely") : "not yet";

/** Writes a card for a reader. */
export function writeCauseCard(card: CauseCard, { out, color, columns }: Io): void {
  const line = (label: string, text: string) => out(labelled(label, text, columns));
  out(`${bold(card.id, color)}  (cause, boundary ${card.boundary})\n`);
  line("means", card.meaning);
  line("this version", abilityOf(card));
  if (card.explainedBy.length > 0) line("explained by", card.explainedBy.join(", "));
  for (const [at, step] of card.fix.entries()) line(at === 0 ? "fix" : "", shown(step));
  for (const [at, step] of card.prevention.entries()) line(at === 0 ? "prevention" : "", shown(step));
  if (card.source !== null) line("source", card.source);
}

/** Slots of a template as manual pages write what is to be filled in: `{hostPort}` as HOST_PORT. */
const shown = (template: string) =>
  template.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
  );
