import { hostPort } from "../../base/index.ts";
import { plain, quote } from "../plain.ts";
import { duration } from "../units.ts";
import { count, type Describers, inWords, list } from "./describer.ts";

/** Kinds about names. */
export const describeDns: Describers<
  | "hosts-file"
  | "resolver-config"
  | "name-lookup"
  | "dns-exchange"
  | "dns-sample"
  | "dns-survey"
  | "dns-trace"
> = {
  "hosts-file": ({ name, addresses, lines }) =>
    addresses.length === 0
      ? `/etc/hosts does not name ${name}`
      : `/etc/hosts gives ${list(addresses)} for ${name} (line ${lines.join(", ")})`,
  "resolver-config": (config) => {
    const from = config.overridden ? "resolvers by option" : "resolv.conf names";
    const ignored =
      config.ignoredNameservers.length > 0 ? `; ignored: ${list(config.ignoredNameservers)}` : "";
    const search =
      config.search.length > 0 ? `, search ${config.search.join(" ")}, ndots ${config.ndots}` : "";
    return `${from} ${list(config.nameservers)}${search}, ${config.timeoutSeconds} s × ${count(config.attempts, "try", "tries")}${ignored}`;
  },
  "name-lookup": (lookup) => {
    const after = `after ${duration(lookup.took)} and ${count(lookup.questions.length, "question")}`;
    if (lookup.outcome !== "resolved") {
      return `${lookup.name} does not resolve (${inWords(lookupOutcomes, lookup.outcome)}, ${lookup.error ?? "no error named"}) ${after}`;
    }
    const as =
      lookup.answeredName === null || lookup.answeredName === lookup.name ? "" : ` as ${lookup.answeredName}`;
    return `${lookup.name} resolves${as} to ${list(lookup.addresses)} (${lookup.source ?? "unknown source"}) ${after}`;
  },
  "dns-exchange": (exchange) => {
    const question = `${exchange.name} ${exchange.type} asked of ${hostPort(exchange.server, exchange.port)} by ${exchange.transport.toUpperCase()}`;
    const extended = exchange.extendedErrors.map(({ code, name, text }) =>
      text === "" ? `EDE ${code} ${name}` : `EDE ${code} ${name} ${quote(text)}`,
    );
    if (exchange.outcome !== "answered") {
      const after = `${duration(exchange.took)} and ${count(exchange.sent, "query", "queries")}`;
      return `${question}: ${inWords(exchangeOutcomes, exchange.outcome)} after ${after}${exchange.errno === null ? "" : ` (${exchange.errno})`}`;
    }
    const flags = [
      exchange.authoritative ? "authoritative" : "",
      exchange.truncated ? "truncated" : "",
      ...extended,
    ];
    const noted = flags.filter((flag) => flag !== "");
    const data =
      exchange.addresses.length > 0
        ? exchange.addresses
        : exchange.answers.map(({ type, data }) => `${type} ${plain(data)}`);
    return `${question}: ${exchange.rcode ?? "no rcode"}, ${list(data)} in ${duration(exchange.took)}${noted.length > 0 ? ` (${noted.join(", ")})` : ""}`;
  },
  "dns-sample": (sample) => {
    const sent = sample.quickSent + sample.slowSent;
    const lost = sample.quickLost + sample.slowLost;
    const usual = sample.p50 === null ? "" : `, an answer takes ${duration(sample.p50)}`;
    return `${sample.name} ${sample.types.join(", ")} asked of ${hostPort(sample.server, sample.port)} ${count(sent, "time")}: ${lost} without an answer${usual}`;
  },
  "dns-survey": ({ servers, asked, exchanges }) =>
    `${list(servers)} asked for ${list(asked)} in ${count(exchanges.length, "exchange")}`,
  "dns-trace": (trace) => {
    const way = trace.steps.map(({ zone, outcome }) => `${zone} ${outcome}`).join(" > ");
    const says =
      trace.answer === null
        ? "no authority answers"
        : `the authorities say ${trace.answer.rcode}, ${list(trace.answer.addresses)}`;
    const lame = trace.lameServers.length > 0 ? `; lame: ${list(trace.lameServers)}` : "";
    const apart = trace.authoritiesDisagree ? "; they disagree" : "";
    return `${trace.name} ${trace.type} from ${trace.from}: ${says}${lame}${apart} (${way})`;
  },
};

const lookupOutcomes = {
  "no-such-name": "no such name",
  "no-address": "the name has no address",
  "no-answer": "no resolver answers",
  failed: "the resolver fails",
};

const exchangeOutcomes = {
  "timed-out": "no answer",
  unreachable: "nobody is there",
  malformed: "an answer that is none",
};
