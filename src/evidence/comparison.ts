import type { RequestAsked } from "./request-asked.ts";

/** Whether a method asks for nothing to be changed, so that it may be sent again. RFC 9110, section 9.2.1. */
export const isSafeMethod = (method: string): boolean =>
  method === "GET" || method === "HEAD" || method === "OPTIONS";

/** Whether what is compared with a request may send it again: it changes nothing at the server, or that is allowed. */
export const maySendAgain = ({ method, mayRepeat }: Pick<RequestAsked, "method" | "mayRepeat">): boolean =>
  isSafeMethod(method) || mayRepeat === true;

/**
 * The method of what is compared with a request: its own where it may be sent again, else one that changes nothing.
 *
 * @param method That of one step of the request, which a redirect may have changed.
 */
export const methodToCompare = (
  asked: Pick<RequestAsked, "method" | "mayRepeat">,
  method: string = asked.method,
): string => (maySendAgain({ ...asked, method }) ? method : "OPTIONS");

/** Octets of the body of what is compared with a request: none, unless it is allowed to repeat the whole. */
export const bodyToCompare = ({
  dataOctets,
  mayRepeat,
}: Pick<RequestAsked, "dataOctets" | "mayRepeat">): number => (mayRepeat === true ? dataOctets : 0);
