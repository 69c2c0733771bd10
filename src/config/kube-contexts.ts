/** The contexts of a kubeconfig. */
export interface KubeContexts {
  readonly current: string | null;
  readonly names: readonly string[];
}

/** Contexts that are told of. */
const MOST = 50;

/** The most characters of a kubeconfig that are read: certificates make it long. */
const LONGEST = 1024 * 1024;

/** The contexts that a kubeconfig names; nothing else of it is looked at. `null` where it is none. Never throws. */
export async function kubeContextsOf(text: string): Promise<KubeContexts | null> {
  if (text.length > LONGEST) return null;
  // Only here: the parser takes longer to load than the rest of a walk takes to start.
  const { parseDocument } = await import("yaml");
  let read: unknown;
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: "error" });
    if (document.errors.length > 0) return null;
    read = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof RangeError) return null;
    throw error;
  }
  if (!isMap(read) || !Array.isArray(read["contexts"])) return null;
  const names = read["contexts"].flatMap((one: unknown) =>
    isMap(one) && typeof one["name"] === "string" ? [one["name"]] : [],
  );
  const current = read["current-context"];
  return {
    current: typeof current === "string" && current !== "" ? current : null,
    names: names.slice(0, MOST),
  };
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
