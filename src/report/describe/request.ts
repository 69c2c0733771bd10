import { hostPort } from "../../base/index.ts";
import { quote } from "../plain.ts";
import { asideWords, groupWords, keptWords, shareWords } from "../series-words.ts";
import { duration, octets } from "../units.ts";
import { type Describers, inWords, list } from "./describer.ts";

/** Kinds about the request as a whole. */
export const describeRequest: Describers<"request-asked" | "symptom" | "attempt" | "series"> = {
  "request-asked": (asked) => {
    const body = asked.dataOctets > 0 ? ` with a body of ${octets(asked.dataOctets)}` : "";
    const deadline = asked.deadline === null ? "" : `, within ${duration(asked.deadline)}`;
    const by =
      asked.proxy === null
        ? ""
        : `, by the proxy ${hostPort(asked.proxy.host, asked.proxy.port)} (${asked.proxy.from})`;
    return `Asked for: ${asked.method} ${asked.target}${body}${deadline}${by}`;
  },
  symptom: ({ text, signals }) =>
    `The user saw ${quote(text)}${signals.length === 0 ? "" : `, which speaks of ${list(signals)}`}`,
  attempt: (attempt, { purpose }) => {
    const to = attempt.address === null ? "" : ` to ${hostPort(attempt.address, attempt.port ?? 0)}`;
    const status = attempt.status === null ? "" : ` with status ${attempt.status}`;
    const end =
      attempt.failedAt === null
        ? `got a proper answer${status}`
        : `failed at the ${inWords(attemptSteps, attempt.failedAt)}${status}`;
    const improper =
      attempt.failedAt === null && !attempt.answeredProperly ? `got no proper answer${status}` : end;
    const which = purpose === "reference" ? `Attempt ${attempt.number}` : "An experiment";
    return `${which}${to} ${improper} after ${duration(attempt.took)}`;
  },
  series: (series) => {
    const { of, p50, p99, asked } = series;
    const times =
      p50 === null
        ? ""
        : `successes took ${duration(p50)} (median), ${duration(p99 ?? p50)} (99th percentile)`;
    const fewer = asked === undefined ? "" : `, and not ${asked}: the time for them was up`;
    const parts = [
      `Repeated ${of}: ${shareWords(series) ?? "none"}${fewer}`,
      ...groupWords(series),
      keptWords(series),
      asideWords(series),
      times,
    ];
    return parts.filter((part) => part !== null && part !== "").join("; ");
  },
};

const attemptSteps = {
  lookup: "name look-up",
  connect: "TCP connect",
  proxy: "proxy",
  tls: "TLS handshake",
  login: "login to the database, or its query",
  exchange: "exchange of request and answer",
  deadline: "caller's deadline",
};
