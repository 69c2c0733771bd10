import type { Evidence, HttpExchange, ProxyConfiguration } from "../evidence/index.ts";
import { hopOf } from "./hops.ts";
import { ofKind } from "./read/reader.ts";

/** The status of a route that is not there. RFC 9110, section 15.5.5. */
const NOT_FOUND = 404;

/**
 * The records as they stand once the configuration and the log of the proxy are known that was asked: an answer that it states to give by
 * itself was made in front of the application, and is no proper one, whatever its page says. docs/contract.md, "Status".
 */
export function asConfigured(evidence: readonly Evidence[]): readonly Evidence[] {
  const made = ofKind(evidence, "attempt").flatMap((attempt) => [
    ...madeInFront(attempt, evidence),
    ...loggedInFront(attempt, evidence),
    ...ruledInFront(attempt, evidence),
    ...unroutedInFront(attempt, evidence),
  ]);
  if (made.length === 0) return evidence;
  const byId = new Map(made.map((record) => [record.id, record]));
  return evidence.map((record) => byId.get(record.id) ?? record);
}

/** The attempt and its exchange as what they are; none where nothing states that the proxy made the answer. */
function madeInFront(attempt: Evidence<"attempt">, evidence: readonly Evidence[]): readonly Evidence[] {
  const { value } = attempt;
  if (!value.answeredProperly || value.status !== NOT_FOUND) return [];
  const asked = ofKind(hereOf(attempt, evidence), "request-asked")[0]?.value;
  // The caller's own word on what is proper goes before.
  if (asked === undefined || asked.expectStatus !== null) return [];
  const exchange = statedAnswer(attempt, evidence, answersItself);
  if (exchange === null) return [];
  return [
    { ...exchange, value: { ...exchange.value, answeredBy: "intermediary" } },
    { ...attempt, value: { ...value, answeredProperly: false, failedAt: "exchange" } },
  ];
}

/** The exchange of an attempt that ended with a 5xx, where every configuration on its way states that the proxy gives that answer by a rule. */
function ruledInFront(attempt: Evidence<"attempt">, evidence: readonly Evidence[]): readonly Evidence[] {
  const { status } = attempt.value;
  if (status === null || status < 500) return [];
  const exchange = statedAnswer(
    attempt,
    evidence,
    ({ route }) =>
      route?.action.kind === "answers" &&
      route.action.status === status &&
      route.action.lacksServer === undefined,
  );
  const route = ofKind(hereOf(attempt, evidence), "proxy-configuration")[0]?.value.route ?? null;
  if (exchange === null || route === null) return [];
  return [{ ...exchange, value: { ...exchange.value, answeredBy: "intermediary", byRule: route.where } }];
}

/**
 * The exchange by which a request of this run was answered, where every configuration on its way states that the proxy gives that answer, and
 * nothing says that the request went further; `null` otherwise.
 */
function statedAnswer(
  attempt: Evidence<"attempt">,
  evidence: readonly Evidence[],
  isStated: (configuration: ProxyConfiguration) => boolean,
): Evidence<"http-exchange"> | null {
  const { purpose, by, value } = attempt;
  if (purpose !== "reference" || by !== "probe") return null;
  const here = hereOf(attempt, evidence);
  const [exchange, ...followed] = ofKind(here, "http-exchange").filter(({ id }) => value.steps.includes(id));
  // What a redirect leads to is another request, and the configuration was read for the first.
  if (exchange === undefined || followed.length > 0 || exchange.value.status !== value.status) return null;
  const configurations = ofKind(here, "proxy-configuration");
  const areStating =
    configurations.length > 0 &&
    configurations.every((record) => isStated(record.value) && canBeOf(record.value, exchange.value));
  return areStating && !cameThrough(evidence, hopOf(attempt), exchange.value) ? exchange : null;
}

/** What was seen of the hop that an attempt went to. */
const hereOf = (attempt: Evidence, evidence: readonly Evidence[]): readonly Evidence[] =>
  evidence.filter((record) => hopOf(record) === hopOf(attempt));

/** The exchange of an attempt that failed as the proxy's own, where its log states of a request of this run that it answered so itself. */
function loggedInFront(attempt: Evidence<"attempt">, evidence: readonly Evidence[]): readonly Evidence[] {
  const { purpose, by, value } = attempt;
  if (purpose !== "reference" || by !== "probe" || value.answeredProperly) return [];
  const here = hereOf(attempt, evidence);
  const isLogged = ofKind(here, "logged-errors").some((record) =>
    record.value.errors.some(
      ({ isOurs, answered }) => isOurs && value.status !== null && answered === value.status,
    ),
  );
  return isLogged ? madeByProxy(attempt, here) : [];
}

/** What a Gateway answers where the only backend of a rule is none. Gateway API, HTTPRouteRule, backendRefs. */
const WITHOUT_BACKEND = 500;

/** The exchange of an attempt as the Gateway's own, where the route that surely takes the request names a Service that is not there. */
function unroutedInFront(attempt: Evidence<"attempt">, evidence: readonly Evidence[]): readonly Evidence[] {
  const { purpose, value } = attempt;
  if (purpose !== "reference" || value.status !== WITHOUT_BACKEND) return [];
  const here = hereOf(attempt, evidence);
  const routes = ofKind(here, "kube-routes").at(-1)?.value.routes ?? [];
  const service = ofKind(here, "kube-service").at(-1)?.value;
  const isSure =
    routes.length > 0 && routes.every(({ kind, isCertain }) => kind === "HTTPRoute" && isCertain);
  if (!isSure || service === undefined || service.outcome === "found") return [];
  return madeByProxy(attempt, here);
}

/** The exchanges by which an attempt was answered, of which nothing tells else who wrote them. */
const madeByProxy = ({ value }: Evidence<"attempt">, here: readonly Evidence[]): readonly Evidence[] =>
  ofKind(here, "http-exchange")
    .filter(
      ({ id, value: { status, answeredBy } }) =>
        value.steps.includes(id) && status === value.status && answeredBy === "unknown",
    )
    .map((exchange) => ({ ...exchange, value: { ...exchange.value, answeredBy: "intermediary" } }));

/** Whether this request leads nowhere. */
const answersItself = ({ route }: ProxyConfiguration): boolean =>
  route === null || (route.action.kind === "answers" && route.action.status === NOT_FOUND);

/** An answer that bears another product's name, or passed on its way, is another's. RFC 9110, section 7.6.3. */
const canBeOf = ({ software }: ProxyConfiguration, answer: HttpExchange): boolean =>
  answer.answeredBy !== "origin" &&
  answer.grpcStatus === undefined &&
  (answer.software === null || answer.software === software) &&
  answer.headers["via"] === undefined &&
  answer.headers["x-envoy-upstream-service-time"] === undefined;

/**
 * Whether the request went further all the same: the proxy's log names where to, the log behind has it, or the application
 * says the same where it is asked itself. The proxy may run by another configuration than the one that was read.
 */
function cameThrough(evidence: readonly Evidence[], hop: number, answer: HttpExchange): boolean {
  const deeper = evidence.filter((record) => hopOf(record) > hop);
  return (
    ofKind(evidence, "logged-exchanges").some((record) => {
      const own = record.value.kept.filter(({ isOurs, status }) => isOurs && status === answer.status);
      if (hopOf(record) === hop) return own.some(({ tries }) => tries.length > 0);
      return hopOf(record) > hop && own.length > 0;
    }) ||
    ofKind(deeper, "http-exchange").some(
      ({ purpose, value }) =>
        purpose === "reference" && value.method === answer.method && value.status === answer.status,
    )
  );
}
