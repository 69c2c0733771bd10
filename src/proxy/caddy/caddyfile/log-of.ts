import type { Entry } from "./entry.ts";
import { type Json, type JsonObject, type Making, placed } from "./made.ts";

/** A logger that a directive or an option `log` makes; `null` where it says nothing of its own. */
export function logOf({ block, where }: Entry, making: Making): JsonObject | null {
  if (block === null || block.length === 0) return null;
  const made: Record<string, Json> = {};
  for (const line of block) {
    const [name, first = "", second] = line.words;
    if (name === "output")
      made["writer"] = {
        output: first,
        ...(first === "file" && second !== undefined ? { filename: second } : {}),
      };
    else if (name === "format") made["encoder"] = { format: first };
    else if (name === "level") made["level"] = first;
    else if (name === "include" || name === "exclude") made[name] = line.words.slice(1);
  }
  return placed(made, where, making);
}
