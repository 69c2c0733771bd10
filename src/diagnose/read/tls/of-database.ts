import { isDatabaseScheme } from "../../../evidence/index.ts";
import type { Reader } from "../reader.ts";

/** Ends of a handshake by which neither side says anything of TLS. */
const withoutAWord: ReadonlySet<string> = new Set(["timed-out", "closed", "reset"]);

/**
 * The same reader, but for a database: there the login says what came of TLS, for whether it is wanted, and whether it is checked, is the
 * URL's word. What ends without a word may be the doing of the way there.
 */
export const besideLogins =
  (read: Reader): Reader =>
  (evidence, request) => {
    if (!isDatabaseScheme(request.asked.scheme)) return read(evidence, request);
    const left = evidence.filter(
      (record) => record.kind !== "tls-handshake" || withoutAWord.has(record.value.outcome),
    );
    return read(left, request);
  };
