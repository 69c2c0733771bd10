import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Evidence } from "../src/evidence/index.ts";

/** Incidents that the lab produced, with what was true in them. One file each, JSON Lines, compressed. */
const FOLDER = "test/incidents";

interface Incident {
  readonly name: string;
  readonly evidence: readonly Evidence[];
  readonly expected: {
    readonly status: string;
    readonly boundary: string | null;
    readonly cause: string | null;
  };
}

export const incidents: readonly Incident[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".jsonl.gz"))
  .sort()
  .map((file) => {
    const [head = "{}", ...lines] = gunzipSync(readFileSync(`${FOLDER}/${file}`))
      .toString("utf8")
      .trim()
      .split("\n");
    return {
      name: file.replace(".jsonl.gz", ""),
      expected: JSON.parse(head),
      evidence: lines.map((line) => JSON.parse(line)),
    };
  });
