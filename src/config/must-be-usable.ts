/**
 * Whether the text of a configuration can be used.
 *
 * @throws FaultlineError `BAD_CONFIG` with all that is wrong with it.
 */
export async function mustBeUsable(path: string, text: string): Promise<void> {
  // Only here: the parser and the schema take longer to load than the rest of a walk takes to start.
  const { parseConfig } = await import("./parse-config.ts");
  parseConfig(path, text);
}
