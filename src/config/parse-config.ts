import { dirname, resolve } from "node:path";
import { LineCounter, parseDocument, type YAMLError } from "yaml";
import type { ClusterNamed, ConfigFile, NamedVantage, VantageSetting } from "./config-file.ts";
import { parseDuration } from "./duration.ts";
import { hopsOf } from "./hops-of.ts";
import { refuseAll, refuseAt, type Wrong } from "./refuse-config.ts";
import { type ConfigWritten, configSchema } from "./schema.ts";
import { complaintsOf } from "./schema-hint.ts";
import { wrongWords } from "./wrong-words.ts";
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
  const wrongAt = (key: readonly Step[], what: string, wanted: string): Wrong => ({
    line: places.lineOf(key),
    ...{ key, what, wanted },
  });
  if (value === null || value === undefined) {
    refuseAll(path, [wrongAt([], "it is empty", "Write for example target: https://shop.example/api")]);
  }
  const parsed = configSchema.safeParse(value);
  const complaints = parsed.success ? [] : complaintsOf(parsed.error);
  const wrongs = [
    ...complaints.map(
      ({ path: steps, key, what, wanted }): Wrong =>
        key === null
          ? wrongAt(steps, what, wanted)
          : { line: places.lineOfKey(steps, key), key: [...steps, key], what, wanted },
    ),
    ...wrongWords(value)
      .filter(({ key }) => !complaints.some(({ path: told }) => String(told) === String(key)))
      .map(({ key, what, wanted }) => wrongAt(key, what, wanted)),
  ];
  if (!parsed.success || wrongs.length > 0) return refuseAll(path, wrongs);
  const written = parsed.data;
  const deadline =
    written.deadline === undefined ? null : parseDuration(String(written.deadline), "deadline:");
  const file: ConfigFile = {
    path,
    target: written.target ?? null,
    symptom: written.symptom ?? null,
    deadline,
    vantages: Object.entries(written.vantages ?? {}).map(vantageOf),
    hops: hopsOf(written, dirname(path)),
    captures: (written.captures ?? []).map(({ at, file }, index) => ({
      at,
      file: resolve(dirname(path), file),
      key: ["captures", index, "file"],
    })),
    cluster: clusterOf(written, dirname(path)),
    refuse: (key, what, wanted) => refuseAll(path, [wrongAt(key, what, wanted)]),
    refuseAll: (complaints) =>
      refuseAll(
        path,
        complaints.map(({ key, what, wanted }) => wrongAt(key, what, wanted)),
      ),
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
    const problems = [...document.errors, ...document.warnings];
    if (problems.length > 0) return refuseAll(path, wrongLines(problems, lines));
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

/** What is no YAML, one complaint for each line: what comes after the first of a line follows from it. */
function wrongLines(problems: readonly YAMLError[], lines: LineCounter): readonly Wrong[] {
  const byLine = new Map<number, Wrong>();
  for (const { pos, code, message } of problems) {
    const { line } = lines.linePos(pos[0]);
    const what = plainly[code] ?? `it is no YAML: ${lowerFirst(message.split("\n")[0] ?? "")}`;
    const wrong = { line, key: [], what, wanted: "Indent with spaces, and write each key once" };
    if (!byLine.has(line)) byLine.set(line, wrong);
  }
  return [...byLine.values()];
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

function clusterOf({ kubernetes }: ConfigWritten, folder: string): ClusterNamed | null {
  if (kubernetes === undefined) return null;
  const { kubeconfig, context = null, namespace = null, service = null } = kubernetes;
  return {
    kubeconfig: kubeconfig === undefined ? null : resolve(folder, kubeconfig),
    context,
    namespace,
    service,
  };
}
