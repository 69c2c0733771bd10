import type { Signal } from "./signal.ts";
import { signalOfCode, signalOfPhrase } from "./signals-of.ts";
import { codeTables, phraseTables } from "./tables/index.ts";

/** Every signal that the tables hold. */
export function everySignal(): readonly Signal[] {
  return [
    ...phraseTables.flatMap((table) => table.phrases.map((phrase) => signalOfPhrase(table, phrase))),
    ...codeTables.flatMap((table) =>
      [...table.codes.keys()].map((code) => signalOfCode(table, code)).filter((signal) => signal !== null),
    ),
  ];
}
