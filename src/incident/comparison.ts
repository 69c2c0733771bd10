import { bodyToCompare, methodToCompare } from "../evidence/index.ts";
import { isSecretField } from "./redact-secrets.ts";
import type { Walk } from "./walk.ts";

/** What a comparison sends of the request. */
export interface Compared {
  readonly method: string;
  readonly headers: Walk["secrets"]["headers"];
  readonly bodyOctets: number;
}

/** Names of fields that say who the client is, or may: such a field stays with the target itself. */
const ofCredentials = /auth|cookie|token|session|key|signature|jwt|csrf|xsrf/i;

/** Whether a field of the request may hold a secret, by its name. RFC 9110, section 11.6.2; RFC 6265, section 5.4. */
const mayBeSecret = (name: string): boolean => ofCredentials.test(name) || isSecretField(name);

/**
 * The request as what is compared with it is sent: without a body, by a method that changes nothing, and with no field of the caller's;
 * where it may be repeated, as it was given, but for what may be a secret.
 */
export const comparedTo = ({
  asked,
  secrets,
}: {
  readonly asked: Pick<Walk["asked"], "method" | "mayRepeat" | "dataOctets">;
  readonly secrets: Pick<Walk["secrets"], "headers">;
}): Compared => ({
  method: methodToCompare(asked),
  headers: asked.mayRepeat === true ? secrets.headers.filter(([name]) => !mayBeSecret(name)) : [],
  bodyOctets: bodyToCompare(asked),
});
