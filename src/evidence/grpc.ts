import type { HttpExchange } from "./http-exchange.ts";
import type { Scheme } from "./request-asked.ts";

/** Whether a target is asked by gRPC: in clear (HTTP/2 with prior knowledge), or over TLS. */
export const isGrpcScheme = (scheme: Scheme): scheme is "grpc" | "grpcs" =>
  scheme === "grpc" || scheme === "grpcs";

/** The method that every client may ask for: it changes nothing. grpc, doc/health-checking.md. */
export const GRPC_HEALTH = "/grpc.health.v1.Health/Check";

/** Names of the statuses, by number. grpc, doc/statuscodes.md. */
const names = [
  ...["OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND"],
  ...["ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED"],
  ...["OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"],
];

/**
 * Statuses that say that the server failed, or that a limit was met, and what HTTP says in such a case. The others are an application's
 * deliberate answers; UNIMPLEMENTED is one of a server that has no such method, and speaks gRPC. A name of the status alone does not
 * say that a gateway spoke: DEADLINE_EXCEEDED can be the application's own.
 */
const failures: Readonly<Record<number, { readonly byServer: number; readonly byIntermediary: number }>> = {
  2: { byServer: 500, byIntermediary: 502 },
  4: { byServer: 500, byIntermediary: 504 },
  8: { byServer: 429, byIntermediary: 429 },
  13: { byServer: 500, byIntermediary: 502 },
  14: { byServer: 503, byIntermediary: 503 },
  15: { byServer: 500, byIntermediary: 502 },
};

/** What HTTP says in place of a gRPC status that is a failure; `null` where it is none. */
export const httpStatusOf = (grpcStatus: number, answeredBy: HttpExchange["answeredBy"]): number | null => {
  const failure = failures[grpcStatus];
  if (failure === undefined) return null;
  return answeredBy === "intermediary" ? failure.byIntermediary : failure.byServer;
};

/** Whether a whole answer with HTTP's 200 is a proper one of gRPC. Without a status it is none: grpc, doc/PROTOCOL-HTTP2.md, "Responses". */
export const isProperGrpc = ({ status, grpcStatus, answeredBy }: HttpExchange): boolean =>
  status === 200 && typeof grpcStatus === "number" && httpStatusOf(grpcStatus, answeredBy) === null;

/** A failure that gRPC tells, in the words of HTTP; anything else as it is. */
export function inWordsOfHttp(value: HttpExchange): HttpExchange {
  const { grpcStatus, grpcMessage, answeredBy } = value;
  if (typeof grpcStatus !== "number") return value;
  const status = httpStatusOf(grpcStatus, answeredBy);
  if (status === null) return value;
  return {
    ...value,
    status,
    reason: `(gRPC ${grpcStatus} ${names[grpcStatus] ?? ""})`,
    errorBody: grpcMessage ?? "",
  };
}
