import { catalogueRow } from "../diagnose/index.ts";
import { readSignals, type Signal, type SignalHit, withoutSecrets } from "../signals/index.ts";
import { type CauseCard, causeCard, writeCauseCard } from "./cause-card.ts";
import { exitStatus, type Io } from "./io.ts";
import { bold, labelled, printable } from "./labelled.ts";
import { unknownLines } from "./unknown-lines.ts";

/** Signals that are told in full; of the rest the name and the meaning. The innermost comes first. */
const TOLD_IN_FULL = 4;

const strengths: Readonly<Record<Signal["strength"], string>> = {
  "names-actor": "it names the step that failed",
  symptom: "a symptom: several places are still possible",
  timer: "a timer fired: its owner is known, the slow one is behind it",
  normal: "normal by itself",
  unknown: "unknown, which is not the same as harmless",
};

/**
 * `faultline explain TEXT…`: what an error text, a code, a log line or a cause is and is not, and what to run next.
 * `-` reads the text from standard input. Nothing is sent anywhere.
 *
 * The exit status: 0 when something of it is known, 3 when nothing is, 2 without a text.
 */
export async function explainCommand(args: readonly string[], io: Io): Promise<number> {
  const json = args.includes("--json");
  const words = args.filter((word) => word !== "--json" && word !== "--");
  const text = words.length === 1 && words[0] === "-" ? await io.stdin() : words.join(" ");
  if (text.trim() === "") {
    io.err('Cannot explain "": the text is empty\n');
    io.err('Write what was seen, for example faultline explain "connect ECONNREFUSED 192.0.2.1:443"\n');
    return exitStatus.usage;
  }
  const named = words.map(catalogueRow);
  const cards = named.every((row) => row !== null) ? named.map((row) => causeCard(row)) : [];
  const hits = cards.length > 0 ? [] : readSignals(text);
  if (json) io.out(`${JSON.stringify(asJson(text, hits, cards), null, 2)}\n`);
  else write(text, { hits, cards }, io);
  const isKnown = cards.length > 0 || hits.some(({ signal }) => signal.strength !== "unknown");
  return isKnown ? exitStatus.healthy : exitStatus.inconclusive;
}

const asJson = (text: string, hits: readonly SignalHit[], cards: readonly CauseCard[]) => ({
  schema: "faultline.explain/1",
  text: withoutSecrets(text),
  signals: hits.map(({ signal, matched }) => ({ ...signal, matched: withoutSecrets(matched) })),
  unknown: cards.length > 0 ? [] : unknownLines(text),
  causes: cards,
});

function write(
  text: string,
  { hits, cards }: { readonly hits: readonly SignalHit[]; readonly cards: readonly CauseCard[] },
  io: Io,
): void {
  for (const card of cards) writeCauseCard(card, io);
  if (cards.length > 0) return;
  if (hits.length === 0) {
    io.out(
      "Unknown: no table here holds anything of this text. That says neither that it is harmless nor that it is not.\n",
    );
    io.out("Try the innermost cause of the error, or run: faultline check TARGET --symptom TEXT\n");
    return;
  }
  const [full, short] = [hits.slice(0, TOLD_IN_FULL), hits.slice(TOLD_IN_FULL)];
  io.out(full.map((hit) => told(hit, io)).join("\n"));
  if (short.length > 0) io.out("\nAlso in it\n");
  for (const { signal } of short) io.out(labelled(signal.product, signal.means, io.columns));
  const unknown = unknownLines(text);
  if (unknown.length > 0) io.out("\nNot known here, which is not the same as harmless\n");
  for (const line of unknown) io.out(`  ${printable(line)}\n`);
}

function told({ signal, matched }: SignalHit, { columns, color }: Io): string {
  const line = (label: string, text: string) => (text === "" ? "" : labelled(label, text, columns));
  const head = `${bold(printable(withoutSecrets(matched)).trim(), color)}  (${signal.product}: ${signal.id})\n`;
  return [
    head,
    line("means", signal.means),
    line("strength", strengths[signal.strength]),
    line("proves", signal.proves),
    line("not proven", signal.doesNotProve),
    line("boundary", signal.boundaries.join(", ")),
    line("likely", signal.causes.join(", ")),
    ...signal.next.map((command, at) => line(at === 0 ? "next" : "", command)),
  ].join("");
}
