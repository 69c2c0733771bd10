import { createHash } from "node:crypto";

/** Octets of a text that a hash is made of. */
const MOST_TEXT = 16_384;

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, " ").replace(/(?:--[ \t\r]|#)[^\n]*(?:\n|$)/g, " ");

/** The first word of a statement in capitals: `SELECT`; `null` where there is none. */
export function verbOf(text: string | null): string | null {
  const word = /^[\s(]*([a-z]{2,20})\b/i.exec(withoutComments((text ?? "").slice(0, MOST_TEXT)))?.[1];
  return word?.toUpperCase() ?? null;
}

/** A hash of a statement without its values, so that the same one has the same; `null` for no text. */
export function digestOf(text: string | null): string | null {
  if (text === null || text.trim() === "") return null;
  const shape = withoutComments(text.slice(0, MOST_TEXT))
    .replace(/'(?:[^'\\]|''|\\.)*'?/g, "?")
    .replace(/\b0x[0-9a-f]+\b|(?<![\w$])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?\b|\$\d+/gi, "?")
    .replace(/\(\s*\?(?:\s*,\s*\?)+\s*\)/g, "(?)")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
  return createHash("sha256").update(shape).digest("hex").slice(0, 16);
}

/** Functions of the engines that do more than read, whatever the transaction allows. */
const doesMore =
  /\b(?:pg_(?:terminate|cancel|advisory|try_advisory|promote|reload|rotate|switch|create|drop|replication|logical|wal_replay|backup|start|stop|notify|export|log|stat_reset)\w*|lo_\w+|dblink\w*|nextval|setval|set_config|get_lock|release_(?:all_)?locks?|load_file|master_pos_wait|last_insert_id)\s*\(/i;

/**
 * Whether a statement may be run once more: as far as its words tell it only reads, locks nothing and leaves nothing. What a function
 * of the database's own does is not seen: the server refuses what it writes.
 */
export function mayBeRun(text: string): boolean {
  // What MySQL and MariaDB run of a comment is no comment.
  if (!mayBeExplained(text) || /\/\*M?!/.test(text)) return false;
  const bare = withoutComments(text).replace(/'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|`[^`]*`/g, "''");
  const values = /\$\d|\?/.test(bare);
  const writes =
    /\b(?:insert|update|delete|merge|replace\s+into|into|for\s+(?:no\s+key\s+|key\s+)?(?:update|share)|lock\s+in\s+share|call)\b|:=/i;
  return !values && !bare.replace(/;\s*$/, "").includes(";") && !writes.test(bare) && !doesMore.test(bare);
}

/** Whether a statement only reads: the one kind whose plan is asked for. */
export const mayBeExplained = (text: string): boolean => {
  const verb = verbOf(text);
  return verb === "SELECT" || verb === "WITH";
};
