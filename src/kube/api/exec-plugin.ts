import type { Ms } from "../../base/index.ts";
import { endGroup, startWithPipes } from "../../vantage/index.ts";
import { isMap, type Json, listOf, mapOf, textOf, timeOf } from "./json.ts";

/** What a credential plugin gave. client.authentication.k8s.io. */
export interface Credential {
  readonly token: string | null;
  /** PEM. */
  readonly certificate: string | null;
  /** PEM. */
  readonly key: string | null;
  readonly expiresAt: number | null;
}

/** A credential, or why there is none; what the plugin wrote is never told, for it may hold secrets. */
export type CredentialRead =
  | { readonly outcome: "read"; readonly credential: Credential }
  | { readonly outcome: "failed"; readonly why: string; readonly allowBy: string };

/** How long a plugin may take: one that opens a browser or asks for a password is not for a run. */
const PATIENCE: Ms = 5_000;

/** The most that is read of a plugin's output, in octets. */
const MOST_OUTPUT = 1024 * 1024;

/**
 * Runs the credential plugin that a kubeconfig's user names, within five seconds.
 *
 * @param cluster Told to a plugin that asks for it: `provideClusterInfo`.
 */
export async function runPlugin(
  exec: Json,
  cluster: Json,
  {
    env,
    signal,
  }: { readonly env: Readonly<Record<string, string | undefined>>; readonly signal: AbortSignal },
): Promise<CredentialRead> {
  const command = textOf(exec["command"]);
  if (command === null) return failed("a credential plugin", "has no command");
  const named = `the credential plugin ${command}`;
  const args = listOf(exec["args"]).filter((arg) => typeof arg === "string");
  const info = {
    kind: "ExecCredential",
    apiVersion: exec["apiVersion"] ?? "client.authentication.k8s.io/v1",
    spec: { interactive: false, ...(exec["provideClusterInfo"] === true ? { cluster } : {}) },
  };
  const own = listOf(exec["env"]).flatMap((one) => {
    const { name, value } = mapOf(one);
    return typeof name === "string" && typeof value === "string" ? [[name, value] as const] : [];
  });
  const child = startWithPipes([command, ...args], {
    ...env,
    KUBERNETES_EXEC_INFO: JSON.stringify(info),
    ...Object.fromEntries(own),
  });
  const { promise, resolve, reject } = Promise.withResolvers<CredentialRead>();
  let output = "";
  const timer = setTimeout(() => resolve(failed(named, "gave nothing within 5 s")), PATIENCE);
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  child.stdin?.on("error", () => {}).end();
  child.stderr?.on("error", () => {}).resume();
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    if (output.length > MOST_OUTPUT) resolve(failed(named, "wrote more than 1 MiB"));
  });
  child.on("error", (error: NodeJS.ErrnoException) =>
    resolve(failed(named, error.code === "ENOENT" ? "is not there" : "could not be started")),
  );
  child.on("close", (code) =>
    resolve(code === 0 ? credentialOf(output, named) : failed(named, `ended with status ${code ?? "none"}`)),
  );
  try {
    signal.throwIfAborted();
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
    child.stdout?.destroy();
    child.stderr?.destroy();
    if (child.exitCode === null && child.signalCode === null) endGroup(child);
  }
}

function credentialOf(output: string, named: string): CredentialRead {
  let read: unknown;
  try {
    read = JSON.parse(output);
  } catch (error) {
    if (error instanceof SyntaxError) return failed(named, "wrote no ExecCredential");
    throw error;
  }
  const status = isMap(read) ? mapOf(read["status"]) : {};
  const whole = (key: string) => (typeof status[key] === "string" && status[key] !== "" ? status[key] : null);
  const credential = {
    token: whole("token"),
    certificate: whole("clientCertificateData"),
    key: whole("clientKeyData"),
    expiresAt: timeOf(status["expirationTimestamp"]),
  };
  const isUsable = credential.token !== null || (credential.certificate !== null && credential.key !== null);
  return isUsable ? { outcome: "read", credential } : failed(named, "wrote no token and no certificate");
}

const failed = (named: string, what: string): CredentialRead => ({
  outcome: "failed",
  why: `${named} ${what}`,
  allowBy: `Run ${named.replace(/^(?:the|a) /, "the ")} by hand, or name a kubeconfig with a token or a certificate`,
});
