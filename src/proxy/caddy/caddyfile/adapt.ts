import type { ProxyConfiguration } from "../../../evidence/index.ts";
import type { Vantage } from "../../../vantage/index.ts";
import type { Tree } from "../../tree.ts";
import type { Entry } from "./entry.ts";
import { expandImports } from "./import.ts";
import { logOf } from "./log-of.ts";
import type { Json, JsonObject, Making } from "./made.ts";
import { optionsOf } from "./options.ts";
import { orderOf } from "./order.ts";
import { Refused } from "./refused.ts";
import { serversOf, siteOf } from "./servers.ts";

/** What a Caddyfile means, in Caddy's own form; or why it cannot be told. */
export type Adapted =
  | {
      readonly outcome: "adapted";
      readonly config: Tree;
      readonly files: readonly string[];
      readonly problems: ProxyConfiguration["problems"];
    }
  | { readonly outcome: "refused"; readonly where: string; readonly what: string };

/** Works out what a Caddyfile means without the program, as `caddy adapt` does it. What is not known of it is told, and is unknown in the outcome. */
export async function adaptCaddyfile(text: string, file: string, vantage: Vantage): Promise<Adapted> {
  try {
    const { entries, files } = await expandImports(text, file, vantage);
    const problems: { readonly where: string; readonly what: string }[] = [];
    const places = new WeakMap<object, string>();
    let groups = 0;
    const making: Making = {
      places,
      note: (where, what) => void problems.push({ where, what }),
      nextGroup: () => `group${groups++}`,
    };
    const value = configOf(entries, making);
    const place = (path: Tree["path"]): string => {
      let at: unknown = value;
      let found = file;
      for (const step of path) {
        at = typeof at === "object" && at !== null && Object.hasOwn(at, step) ? Reflect.get(at, step) : null;
        if (typeof at === "object" && at !== null) found = places.get(at) ?? found;
      }
      return found;
    };
    return { outcome: "adapted", config: { value, path: [], place }, files, problems };
  } catch (error) {
    if (error instanceof Refused) return { outcome: "refused", where: error.where, what: error.message };
    throw error;
  }
}

function configOf(entries: readonly Entry[], making: Making): JsonObject {
  const [first, ...rest] = entries;
  const hasOptions = first !== undefined && first.words.length === 0 && first.block !== null;
  const global = hasOptions ? (first.block ?? []) : [];
  const options = optionsOf(global, making);
  const order = orderOf(global);
  const sites = sitesIn(hasOptions ? rest : entries).map((entry) => siteOf(entry, options));
  const { servers, logs } = serversOf(sites, options, { making, order });
  const certificates = sites.flatMap(({ lines }) =>
    lines.flatMap(({ words: [name, certificate, key] }) =>
      name === "tls" && certificate !== undefined && key !== undefined ? [{ certificate, key }] : [],
    ),
  );
  const told: Record<string, Json> = {};
  for (const line of global) {
    const [name, own = "default"] = line.words;
    const logger = name === "log" ? logOf(line, making) : null;
    if (logger !== null) told[own] = logger;
  }
  const names = Object.keys(logs);
  const usual = told["default"];
  const exclude = names.map((name) => `http.log.access.${name}`);
  return {
    ...(options.admin === null ? {} : { admin: options.admin }),
    ...(names.length + Object.keys(told).length > 0
      ? {
          logging: {
            logs: {
              ...told,
              // The spread of what is no object gives nothing.
              default: {
                ...(typeof usual === "object" ? usual : {}),
                ...(names.length > 0 ? { exclude } : {}),
              },
              ...logs,
            },
          },
        }
      : {}),
    apps: {
      ...(certificates.length > 0 ? { tls: { certificates: { load_files: certificates } } } : {}),
      http: { http_port: options.ports.http, https_port: options.ports.https, servers },
    },
  };
}

/** The sites of a Caddyfile: with their blocks, or one without braces that is all of it. */
function sitesIn(entries: readonly Entry[]): readonly Entry[] {
  const [first, ...rest] = entries;
  if (first === undefined) return [];
  const isOpen = ({ words, block }: Entry) => block === null && words.at(-1)?.endsWith(",") !== true;
  if (isOpen(first)) return [{ words: first.words, block: rest, where: first.where }];
  const sites: Entry[] = [];
  let before: readonly string[] = [];
  for (const entry of entries) {
    const { words, block, where } = entry;
    if (isOpen(entry) || (words.length === 0 && before.length === 0))
      throw new Refused(where, "a site stands here without a block, or a block without a site");
    // A route that others invoke by its name is no site.
    if (words[0]?.startsWith("&(")) continue;
    if (block === null) before = [...before, ...words];
    else {
      sites.push({ words: [...before, ...words], block, where });
      before = [];
    }
  }
  return sites;
}
