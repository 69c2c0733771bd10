import type { LoggedEnding } from "../../evidence/index.ts";

/**
 * What servers and their frameworks say once they are told to end: nginx and Apache, gunicorn, uvicorn, uWSGI, Puma, Spring, Tomcat,
 * .NET, Node's and Go's own words for the signal. SIGKILL cannot be told of by whom it ends. signal(7).
 */
const toldToEnd: readonly RegExp[] = [
  /\bSIG(?:TERM|QUIT|INT)\b/,
  /\bsignal:? ?(?:15|\(?terminated\)?|term(?:inate)?|interrupt)\b/i,
  /\b(?:graceful(?:ly)?|application|server|process|service|master|now|is|and|begin(?:s|ning)?|start(?:s|ing)?|initiat(?:es|ing|ed)) ?[:-]? ?(?:is )?(?:shut(?:s|ting)? ?down|shutdown|stopping|terminating|draining)\b/i,
  /(?:^|["|]|[\]:>-]\s{0,8}|:\d\d(?:[.,]\d{1,9})?Z? )(?:shutting down|stopping|draining|terminating)(?:\b[ .…!":]*(?:$|"|master|server|application|process|service|http|listener|connections|gracefully|now|\d))/i,
  /\bPausing ProtocolHandler\b|\bshutdown (?:requested|initiated|started|in progress|signal)\b/i,
];

/** The same words about another thing: a database that ends, a part that is tidied away, an end that was not. */
const ofAnother =
  /\b(?:database system|terminating connection|idle (?:connection|worker|thread|client)|(?:un|not |no longer )shutting down|ignor(?:ed|ing)|SIGKILL|signal 9|WORKER TIMEOUT|(?:client|peer|remote|upstream|connection) (?:is )?(?:shut(?:ting)? ?down|shutdown|stopping))\b/i;

/** Whether a line says that the process which writes it was told to end. */
export const isToldToEnd = (text: string): boolean =>
  !ofAnother.test(text) && toldToEnd.some((pattern) => pattern.test(text));

/** Lines of a log are looked at for it so far. */
const LONGEST = 400;

/** A line as an ending; `null` where it is none. The text is not yet free of secrets. */
export function endingOf(text: string, at: number): LoggedEnding | null {
  const read = text.slice(0, LONGEST);
  if (!isToldToEnd(read)) return null;
  const port = /(?:\bport\b["']?[ =:]{1,3}|[\w.\]* ]:)(\d{2,5})\b(?![:.]\d)/i.exec(
    read.replace(times, " "),
  )?.[1];
  return { at, text: read, port: port === undefined ? null : portOf(Number(port)) };
}

/** Times of day, whose minutes look like ports. */
const times = /(?:\b|T)\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,9})?\b/g;

const portOf = (number: number): number | null => (number >= 1 && number <= 65_535 ? number : null);
