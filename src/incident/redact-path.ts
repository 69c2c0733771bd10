import type { WordPseudonyms } from "./redact-name.ts";

/** Files of the system that lie in the same place everywhere. */
const everywhere =
  /^\/(?:proc|sys|dev)\/|^\/etc\/(?:hosts|resolv\.conf|nsswitch\.conf|gai\.conf|host\.conf|services|os-release|ssl\/certs\b)|^\/(?:dev\/null|usr\/s?bin\/[a-z0-9]+|bin\/[a-z0-9]+)$|^\/etc\/(?:ssl|pki)\/[\w/.-]*(?:ca-certificates\.crt|cert\.pem|tls-ca-bundle\.pem)$/;

const path =
  /(?<![\w:/.-])\/(?:etc|var|home|root|usr|opt|srv|tmp|run|mnt|media|data|app|bin|Users|private|proc|sys|dev)(?:\/[\w.@+%~-]+)+/g;
const person = /[\w.+-]{1,64}@(?=[\p{L}\p{N}[])/gu;

/** Parts of a path that software puts there, and that name nobody. RFC 8615. */
const usualPart =
  /^(?:api|app|assets|favicon\.ico|health|healthz|index\.html?|live|login|metrics|ping|ready|readyz|robots\.txt|static|status|v\d{1,2}|\.well-known)?$/i;

/** The path of a request part by part, so that what shared a beginning still does. */
export const hideRequestPath = (path: string, words: WordPseudonyms): string =>
  path
    .split("/")
    .map((part) => (usualPart.test(part) ? part : words.word("path", part)))
    .join("/");

/** Hides paths of files but for their first folder, and the person before an `@`. */
export const hidePaths = (text: string, words: WordPseudonyms): string =>
  text
    .replace(path, (found) => {
      if (everywhere.test(found)) return found;
      return `/${found.split("/")[1] ?? ""}/${words.word("file", found)}`;
    })
    .replace(person, (found) =>
      found.startsWith("person-") ? found : `${words.word("person", found.slice(0, -1))}@`,
    );
