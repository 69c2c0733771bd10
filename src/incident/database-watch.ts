import { hostPort, type Ms } from "../base/index.ts";
import {
  consoleCommand,
  type DatabaseAsked,
  loginTo,
  lookAtState,
  measureStatements,
  type StateLook,
} from "../database/index.ts";
import { createRecorder, type DatabaseSession, type Evidence } from "../evidence/index.ts";
import type { AttemptMade } from "./attempt.ts";
import { redial } from "./database-redial.ts";
import { pause } from "./pause.ts";
import { contextOf, type StepBudget, type Walk } from "./walk.ts";

/** When the state is looked at, after the login: at once, and when what hangs has hung for a while. */
const MOMENTS: readonly Ms[] = [0, 1_000, 2_500];

/** A login or a query that takes this long waits for something. */
const HANG: Ms = 1_000;

/** The bound of a second login, and of all that is asked. */
const PATIENCE: Ms = 5_000;

/** Samples of a database while the rest of a check goes on. */
export interface DatabaseWatch {
  /** Waits for the samples that are still to come; for the one that is under way alone, where `whole` is false. */
  finish(whole: boolean): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The database that stands for pgbouncer's own console. pgbouncer(5), "Admin console". */
const CONSOLE = "pgbouncer";

/** Watches the database that the request has logged in at, and the pools of a pooler before it; nothing where there is none. */
export function watchDatabase(walk: Walk, { record, way }: AttemptMade): DatabaseWatch {
  const { login } = walk.secrets;
  const session = walk.recorder.evidence.findLast(
    (one): one is Evidence<"database-session"> =>
      one.kind === "database-session" && record.value.steps.includes(one.id),
  )?.value;
  const { address } = way;
  if (login === undefined || address === null || session === undefined) return watching(walk, () => []);
  const pool = poolOf(login);
  return watching(walk, (inner, stop) =>
    loginsOf(login, session).map(({ asked, isSure }) =>
      sample(inner, asked, { address, isSure, pool, isWanted: !isLetIn(session), stop, moments: MOMENTS }),
    ),
  );
}

/**
 * Looks at the pools of a pooler while a login or its query waits, where there is one: who waits for a connection of the pool waits
 * no more when one is free.
 */
export function watchHang(walk: Walk, login: DatabaseAsked, address: string): DatabaseWatch {
  if (login.engine !== "postgres" || login.database === CONSOLE) return watching(walk, () => []);
  const pool = poolOf(login);
  const asked = { ...login, database: CONSOLE };
  return watching(walk, (inner, stop) => [
    pause(HANG, AbortSignal.any([inner.signal, stop])).then(() =>
      sample(inner, asked, { address, isSure: false, pool, isWanted: true, stop, moments: [0] }),
    ),
  ]);
}

/** Samples in the background, and how they are ended. */
function watching(
  walk: Walk,
  begin: (inner: Walk, stop: AbortSignal) => readonly Promise<void>[],
): DatabaseWatch {
  const [stop, cut] = [new AbortController(), new AbortController()];
  const inner = { ...walk, signal: AbortSignal.any([walk.signal, cut.signal]) };
  const samples = begin(inner, stop.signal).map((one) =>
    one.catch((error: unknown) => {
      // Ended by us, between two samples.
      if (!stop.signal.aborted || walk.signal.aborted) throw error;
    }),
  );
  const running = Promise.all(samples);
  // Whoever waits for it is told; until then it is nobody's.
  running.catch(() => {});
  return {
    async finish(whole) {
      if (!whole) stop.abort();
      await running;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      cut.abort();
      await running.catch(() => {});
    },
  };
}

const isLetIn = ({ outcome }: Pick<DatabaseSession, "outcome">): boolean =>
  outcome === "answered" || outcome === "read-only";

/** Where something may be read: as the request logs in, where that was let in; and at the console of a pooler, which may be there. */
function loginsOf(
  asked: DatabaseAsked,
  { engine, outcome, through, phases }: DatabaseSession,
): readonly { readonly asked: DatabaseAsked; readonly isSure: boolean }[] {
  const isIn = isLetIn({ outcome });
  // A login without an answer is what a pooler gives that has no connection to hand on.
  const mayBePooled = through === "pooler" || (!isIn && phases.login !== null);
  return [
    ...(isIn ? [{ asked, isSure: true }] : []),
    ...(engine === "postgres" && mayBePooled && asked.database !== CONSOLE
      ? [{ asked: { ...asked, database: CONSOLE }, isSure: false }]
      : []),
  ];
}

/** The pool that a login is given a connection of. pgbouncer(1), `SHOW POOLS`. */
const poolOf = ({ database, user }: DatabaseAsked): string => `${database ?? user}/${user}`;

async function sample(
  walk: Walk,
  asked: DatabaseAsked,
  {
    address,
    isSure,
    pool,
    isWanted,
    stop,
    moments,
  }: {
    readonly address: string;
    readonly isSure: boolean;
    readonly pool: string;
    /** The login failed: what a console does not show is then a gap. */
    readonly isWanted: boolean;
    readonly stop: AbortSignal;
    readonly moments: readonly Ms[];
  },
): Promise<void> {
  const budget: StepBudget = { purpose: "context", attempt: null, deadlineAt: null };
  const context = contextOf(walk, PATIENCE, budget);
  const stream = await redial(walk, address, budget);
  if (stream === null) return;
  const aside = createRecorder(walk.vantage.name);
  const isHere = stream.localAddress !== undefined && stream.localAddress === stream.remoteAddress;
  const { session, record } = await loginTo(
    { stream, asked, address, redial: () => redial(walk, address, budget) },
    { ...context, recorder: aside },
  );
  if (session === null) {
    if (isWanted && isClosedConsole(asked, record.value)) tellClosed(walk, { asked, address });
    if (!isSure) return;
    walk.recorder.gap({
      boundary: "database",
      needs: `the state of ${address}: a second login was not let in`,
      reason: "unreachable",
      allowBy: "ask once more when a connection is free",
    });
    return;
  }
  const begun = walk.clock.ticks();
  const look: StateLook = {
    ...{ session, asked, address, isHere, pool, explained: new Set<string>() },
    ...(walk.allowed.explainAnalyze ? { toMeasure: [] } : {}),
  };
  try {
    for (const moment of moments) {
      const wait = moment - (walk.clock.ticks() - begun);
      if (wait > 0) await pause(wait, AbortSignal.any([walk.signal, stop]));
      // The first one is for every check, however short.
      if (moment > 0 && stop.aborted) return;
      if (!(await lookAtState(look, context))) return;
    }
    // Last: what is run once more would hold up the samples of what runs.
    if (!stop.aborted) await measureStatements(look, context);
  } finally {
    session.close();
  }
}

/** Only a pooler says so of the database of that name, by a code that the server has for no login. pgbouncer, src/client.c. */
const isClosedConsole = ({ database }: DatabaseAsked, { code, message }: DatabaseSession): boolean =>
  database === CONSOLE && code === "08P01" && message === "not allowed";

/** That a pooler is there, which does not show its pools to this user. */
function tellClosed(
  { recorder, clock }: Walk,
  at: { readonly asked: DatabaseAsked; readonly address: string },
) {
  const source = hostPort(at.address, at.asked.port);
  recorder.record(
    "pool-state",
    { source, isClosed: true, pools: [] },
    {
      ...({ boundary: "database", by: "observed", purpose: "context" } as const),
      ...{ observedAt: clock.now(), took: 0, command: consoleCommand(at) },
    },
  );
  recorder.gap({
    boundary: "database",
    needs: `the pools of the pooler at ${source}, and where its server is`,
    reason: "permission",
    allowBy: "let the user that asks read them: stats_users in pgbouncer.ini",
  });
}
