import { parseYamlText } from "../../config/index.ts";
import type { ProxyConfiguration } from "../../evidence/index.ts";
import type { ProxyRequest } from "../request.ts";
import { type Tree, treeAt } from "../tree.ts";

/** A tree of a text of YAML, whose places are paths. */
export function treeOf(text: string, source = "test.yaml"): Tree {
  const parsed = parseYamlText(text);
  return treeAt(parsed.outcome === "read" ? parsed.value : undefined, source);
}

/** A request in the clear to the first address of loopback. */
export const requestOf = (host: string, path: string, more: Partial<ProxyRequest> = {}): ProxyRequest => ({
  ...{ scheme: "http", host, path, address: "127.0.0.1", port: 8080, method: "GET", client: "127.0.0.1" },
  ...{ bodyOctets: 0, headOctets: 100, fields: { host } },
  ...more,
});

/** What a route does, in a word: a path for an upstream, else a status, else why it cannot be told. */
export function wordOf(route: ProxyConfiguration["route"]): string {
  if (route === null) return "none";
  const { action } = route;
  switch (action.kind) {
    case "upstream":
      return `${action.upstream.name} ${action.path}`;
    case "answers":
      return String(action.status);
    case "redirects":
      return `${action.status} ${action.location}`;
    case "files":
      return "files";
    case "unknown":
      return "unknown";
  }
}
