import type { Target } from "../config/index.ts";
import {
  type DatabaseAsked,
  isProperSession,
  type LoginSources,
  loginTo,
  readDatabaseAsked,
} from "../database/index.ts";
import { type Evidence, isDatabaseScheme } from "../evidence/index.ts";
import type { Made } from "./attempt-outcome.ts";
import { openWay } from "./connect.ts";
import { redial } from "./database-redial.ts";
import { watchHang } from "./database-watch.ts";
import { contextOf, patience, type Secrets, type StepBudget, type Walk } from "./walk.ts";

/**
 * The secrets of a request with the login at its database, where the target is one.
 *
 * @throws FaultlineError `BAD_FILE`
 */
export async function withLogin(
  secrets: Secrets,
  { scheme, host, port, path, credentials, others = [] }: Target,
  sources: Omit<LoginSources, "trust" | "identity">,
): Promise<Secrets> {
  if (!isDatabaseScheme(scheme)) return secrets;
  for (const other of others) {
    sources.recorder.gap({
      boundary: "database",
      needs: `what ${other} does, the next host of the URL`,
      reason: "not-asked",
      allowBy: `Check it by itself: faultline check ${scheme}://${other}`,
    });
  }
  const { trust, identity } = secrets;
  const url = { scheme, host, port, path, credentials, hasOthers: others.length > 0 };
  return { ...secrets, login: await readDatabaseAsked(url, { ...sources, trust, identity }) };
}

/** One attempt at a database: look-up, connect, TLS where it is asked for, login and a query. docs/contract.md, "Status". */
export async function logIn(
  walk: Walk,
  login: DatabaseAsked,
  { budget, forced }: { readonly budget: StepBudget; readonly forced: string | null },
): Promise<Made> {
  const { host, port } = walk.asked;
  const way = await openWay(walk, { scheme: "tcp", host, port, isTarget: true }, budget, forced);
  const lookup = way.lookup?.value.took ?? null;
  const { stream, address } = way;
  if (stream === null || address === null)
    return { way, failedAt: way.failedAt ?? "connect", steps: way.records, exchanges: [], lookup };
  const context = contextOf(walk, budget.patience ?? patience.exchange, budget);
  const already = walk.recorder.evidence.length;
  await using hang = budget.attempt === 1 ? watchHang(walk, login, address) : null;
  const asked = forced === null || isOwnAddress(walk, forced) ? login : { ...login, password: null };
  const { record, session } = await loginTo(
    { stream, asked, address, redial: () => redial(walk, address, budget) },
    context,
  );
  session?.close();
  await hang?.finish(false);
  const handshake = walk.recorder.evidence
    .slice(already)
    .findLast(
      (step): step is Evidence<"tls-handshake"> =>
        step.kind === "tls-handshake" && step.value.address === address && step.purpose === budget.purpose,
    );
  return {
    way: handshake === undefined ? way : { ...way, handshake },
    failedAt: isProperSession(record.value) ? null : "login",
    steps: [...way.records, ...(handshake === undefined ? [] : [handshake]), record],
    exchanges: [],
    lookup,
  };
}

/** An address that the request's own look-up gave. The password goes to no other: who says that it is the database's is not asked. */
const isOwnAddress = ({ recorder }: Walk, address: string): boolean =>
  recorder.evidence.some(
    (record) =>
      record.kind === "name-lookup" &&
      record.purpose === "reference" &&
      record.value.addresses.includes(address),
  );
