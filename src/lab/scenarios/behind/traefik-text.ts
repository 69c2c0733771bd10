/** A part of a configuration; a tree of it is written as YAML or as TOML. */
export type Part = string | number | boolean | readonly Part[] | { readonly [key: string]: Part };
/** A configuration, or a table of it. */
export type Table = { readonly [key: string]: Part };

const isTable = (part: Part): part is Table => typeof part === "object" && !Array.isArray(part);

/** In YAML, block by block; lists and empty tables in flow style, which JSON is. */
export const yamlOf = (table: Table, indent = ""): string =>
  Object.entries(table)
    .map(([key, part]) =>
      isTable(part) && Object.keys(part).length > 0
        ? `${indent}${key}:\n${yamlOf(part, `${indent}  `)}`
        : `${indent}${key}: ${JSON.stringify(part)}\n`,
    )
    .join("");

/** In TOML, each table under a header of its own; those within lists inline. */
export function tomlOf(table: Table, path: readonly string[] = []): string {
  const all = Object.entries(table);
  const own = all.filter(([, part]) => !isTable(part)).map(([key, part]) => `${key} = ${inline(part)}\n`);
  const header = path.length > 0 && (own.length > 0 || all.length === 0) ? `[${path.join(".")}]\n` : "";
  return (
    header +
    own.join("") +
    all.flatMap(([key, part]) => (isTable(part) ? [tomlOf(part, [...path, key])] : [])).join("")
  );
}

function inline(part: Part): string {
  if (Array.isArray(part)) return `[${part.map(inline).join(", ")}]`;
  if (!isTable(part)) return JSON.stringify(part);
  return `{ ${Object.entries(part)
    .map(([key, value]) => `${key} = ${inline(value)}`)
    .join(", ")} }`;
}
