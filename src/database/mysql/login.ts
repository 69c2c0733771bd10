import type { Duplex } from "node:stream";
import {
  decodeMysqlError,
  decodeMysqlGreeting,
  encodeMysqlLogin,
  encodeMysqlPacket,
  encodeMysqlTlsRequest,
  type MysqlGreeting,
  mysqlFlag,
  readMysqlGreeting,
} from "../../wire/index.ts";
import { isEnd, type Line, openLine } from "../line.ts";
import type { LoginTry } from "../postgres/login.ts";
import { turnToTls } from "../tls.ts";
import { endOutcome, noPassword, type OpenSession, type Tried, untried, whileItHolds } from "../try.ts";
import { authenticate, firstResponse } from "./authenticate.ts";
import { askMysql } from "./conversation.ts";
import { isAboutPassword, outcomeOfMysql } from "./error.ts";

/** COM_QUIT. */
const QUIT = 0x01;

const FACTS = "SELECT CONNECTION_ID(), @@global.read_only";

/** One login to MySQL or MariaDB, and one query. */
export async function loginMysql(stream: Duplex, { tls, ...given }: LoginTry): Promise<Tried> {
  const { clock, asked } = given;
  const begun = clock.ticks();
  const first = openLine(stream, given);
  const packet = await first.read(readMysqlGreeting);
  if (isEnd(packet)) {
    first.close();
    return { ...untried, outcome: endOutcome[packet] };
  }
  const greetingTook = (first.firstAt ?? clock.ticks()) - begun;
  const phases = { greeting: greetingTook, login: null, query: null };
  const complaint = decodeMysqlError(packet.body);
  const greeting = decodeMysqlGreeting(packet.body);
  if (complaint !== null || greeting === null) {
    first.close();
    if (complaint === null) return { ...untried, phases, outcome: "not-this-database" };
    return { ...untried, ...complaint, phases, outcome: outcomeOfMysql(complaint), through: throughOf(null) };
  }
  const serverVersion = greeting.version;
  const known = { ...untried, phases, serverVersion, through: throughOf(serverVersion) };
  const offersTls = (greeting.capabilities & mysqlFlag.tls) !== 0;
  if (tls === null) return logIn(first, greeting, { ...given, begun, known, isSecured: false, sequence: 1 });
  if (!offersTls) {
    const rest = { tls: "not-offered" } as const;
    if (tls.isOptional) {
      const made = await logIn(first, greeting, { ...given, begun, known, isSecured: false, sequence: 1 });
      return { ...made, ...rest };
    }
    first.close();
    return { ...known, ...rest, outcome: "tls-mismatch", message: "the server offers no TLS" };
  }
  const flags = flagsOf(greeting, asked.database) | mysqlFlag.tls;
  first.write(encodeMysqlPacket(1, encodeMysqlTlsRequest(flags)));
  const turned = await turnToTls(first.release(), tls);
  if (turned.stream === null) {
    const { tlsError } = turned;
    return { ...known, tls: turned.tls, tlsError, outcome: "tls-mismatch", message: tlsError };
  }
  const secured = openLine(turned.stream, given);
  const made = await logIn(secured, greeting, { ...given, begun, known, isSecured: true, sequence: 2 });
  return { ...made, tls: "used" };
}

function flagsOf({ capabilities }: MysqlGreeting, database: string | null): number {
  const wanted =
    mysqlFlag.longPassword |
    mysqlFlag.protocol41 |
    mysqlFlag.transactions |
    mysqlFlag.secureConnection |
    mysqlFlag.pluginAuth |
    (database === null ? 0 : mysqlFlag.connectWithDatabase);
  return (wanted & capabilities) | mysqlFlag.protocol41 | mysqlFlag.secureConnection;
}

/** A pooler greets as itself. */
const throughOf = (version: string | null): Tried["through"] =>
  version === null
    ? "unknown"
    : /proxysql|maxscale|mariadb-proxy|haproxy/i.test(version)
      ? "pooler"
      : "unknown";

interface LogIn extends Omit<LoginTry, "tls"> {
  readonly begun: number;
  readonly known: Tried;
  readonly isSecured: boolean;
  /** Number of the login's packet. */
  readonly sequence: number;
}

async function logIn(line: Line, greeting: MysqlGreeting, given: LogIn): Promise<Tried> {
  const { asked, clock, deadlineAt, begun, known, isSecured, sequence } = given;
  const { user, password, database } = asked;
  const { plugin, scramble } = greeting;
  const capabilities = flagsOf(greeting, database) | (isSecured ? mysqlFlag.tls : 0);
  const response = firstResponse(plugin, password, scramble);
  line.write(
    encodeMysqlPacket(sequence, encodeMysqlLogin({ capabilities, user, response, database, plugin })),
  );
  const became = await authenticate(line, { password, scramble, plugin, isSecured });
  const failed = (rest: Partial<Tried>): Tried => {
    line.close();
    return { ...known, isEarly: false, ...rest };
  };
  if (became.kind === "ended") return failed({ outcome: endOutcome[became.how] });
  if (became.kind === "cannot") return failed({ outcome: "cannot-login", message: became.why });
  if (became.kind === "complaint") {
    const { complaint } = became;
    if (password === null && isAboutPassword(complaint))
      return failed({ outcome: "cannot-login", code: complaint.code, message: noPassword });
    const outcome = outcomeOfMysql(complaint);
    return failed({
      ...complaint,
      outcome,
      ...(outcome === "tls-mismatch" ? { tls: "refused" as const } : {}),
    });
  }
  const login = clock.ticks() - begun;
  const ask = whileItHolds((statement: string, patience: number) =>
    askMysql(line, statement, { clock, patience }),
  );
  const patience = () => Math.max(1, deadlineAt - clock.ticks());
  const asking = clock.ticks();
  const answer = await ask("SELECT 1", patience());
  const phases = { greeting: known.phases.greeting, login, query: clock.ticks() - asking };
  if (answer.kind !== "rows") {
    const rest = { phases: { ...phases, query: null } };
    if (answer.kind === "ended") return failed({ ...rest, outcome: endOutcome[answer.how] });
    return failed({ ...rest, ...answer.complaint, outcome: "query-failed" });
  }
  const facts = await ask(FACTS, Math.min(2_000, patience()));
  const [own, readOnly] = (facts.kind === "rows" ? facts.result.rows[0] : null) ?? [];
  const session: OpenSession = {
    engine: "mysql",
    serverVersion: known.serverVersion,
    through: known.through,
    ownId: own == null ? null : Number(own),
    ask,
    askOne: ask,
    close: () => line.close(encodeMysqlPacket(0, Uint8Array.of(QUIT))),
  };
  const isReadOnly = readOnly == null ? null : readOnly !== "0" && readOnly !== "OFF";
  const through =
    known.through === "pooler" || own == null
      ? known.through
      : Number(own) === greeting.connection
        ? "server"
        : "pooler";
  if (asked.wantsWrites && isReadOnly === true) {
    const message = "the server is read-only, and the URL asks for one that takes writes";
    return { ...known, isEarly: false, phases, isReadOnly, through, outcome: "read-only", message, session };
  }
  return { ...known, isEarly: false, phases, isReadOnly, through, outcome: "answered", session };
}
