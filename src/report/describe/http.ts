import { hostPort } from "../../base/index.ts";
import type { HttpExchange } from "../../evidence/index.ts";
import { plain, quote } from "../plain.ts";
import { duration, octets } from "../units.ts";
import { count, type Describers, inWords } from "./describer.ts";

/** Kinds about HTTP. */
export const describeHttp: Describers<"http-exchange" | "idle-connection"> = {
  "http-exchange": (http) => {
    const asked = `${http.method} ${plain(http.url)} at ${hostPort(http.address, http.port)} (${http.protocol})`;
    return `${asked}: ${ending(http)}, ${duration(http.took)}${pingOf(http)}`;
  },
  "idle-connection": ({ address, port, requestsBefore, outcome, idle }) =>
    `The connection to ${hostPort(address, port)}, left idle after ${count(requestsBefore, "request")}: ${inWords(idleEndings, outcome)} after ${duration(idle)}`,
};

/** What a PING says of an answer that is late; empty where none was sent. */
function pingOf({ ping, protocol }: HttpExchange): string {
  if (ping === undefined || protocol !== "h2") return "";
  if (ping.isRefused) return "; the peer ended the connection for too many PINGs";
  return ping.roundTrip === null
    ? `; a PING on the connection had no answer in ${duration(ping.waited ?? 0)} either`
    : `; a PING on the connection was answered in ${duration(ping.roundTrip)} meanwhile`;
}

function ending(http: HttpExchange): string {
  const by = http.software === null ? "" : ` by ${plain(http.software)}`;
  const status =
    http.status === null
      ? ""
      : `status ${http.status}${http.reason === null || http.reason === "" ? "" : ` ${plain(http.reason)}`}`;
  const says = http.errorBody === null || http.errorBody === "" ? "" : `, ${quote(http.errorBody, 80)}`;
  const promised = http.promisedOctets === null ? "" : ` of ${http.promisedOctets}`;
  switch (http.outcome) {
    case "answered":
      if (http.location !== null) return `${status}${by}, leads to ${plain(http.location)}`;
      return `${status}${by}, ${octets(http.bodyOctets)}${says}`;
    case "truncated":
      return `${status}${by}, ends after ${http.bodyOctets}${promised} octets`;
    case "stalled":
      return `${status === "" ? "an answer begins" : status}${by} and stops after ${http.bodyOctets}${promised} octets`;
    case "not-http":
      return `what answers is no HTTP: ${quote(http.strangeAnswer ?? "", 60)}`;
    case "bounded":
      return `${status}${by}, not read further than ${octets(http.bodyOctets)}`;
    default:
      return `${inWords(endings, http.outcome)}${http.sentOctets > 0 ? ` after ${octets(http.sentOctets)} of the body were sent` : ""}`;
  }
}

const idleEndings = { open: "it still stands", fin: "the server closes it", reset: "it is reset" };

const endings = {
  "no-answer": "no answer",
  closed: "the connection was closed before an answer",
  reset: "the connection was reset before an answer",
  goaway: "the server ends the HTTP/2 connection (GOAWAY)",
  malformed: "the answer is malformed",
  "stream-reset": "the server refuses the HTTP/2 stream (RST_STREAM)",
};
