import { boundaries } from "../base/index.ts";
import { causes } from "../diagnose/index.ts";
import { kindVersions } from "../evidence/index.ts";

/** Names of roles: whoever calls a host so tells nothing of it. */
const roles =
  "any api application backend cache cluster default edge frontend gateway get head host internal internet kernel lab lan load balancer local localhost localdomain main master network nginx haproxy envoy node none ok option options origin outside peer pod post primary public put request resolver root router secondary self server standby system test testing unknown upstream user vm wan web worker www";

/**
 * Words that stay where they stand alone: the product's own vocabulary and names of roles. They identify nobody, and
 * a sentence in which they were replaced could not be read.
 */
export const plainWords: ReadonlySet<string> = new Set(
  [...boundaries, ...Object.keys(kindVersions), ...causes.map(({ id }) => id), roles]
    .flatMap((text) => [text, ...text.split(/[ -]/)])
    .map((word) => word.toLowerCase()),
);

/** Keys whose strings are words of this product or of a protocol; in them no bare word is replaced. */
export const wordKeys: ReadonlySet<string> = new Set([
  "alpn",
  "because",
  "boundary",
  "by",
  "cause",
  "cipher",
  "error",
  "errno",
  "evidence",
  "exchange",
  "exchanges",
  "extendedKeyUsage",
  "failedAt",
  "group",
  "id",
  "keyType",
  "kind",
  "libc",
  "means",
  "method",
  "notJudged",
  "of",
  "options",
  "outcome",
  "protocol",
  "purpose",
  "rcode",
  "reason",
  "rules",
  "scheme",
  "signals",
  "signatureAlgorithm",
  "software",
  "source",
  "sources",
  "stage",
  "state",
  "status",
  "steps",
  "transport",
  "type",
  "types",
  "version",
  "maxVersion",
  "minVersion",
  "engineVersion",
  "calibrationVersion",
  "#key",
]);
