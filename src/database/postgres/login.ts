import type { Duplex } from "node:stream";
import {
  decodePostgresBackend,
  decodePostgresError,
  decodePostgresParameter,
  encodePostgresMessage,
  encodePostgresStartup,
  encodePostgresTlsRequest,
  type Framed,
  readPostgresMessage,
} from "../../wire/index.ts";
import type { DatabaseAsked } from "../asked.ts";
import { isEnd, type Line, type LineBounds, openLine } from "../line.ts";
import { type TlsTurn, turnToTls } from "../tls.ts";
import { endOutcome, type OpenSession, type Tried, untried, whileItHolds } from "../try.ts";
import { authenticator } from "./authenticate.ts";
import { askPostgres } from "./conversation.ts";
import { isPoolers, outcomeOfPostgres } from "./error.ts";

/** Messages before the server is ready: parameters, notices, requests. */
const MOST_AT_START = 500;

/** What is known of a session besides its answer; it changes nothing. */
const FACTS =
  "SELECT pg_catalog.pg_backend_pid(), pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('default_transaction_read_only')";

/** How one login is made. */
export interface LoginTry extends LineBounds {
  readonly asked: DatabaseAsked;
  /** How TLS is made; `null` for a login in clear. */
  readonly tls: TlsTurn | null;
}

/** One letter answers the question for TLS; an error may stand in its place. PostgreSQL, 55.2.10. */
const readTlsAnswer = ([letter]: Uint8Array): Framed<string> => {
  const text = String.fromCharCode(letter ?? 0);
  return text === "S" || text === "N" ? { message: text, octets: 1 } : "strange";
};

/** One login to PostgreSQL, or to what speaks its protocol, and one query. */
export async function loginPostgres(stream: Duplex, { tls, ...given }: LoginTry): Promise<Tried> {
  const line = openLine(stream, given);
  if (tls === null) return start(line, given);
  line.write(encodePostgresTlsRequest());
  const says = await line.read(readTlsAnswer);
  const [first] = line.pending;
  if (says === "strange" && first === 0x45) {
    const error = await line.read(readPostgresMessage);
    line.close();
    if (isEnd(error)) return { ...untried, tls: "refused", outcome: endOutcome[error] };
    const complaint = decodePostgresError(error.body);
    return { ...untried, ...complaint, tls: "not-offered", outcome: outcomeOfPostgres(complaint) };
  }
  if (isEnd(says)) {
    line.close();
    return { ...untried, outcome: endOutcome[says] };
  }
  if (says === "N") {
    if (tls.isOptional) return { ...(await start(line, given)), tls: "not-offered" };
    line.close();
    return { ...untried, tls: "not-offered", outcome: "tls-mismatch", message: "the server offers no TLS" };
  }
  // What came in clear behind the answer must not be taken for what comes under TLS. CVE-2021-23222.
  if (line.pending.length > 0) {
    line.close();
    return { ...untried, outcome: "not-this-database" };
  }
  const turned = await turnToTls(line.release(), tls);
  if (turned.stream === null)
    return {
      ...untried,
      tls: turned.tls,
      tlsError: turned.tlsError,
      outcome: "tls-mismatch",
      message: turned.tlsError,
    };
  return { ...(await start(openLine(turned.stream, given), given)), tls: "used" };
}

async function start(line: Line, given: Omit<LoginTry, "tls">): Promise<Tried> {
  const { asked, clock } = given;
  const begun = clock.ticks();
  const { user, database, settings } = asked;
  line.write(
    encodePostgresStartup({
      user,
      database: database ?? user,
      application_name: "faultline",
      client_encoding: "UTF8",
      ...(settings === null ? {} : { options: settings }),
    }),
  );
  const authenticate = authenticator(line, asked);
  const parameters = new Map<string, string>();
  let backend: number | null = null;
  let greeting: number | null = null;
  let isEarly = true;
  const failed = (rest: Partial<Tried>): Tried => {
    line.close();
    const phases = { greeting, login: null, query: null };
    return { ...untried, phases, isEarly, serverVersion: parameters.get("server_version") ?? null, ...rest };
  };
  for (let count = 0; count < MOST_AT_START; count += 1) {
    const message = await line.read(readPostgresMessage);
    if (isEnd(message)) return failed({ outcome: endOutcome[message] });
    greeting ??= (line.firstAt ?? clock.ticks()) - begun;
    const { type, body } = message;
    if (type === "E") {
      const complaint = decodePostgresError(body);
      const through = isPoolers(complaint) ? "pooler" : "unknown";
      return failed({ ...complaint, outcome: outcomeOfPostgres(complaint), through });
    }
    if (type === "R") {
      isEarly = false;
      const became = await authenticate(body);
      if (became === "done") continue;
      if ("cannot" in became) return failed({ outcome: "cannot-login", message: became.cannot });
      return failed({ outcome: "refused-login", message: became.wrong });
    }
    if (type === "S") {
      const parameter = decodePostgresParameter(body);
      if (parameter !== null) parameters.set(...parameter);
    } else if (type === "K") backend = decodePostgresBackend(body);
    else if (type === "Z") return ready(line, given, { begun, greeting, parameters, backend });
    else if (type !== "N" && type !== "v") return failed({ outcome: "not-this-database" });
  }
  return failed({ outcome: "not-this-database" });
}

interface Started {
  readonly begun: number;
  readonly greeting: number | null;
  readonly parameters: ReadonlyMap<string, string>;
  readonly backend: number | null;
}

async function ready(
  line: Line,
  { asked, clock, deadlineAt }: Omit<LoginTry, "tls">,
  { begun, greeting, parameters, backend }: Started,
): Promise<Tried> {
  const login = clock.ticks() - begun;
  const serverVersion = parameters.get("server_version") ?? null;
  const isConsole = serverVersion?.endsWith("/bouncer") ?? false;
  const patience = () => Math.max(1, deadlineAt - clock.ticks());
  const ask = whileItHolds((statement: string, alone: boolean, time: number = patience()) =>
    askPostgres(line, statement, { clock, patience: time, alone }),
  );
  const asking = clock.ticks();
  const answer = await ask(isConsole ? "SHOW VERSION" : "SELECT 1", false);
  const query = clock.ticks() - asking;
  const known = { ...untried, isEarly: false, serverVersion, phases: { greeting, login, query } };
  if (answer.kind !== "rows") {
    line.close();
    const unanswered = { ...known, phases: { greeting, login, query: null } };
    if (answer.kind === "ended") return { ...unanswered, outcome: endOutcome[answer.how] };
    const { complaint } = answer;
    const through = isPoolers(complaint) ? "pooler" : "unknown";
    const meant = outcomeOfPostgres(complaint);
    return {
      ...unanswered,
      ...complaint,
      through,
      outcome: meant === "refused-login" ? "query-failed" : meant,
    };
  }
  const facts = isConsole ? null : await ask(FACTS, false, Math.min(2_000, patience()));
  const [own, recovers, readOnly] = (facts?.kind === "rows" ? facts.result.rows[0] : null) ?? [];
  const through = isConsole
    ? "pooler"
    : own == null || backend === null
      ? "unknown"
      : Number(own) === backend
        ? "server"
        : "pooler";
  const isReplica = recovers == null ? onOff(parameters.get("in_hot_standby")) : recovers === "t";
  const byDefault = onOff(readOnly ?? parameters.get("default_transaction_read_only"));
  const isReadOnly = isReplica === true ? true : byDefault;
  const session: OpenSession = {
    engine: "postgres",
    serverVersion,
    through,
    ownId: own == null ? null : Number(own),
    ask: (statement, time) => ask(statement, false, time),
    askOne: (statement, time) => ask(statement, true, time),
    close: () => line.close(encodePostgresMessage("X", new Uint8Array(0))),
  };
  if (asked.wantsWrites && isReadOnly === true) {
    const message = "the session is read-only, and the URL asks for one that takes writes";
    return { ...known, through, isReplica, isReadOnly, outcome: "read-only", message, session };
  }
  return { ...known, through, isReplica, isReadOnly, outcome: "answered", session };
}

const onOff = (value: string | null | undefined): boolean | null => (value == null ? null : value === "on");
