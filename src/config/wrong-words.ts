import { FaultlineError } from "../base/index.ts";
import type { ValueRefused } from "./config-file.ts";
import { parseDuration } from "./duration.ts";
import { parseTarget } from "./target.ts";

/** Schemes of a database's URL. docs/contract.md, "Configuration". */
const databaseScheme = /^(?:postgres|postgresql|mysql|mariadb|redis|rediss|valkey|valkeys):\/\//i;

/** What is wrong with words that have the right type: a target, a deadline or a database's URL that cannot be read. */
export function wrongWords(value: unknown): readonly ValueRefused[] {
  if (!isMap(value)) return [];
  const { target, deadline, path } = value;
  return [
    ...(typeof target === "string" && target !== "" ? refusalOf("target", () => parseTarget(target)) : []),
    ...(typeof deadline === "string" || typeof deadline === "number"
      ? refusalOf("deadline", () => parseDuration(String(deadline), "deadline:"))
      : []),
    ...(Array.isArray(path) ? path.flatMap(wrongDatabase) : []),
  ];
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a reader of the command line says of it, without its own words for the option. */
function refusalOf(key: string, read: () => unknown): readonly ValueRefused[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof FaultlineError)) throw error;
    const [what = "", wanted = ""] = error.message.split("\n");
    return [{ key: [key], what: what.replace(/^Cannot \w+ (?:\w+:? )?"[^"]*": /, ""), wanted }];
  }
}

function wrongDatabase(hop: unknown, index: number): readonly ValueRefused[] {
  const database = isMap(hop) ? hop["database"] : undefined;
  const url = isMap(database) ? database["url"] : undefined;
  if (typeof url !== "string" || url === "" || databaseScheme.test(url)) return [];
  const what = "it is no URL of a database";
  return [
    {
      key: ["path", index, "database", "url"],
      what,
      wanted: "Write postgres://, mysql:// or redis://, for example url: postgres://app@10.0.4.2/shop",
    },
  ];
}
