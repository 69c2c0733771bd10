import { FaultlineError } from "../base/index.ts";
import type { ValueRefused } from "./config-file.ts";
import { parseDuration } from "./duration.ts";
import { parseTarget } from "./target.ts";

/** Schemes of a database's URL. docs/contract.md, "Configuration". */
const databaseScheme = /^(?:postgres|postgresql|mysql|mariadb|redis|rediss|valkey|valkeys):\/\//i;

/** Schemes of metrics. */
const httpScheme = /^https?:\/\//i;

/** What is wrong with words that have the right type: a target, a deadline or a hop's URL that cannot be read. */
export function wrongWords(value: unknown): readonly ValueRefused[] {
  if (!isMap(value)) return [];
  const { target, deadline, path } = value;
  return [
    ...(typeof target === "string" && target !== "" ? refusalOf(["target"], () => parseTarget(target)) : []),
    ...(typeof deadline === "string" || typeof deadline === "number"
      ? refusalOf(["deadline"], () => parseDuration(String(deadline), "deadline:"))
      : []),
    ...(Array.isArray(path) ? path.flatMap(wrongHop) : []),
  ];
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a reader of the command line says of it, without its own words for the option. */
function refusalOf(key: ValueRefused["key"], read: () => unknown): readonly ValueRefused[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof FaultlineError)) throw error;
    const [what = "", wanted = ""] = error.message.split("\n");
    return [{ key, what: what.replace(/^Cannot \w+ (?:\w+:? )?"[^"]*": /, ""), wanted }];
  }
}

/** The kinds of a hop, each with a URL that may be given. */
const hopKinds = ["proxy", "app", "database"] as const;

function wrongHop(hop: unknown, index: number): readonly ValueRefused[] {
  const urls = hopKinds.flatMap((kind) => {
    const written = isMap(hop) ? hop[kind] : undefined;
    const url = isMap(written) ? written["url"] : undefined;
    if (typeof url !== "string" || url === "") return [];
    const key = ["path", index, kind, "url"];
    if (kind !== "database" || databaseScheme.test(url)) return refusalOf(key, () => parseTarget(url));
    const wanted = "Write postgres://, mysql:// or redis://, for example url: postgres://app@10.0.4.2/shop";
    return [{ key, what: "it is no URL of a database", wanted }];
  });
  return [...urls, ...wrongMetrics(hop, index)];
}

/** The URL of an application's metrics is one of http or https, whole: nothing is added to it. */
function wrongMetrics(hop: unknown, index: number): readonly ValueRefused[] {
  const app = isMap(hop) ? hop["app"] : undefined;
  const metrics = isMap(app) ? app["metrics"] : undefined;
  if (typeof metrics !== "string" || metrics === "") return [];
  if (httpScheme.test(metrics) && URL.canParse(metrics)) return [];
  const what = httpScheme.test(metrics) ? "it is no URL" : "it is no URL of http or https";
  const wanted = "Write it whole, for example metrics: http://10.0.3.2:8080/metrics";
  return [{ key: ["path", index, "app", "metrics"], what, wanted }];
}
