import type { HttpExchange } from "../evidence/index.ts";
import { fieldOf } from "../wire/index.ts";
import type { HttpRequest, RawAnswer } from "./http-ask.ts";

/** One message of no fields, uncompressed: a flag, and a length of four octets. grpc, doc/PROTOCOL-HTTP2.md, "Length-Prefixed-Message". */
const EMPTY_MESSAGE = new Uint8Array(5);

/** Text of `grpc-message` that is kept. */
const LONGEST_MESSAGE = 500;

/** The head and the body of a unary call with an empty message, over HTTP/2. grpc, doc/PROTOCOL-HTTP2.md, "Requests". */
export const emptyCall = (
  headers: HttpRequest["headers"],
): Pick<HttpRequest, "method" | "headers" | "bodyOctets" | "content"> => ({
  method: "POST",
  headers: [["content-type", "application/grpc"], ["te", "trailers"], ...headers],
  bodyOctets: EMPTY_MESSAGE.length,
  content: EMPTY_MESSAGE,
});

/** How a call ended: by the trailers, or by the head where it is all there is ("Trailers-Only"). `null` where nothing tells. */
export function grpcAnswerOf({
  head,
  trailers,
}: RawAnswer): Required<Pick<HttpExchange, "grpcStatus" | "grpcMessage">> {
  const fields = [...(trailers ?? []), ...(head?.fields ?? [])];
  const status = fieldOf(fields, "grpc-status");
  const message = fieldOf(fields, "grpc-message");
  return {
    grpcStatus: status !== null && /^\d{1,9}$/.test(status) ? Number(status) : null,
    grpcMessage: message === null ? null : decoded(message).slice(0, LONGEST_MESSAGE),
  };
}

/** Percent-encoded UTF-8; what is no such text is kept as it came. grpc, doc/PROTOCOL-HTTP2.md, "Responses". */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
