import { withoutSecrets } from "../signals/index.ts";
import { KEY, rewriteStrings } from "./redact-walk.ts";

const REMOVED = "[removed]";

/** Fields whose whole value is a secret, as header fields and configuration keys are called. */
const secretKeys =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie2?|.*(?:password|passwd|passphrase|secret|credential).*|(?:.*[-_.])?(?:token|api[-_]?key|access[-_]?key|private[-_]?key|session[-_]?id))$/i;

/** Whether a field of this name holds nothing but a secret. */
export const isSecretField = (name: string): boolean => secretKeys.test(name);

/** Options in the query of a target that are no secrets: they say what is asked. docs/contract.md, "Command". */
const harmlessQuery =
  /(?<=\b(?:dns|postgres|postgresql|mysql|redis|rediss):\/\/[^\s?#]{0,300})\?(?=(?:type|sslmode|ssl-mode)=[\w-]{1,32}(?![\w&=-]))/gi;

/** Stands for the question mark of a harmless query while the others are taken out; no text holds it (U+E000 is private use). */
const KEPT = "\u{e000}";

/**
 * Plain data without secrets, the last look before anything is saved: they are not let in at the source, and if one
 * came in all the same, in an error page or a header of a server's own making, it stays here.
 *
 * Credentials, cookies, tokens, private keys, users and passwords of URLs, and queries are replaced by `[removed]`.
 */
export const scrub = <T>(value: T): T =>
  rewriteStrings(value, (text, { key }) => {
    if (key !== KEY && secretKeys.test(key)) return text === "" ? text : REMOVED;
    const kept = text.replaceAll(harmlessQuery, KEPT);
    // A request target has no scheme in front, nor a blank that tells it from a file's path.
    const target = kept.startsWith("/")
      ? kept.replace(/^(\/[^\s?#]{0,8000}[?#])[^\s]+/, `$1${REMOVED}`)
      : kept;
    return withoutSecrets(target).replaceAll(KEPT, "?");
  });
