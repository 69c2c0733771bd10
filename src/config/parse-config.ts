import { LineCounter, parseDocument } from "yaml";
import { FaultlineError } from "../base/index.ts";
import type { ConfigFile, NamedVantage, UnusedPart, VantageSetting } from "./config-file.ts";
import { parseDuration } from "./duration.ts";
import { refuseAt } from "./refuse-config.ts";
import { type ConfigWritten, configSchema } from "./schema.ts";
import { complaintOf } from "./schema-hint.ts";
import { parseTarget } from "./target.ts";
import { type Places, placesOf, type Step } from "./yaml-places.ts";

/** Aliases that a document may use: more are a bomb, not a configuration. */
const MOST_ALIASES = 100;

/**
 * Reads the text of a `faultline.yaml`.
 *
 * @param path As the user knows it, for messages.
 * @throws FaultlineError `BAD_CONFIG` with the line and the path of the key.
 */
export function parseConfig(
  path: string,
  text: string,
): { readonly written: ConfigWritten; readonly file: ConfigFile } {
  const { value, places } = parseYaml(path, text);
  const refuse = (steps: readonly Step[], what: string, wanted: string): never =>
    refuseAt(path, { line: places.lineOf(steps), key: steps }, { what, wanted });
  if (value === null || value === undefined) {
    refuse([], "it is empty", "Write for example target: https://shop.example/api");
  }
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) {
    const { path: steps, key, what, wanted } = complaintOf(parsed.error);
    const line = key === null ? places.lineOf(steps) : places.lineOfKey(steps, key);
    return refuseAt(path, { line, key: key === null ? steps : [...steps, key] }, { what, wanted });
  }
  const written = parsed.data;
  const orRefuse = <T>(step: string, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof FaultlineError)) throw error;
      const [what = "", wanted = ""] = error.message.split("\n");
      return refuse([step], what.replace(/^Cannot \w+ (?:\w+ )?"[^"]*": /, ""), wanted);
    }
  };
  if (written.target !== undefined) orRefuse("target", () => parseTarget(written.target ?? ""));
  const deadline =
    written.deadline === undefined
      ? null
      : orRefuse("deadline", () => parseDuration(String(written.deadline), "deadline:"));
  const file: ConfigFile = {
    path,
    target: written.target ?? null,
    symptom: written.symptom ?? null,
    deadline,
    vantages: Object.entries(written.vantages ?? {}).map(vantageOf),
    unused: unusedOf(written),
    refuse,
  };
  return { written, file };
}

function parseYaml(path: string, text: string): { readonly value: unknown; readonly places: Places } {
  const lines = new LineCounter();
  const words = { line: 1, key: [] } as const;
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      strict: true,
      // Its warnings are refused below, and are not printed as well.
      logLevel: "error",
    });
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) {
      const { line } = lines.linePos(problem.pos[0]);
      const [what = ""] = problem.message.split("\n");
      const wanted = {
        what: plainly[problem.code] ?? `it is no YAML: ${lowerFirst(what)}`,
        wanted: "Indent with spaces, and write each key once",
      };
      return refuseAt(path, { line, key: [] }, wanted);
    }
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }), places: placesOf(document, lines) };
  } catch (error) {
    if (error instanceof ReferenceError) {
      return refuseAt(path, words, {
        what: "its aliases cannot be followed",
        wanted: "Write the values out",
      });
    }
    if (error instanceof RangeError) {
      return refuseAt(path, words, {
        what: "it is nested too deeply",
        wanted: "See faultline.schema.json for its shape",
      });
    }
    throw error;
  }
}

/** Complaints of the parser that speak of the program that calls it. */
const plainly: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: "it holds more than one document",
  RESOURCE_EXHAUSTION: "it is nested too deeply",
};

const lowerFirst = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

function vantageOf([name, written]: [string, NonNullable<ConfigWritten["vantages"]>[string]]): NamedVantage {
  const { netns, ssh, agent, pod } = written;
  const setting: VantageSetting =
    ssh !== undefined
      ? { kind: "ssh", destination: ssh }
      : agent !== undefined
        ? { kind: "agent", named: agent }
        : pod !== undefined
          ? { kind: "pod", named: pod }
          : typeof netns === "number"
            ? { kind: "pid", pid: netns }
            : netns !== undefined
              ? { kind: "netns", netns }
              : { kind: "local" };
  return { name, setting };
}

/** What this version cannot look at, said so that each is a gap. */
function unusedOf({ path = [], kubernetes, captures = [] }: ConfigWritten): readonly UnusedPart[] {
  const hops = path.flatMap((hop, index): readonly UnusedPart[] =>
    (["proxy", "app", "database"] as const).flatMap((boundary) => {
      const known = hop[boundary];
      if (known === undefined) return [];
      const kind = "kind" in known && known.kind !== undefined ? `${known.kind} ` : "";
      const where = known.at === undefined ? "" : ` at ${known.at}`;
      return [
        {
          key: `path.${index}.${boundary}`,
          what: `the ${kind}${boundary}${where}, its logs and its settings`,
          boundary,
        },
      ];
    }),
  );
  const cluster: readonly UnusedPart[] =
    kubernetes === undefined
      ? []
      : [{ key: "kubernetes", what: "the objects of the cluster", boundary: "service" }];
  const packets = captures.map(
    ({ at, file }, index): UnusedPart => ({
      key: `captures.${index}`,
      what: `the packets of ${file} at ${at}`,
      boundary: "tcp",
    }),
  );
  return [...hops, ...cluster, ...packets];
}
