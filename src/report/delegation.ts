import { describe } from "./describe.ts";
import { plain } from "./plain.ts";
import type { Page } from "./text-page.ts";
import { hang } from "./wrap.ts";

/** The way down to the name that the user asked to be followed: shown whatever the verdict, for it was asked for. */
export const delegationLines = ({ run, width }: Page): readonly string[] =>
  run.evidence
    .filter(
      (record) =>
        record.kind === "dns-trace" &&
        (record.value.from === "root-hints" || record.value.from === "zone-cut"),
    )
    .flatMap((record) => hang(`Delegation (${plain(record.id)}): `, describe(record), width));
