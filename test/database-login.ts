import { systemClock } from "../src/base/index.ts";
import { type DatabaseUrl, type LoggedIn, loginTo, readDatabaseAsked } from "../src/database/index.ts";
import { createRecorder, type DatabaseScheme, type Recorder } from "../src/evidence/index.ts";
import { makeTrust, type ProbeContext } from "../src/probe/index.ts";
import { localVantage } from "../src/vantage/index.ts";
import { dial } from "./database-servers.ts";

/** A login by a URL's parts on loopback, and all that was recorded. */
export interface LoginMade extends LoggedIn {
  readonly recorder: Recorder;
  readonly context: ProbeContext;
}

/** The login that a URL asks for; its environment is empty but for what is given. */
export function askedOf(
  url: Pick<DatabaseUrl, "scheme" | "port"> & Partial<DatabaseUrl>,
  recorder = createRecorder("client"),
  env: Readonly<Record<string, string>> = {},
) {
  return readDatabaseAsked(
    { host: "127.0.0.1", path: "/", credentials: null, hasOthers: false, ...url },
    {
      vantage: localVantage("client"),
      env,
      passwordFile: null,
      trust: makeTrust([], "system", []),
      identity: null,
      recorder,
    },
  );
}

/** Logs in at loopback: `logIn("postgres", 5432, "app:geheim", "/shop")`. */
export async function logIn(
  scheme: DatabaseScheme,
  port: number,
  {
    credentials,
    path = "/",
    timeout = 20_000,
  }: { readonly credentials: string | null; readonly path?: string; readonly timeout?: number },
): Promise<LoginMade> {
  const recorder = createRecorder("client");
  const asked = await askedOf({ scheme, port, credentials, path }, recorder);
  const stream = await dial(port);
  if (stream === null) throw new Error("nothing listens");
  const { signal } = new AbortController();
  const context: ProbeContext = {
    clock: systemClock,
    recorder,
    signal,
    timeout,
    purpose: "reference",
    attempt: 1,
  };
  const made = await loginTo({ stream, asked, address: "127.0.0.1", redial: () => dial(port) }, context);
  return { ...made, recorder, context };
}
