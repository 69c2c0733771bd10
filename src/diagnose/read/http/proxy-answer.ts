import { type Evidence, type HttpExchange, statusesOfLimits } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { unresolvedIn } from "../hops/unresolved.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { otherPathServes } from "./another-path.ts";
import { slotsOf, symptomOf } from "./answer-symptom.ts";
import { type FinalExchange, finalExchanges, tellingExchanges, variants } from "./final-exchanges.ts";
import { headOf } from "./large-head.ts";
import { type ProxySays, readProxyWords, readTunnelWords } from "./proxy-words.ts";
import { tlsReasonIn } from "./tls-reason.ts";
import { smallBodiesThatPass } from "./variant.ts";

/** Linux asks for a neighbour three times, a second apart, and then says EHOSTUNREACH: `mcast_solicit`, `retrans_time_ms`. arp(7) */
const NEIGHBOUR_GIVEN_UP = { from: 2900, until: 3400 };

/** haproxy tries a server that refuses three times again, after at most a second each. haproxy, `retries` and `timeout connect`. */
const HAPROXY_RETRIES = { from: 300, until: 3600 };

/** Buffers for a request's head are 8 KiB and more at nginx, Apache and Node, and 16 KiB at haproxy. */
const USUAL_HEAD_BUFFER = 8 * 1024;

/** Work was done before the upstream broke off: a refusal takes one round trip. */
const WORKED: number = 1000;

/** What a proxy's answer says of the way behind it: by its words, and where they do not decide, by what usually is so. */
export const readProxyAnswer: Reader = (evidence, request) => {
  const failed = tellingExchanges(evidence, request.asked.deadline);
  return [
    ...failed.flatMap((final) => observeWords(final)),
    ...failed.flatMap((final) => observeGuess(final, evidence, request)),
    ...ofKind(evidence, "proxy-connect")
      .filter(({ purpose, value }) => purpose === "reference" && value.outcome === "refused-by-proxy")
      .flatMap((record) => {
        const says = readTunnelWords(record.value.says ?? "");
        return says === null ? [] : observe(says, true, { records: [record] });
      }),
    ...failed
      .filter(({ exchange }) => exchange.value.answeredBy === "origin" && (exchange.value.status ?? 0) >= 500)
      .flatMap(({ attempt, exchange }) =>
        observe("error-written-by-application", true, {
          records: [attempt, exchange],
          strength: "x-envoy-upstream-service-time" in exchange.value.headers ? "states" : "suggests",
        }),
      ),
  ];
};

function observeWords({ attempt, exchange }: FinalExchange) {
  const says = exchange.value.byRule === undefined ? readProxyWords(exchange.value) : null;
  if (says === null || exchange.value.answeredBy === "origin") {
    const bare = exchange.value.status !== null && statusesOfLimits.includes(exchange.value.status);
    if (says === null || !bare) return [];
  }
  const { errorBody, headers } = exchange.value;
  const said = `${errorBody ?? ""} ${headers["proxy-status"] ?? ""}`;
  const why = says === "upstream-tls-fails" ? tlsReasonIn(said) : {};
  return observe(says, true, {
    records: [attempt, exchange],
    slots: { ...slotsOf(exchange.value), ...headOf(exchange.value), ...why },
  });
}

function observeGuess(
  { attempt, exchange }: FinalExchange,
  evidence: readonly Evidence[],
  request: ReferenceRequest,
) {
  const { value } = exchange;
  // Our own PING was too much for it: that says nothing of the request.
  if (value.ping?.isRefused === true) return [];
  const symptom = symptomOf(value, request.asked);
  if (readProxyWords(value) !== null) return [];
  const records = [attempt, exchange];
  const slots = slotsOf(value);
  if (symptom === "no-route-for-request")
    return observe("route-missing", true, { records, slots, strength: saysRoute(value) });
  if (symptom === "request-unreadable" && hasLargeHead(value, evidence)) {
    return observe("proxy-head-limit-met", true, {
      records,
      slots: { ...slots, ...headOf(value) },
      strength: "suggests",
    });
  }
  if (symptom === "request-unreadable")
    return observe("proxy-header-disagrees", true, { records, slots, strength: "suggests" });
  if (symptom === "cut-while-sending") {
    // A cut alone says nothing of the size: that a small body passes does.
    const small = smallBodiesThatPass(evidence, request.asked);
    return observe("proxy-body-limit-met", true, {
      records: small.length === 0 ? [] : [...records, ...small],
      slots,
      strength: "suggests",
    });
  }
  if (symptom === "http2-refused") return observeRefusal(value, { records, slots });
  if (symptom === "application-answers-error" && value.answeredBy === "unknown") {
    return observe("error-written-by-application", true, { records, slots, strength: "suggests" });
  }
  if (symptom !== "proxy-answers-error") return [];
  if (unresolvedIn(evidence) !== null) return [];
  // What is seen behind the proxy goes before what its status usually means.
  if (ofKind(evidence, "captured-upstream").some((one) => one.attempt === attempt.value.number)) return [];
  // Of what others met nothing more can be tried: a 502 alone says no more than that the gateway had no valid answer. RFC 9110, section 15.6.3.
  if (exchange.by === "observed" && value.status === 502) return [];
  const guess = guessOf(value, evidence);
  return guess === null ? [] : observe(guess, true, { records, slots, strength: "suggests" });
}

/** What a server means that refuses a stream or a connection of HTTP/2, by its error code. RFC 9113, section 7. */
function observeRefusal(
  { error }: HttpExchange,
  from: Pick<Parameters<typeof observe>[2], "records" | "slots">,
) {
  if (error === "SETTINGS_MAX_CONCURRENT_STREAMS 0") return observe("proxy-limit-met", true, from);
  // The peer takes us for the cause of too much load; or refuses before any work, as where too many streams are open.
  if (error === "ENHANCE_YOUR_CALM" || error === "REFUSED_STREAM")
    return observe("proxy-limit-met", true, { ...from, strength: "suggests" });
  // These name another reason.
  return error !== null && NO_LIMIT.test(error) ? observe("proxy-limit-met", false, from) : [];
}

/** Codes that speak of the protocol or of a fault inside, and of no limit. RFC 9113, section 7. */
const NO_LIMIT =
  /^(PROTOCOL_ERROR|INTERNAL_ERROR|FLOW_CONTROL_ERROR|FRAME_SIZE_ERROR|COMPRESSION_ERROR|INADEQUATE_SECURITY|HTTP_1_1_REQUIRED)$/;

/** A product that only routes has no 404 of its own but for a route that it lacks. */
const saysRoute = ({ software }: HttpExchange) =>
  software === "envoy" || software === "kong" || software === "aws-alb" ? "states" : "suggests";

/** What a gateway's error without telling words usually means. */
function guessOf(value: HttpExchange, evidence: readonly Evidence[]): ProxySays | null {
  const wait = value.phases.firstByte ?? 0;
  const served = otherPathServes(evidence);
  // A proxy that has one status for both timers (nginx) leaves it open; far more requests wait for an answer than for a handshake.
  if (value.status === 504) return "upstream-answers-late";
  if (value.software === "haproxy" && value.status === 503) {
    if (wait < HAPROXY_RETRIES.from) return "upstream-none-healthy";
    return wait < HAPROXY_RETRIES.until ? "upstream-refuses" : "upstream-unreachable";
  }
  // nginx has no 503 for an upstream that fails: it is the status of its limits. ngx_http_limit_req_module, limit_req_status.
  if (value.status === 503 && (value.software === "nginx" || comesAndGoes(value, evidence)))
    return "proxy-limit-met";
  if (value.status === 503) return "upstream-none-healthy";
  if (value.status !== 502) return null;
  if (wait >= NEIGHBOUR_GIVEN_UP.from && wait <= NEIGHBOUR_GIVEN_UP.until) return "upstream-unreachable";
  return wait > WORKED || served === true ? "upstream-breaks-off" : "upstream-refuses";
}

/** Whether some tries of the same request get an answer and others this error: a limit is met and not met. */
const comesAndGoes = (value: HttpExchange, evidence: readonly Evidence[]): boolean =>
  finalExchanges(evidence).some(({ attempt }) => attempt.value.answeredProperly) ||
  variants(evidence).some((other) => other.value.url === value.url && other.value.status === 200);

/** Whether the head is what a parser stumbled on: the same with fewer fields passes, or it is above the usual buffers. */
const hasLargeHead = (value: HttpExchange, evidence: readonly Evidence[]): boolean =>
  value.requestHeadOctets > USUAL_HEAD_BUFFER ||
  variants(evidence).some(
    (other) =>
      other.value.url === value.url &&
      other.value.preamble === "none" &&
      other.value.requestHeadOctets < value.requestHeadOctets &&
      other.value.status !== null &&
      other.value.status !== 400,
  );
