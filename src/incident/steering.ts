import type { Ms } from "../base/index.ts";
import { type Evidence, isDatabaseScheme } from "../evidence/index.ts";
import { looksTold, type ToldLook } from "../signals/index.ts";
import type { PathAsked } from "./hops/behind.ts";
import type { Walk } from "./walk.ts";

/** How long an idle connection is watched where a symptom alone asks for it: longer than the shortest usual timers. */
export const IDLE_BY_SYMPTOM: Ms = 12_000;

/** The looks that the symptom asks for, where one was told. */
export function looksBySymptom(evidence: readonly Evidence[]): ReadonlySet<ToldLook> {
  const told = evidence.find((record): record is Evidence<"symptom"> => record.kind === "symptom");
  return looksTold(told?.value.signals ?? []);
}

/** Says what the symptom asks to be looked at and what this run has not been told enough for. */
export function tellWhatIsWanted(walk: Pick<Walk, "asked" | "recorder">, path: PathAsked | undefined): void {
  const { asked, recorder } = walk;
  const told = looksBySymptom(recorder.evidence);
  const hasDatabase = path?.entries.some(({ kind }) => kind === "database") === true;
  if (told.has("database") && !isDatabaseScheme(asked.scheme) && !hasDatabase)
    recorder.gap({
      boundary: "database",
      needs: "what the database of the symptom says of its sessions, locks and limits",
      reason: "not-asked",
      allowBy:
        "Name it under path: in faultline.yaml, - database: { at: VANTAGE, url: postgres://USER@HOST/NAME }",
    });
  const isHttp = asked.scheme === "http" || asked.scheme === "https";
  if (told.has("body-limits") && isHttp && asked.dataOctets === 0)
    recorder.gap({
      boundary: "proxy",
      needs: "what becomes of a request with a body as large as the symptom's",
      reason: "not-asked",
      allowBy: "faultline check TARGET --method POST --data-size OCTETS",
    });
}
