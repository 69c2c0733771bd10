import { bodyToCompare, type RequestAsked } from "../../evidence/index.ts";
import type { Walk } from "../walk.ts";

/** Fields by which a client says who it is. RFC 9110, section 11.6.2; RFC 6265, section 5.4. */
const ofCredentials = /^(?:authorization|cookie|x-api-key)$/i;

/** What the client's request bears and a hop's own goes without: what is secret stays with the target, and no hop is sent what may change something, unless that is allowed. */
export const withheldFrom = ({
  asked,
  secrets,
}: {
  readonly asked: Pick<RequestAsked, "dataOctets" | "mayRepeat">;
  readonly secrets: Pick<Walk["secrets"], "headers">;
}): NonNullable<RequestAsked["withheld"]> => [
  ...(secrets.headers.some(([name]) => ofCredentials.test(name)) ? (["credentials"] as const) : []),
  ...(asked.dataOctets > bodyToCompare(asked) ? (["body"] as const) : []),
];
