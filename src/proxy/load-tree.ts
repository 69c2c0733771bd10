import { parseYamlText } from "../config/index.ts";
import type { Where } from "../evidence/index.ts";
import type { Vantage } from "../vantage/index.ts";
import { parseTomlText } from "./toml-text.ts";
import type { Tree } from "./tree.ts";

/** What came of reading one file that holds a tree. */
export interface TreeRead {
  /** `null` where nothing of it can be used. */
  readonly tree: Tree | null;
  readonly problems: readonly { readonly where: Where; readonly what: string }[];
  readonly outcome: "read" | "missing" | "permission" | "unreadable";
}

/** Reads a file of YAML or JSON, or of TOML where its name ends so. */
export async function loadTree(file: string, vantage: Vantage): Promise<TreeRead> {
  const read = await vantage.read(file);
  if (read.outcome !== "read") return { tree: null, problems: [], outcome: read.outcome };
  if (file.endsWith(".toml")) return tomlTree(file, read.text);
  const parsed = parseYamlText(read.text);
  if (parsed.outcome === "refused")
    return { tree: null, problems: [{ where: file, what: parsed.what }], outcome: "read" };
  const place = (path: Tree["path"]) => `${file}:${parsed.lineOf(path)}`;
  return {
    tree: { value: parsed.value, path: [], place },
    problems: parsed.problems.map(({ line, what }) => ({ where: `${file}:${line}`, what })),
    outcome: "read",
  };
}

async function tomlTree(file: string, text: string): Promise<TreeRead> {
  const parsed = await parseTomlText(text);
  if (parsed.outcome === "refused")
    return {
      tree: null,
      problems: [{ where: `${file}:${parsed.line}`, what: parsed.what }],
      outcome: "read",
    };
  const place = (path: Tree["path"]) => `${file}:${parsed.lineOf(path)}`;
  return { tree: { value: parsed.value, path: [], place }, problems: [], outcome: "read" };
}
