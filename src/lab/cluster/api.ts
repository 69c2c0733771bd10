import { join } from "node:path";
import { FaultlineError, type Ms } from "../../base/index.ts";
import type { Ran } from "../world/index.ts";
import { CLUSTER_FOLDER, type Ground, waitFor } from "./ground.ts";
import { API_PORT, kubeconfig } from "./keys.ts";
import { type AccessRule, account, type ClusterObject, listOf } from "./objects.ts";

/** What is asked of the API server, as its administrator. */
export interface ClusterApi {
  /** Path of the administrator's kubeconfig, in the mounts of the cluster. */
  readonly kubeconfig: string;
  /** Runs kubectl; never throws for its exit status. */
  kubectl(argv: readonly string[], input?: string): Promise<Ran>;
  /** `kubectl apply`. @throws FaultlineError `LAB_FAILED` with what it says. */
  apply(objects: readonly ClusterObject[]): Promise<void>;
  /** Deletes objects and waits until they are gone. Gone already is well. */
  remove(objects: readonly ClusterObject[]): Promise<void>;
  /** Reads a path of the API: `/api/v1/nodes`; `null` where the answer is no 2xx. */
  read(path: string): Promise<unknown>;
  /** Waits for a condition: `waitReady("deployment/web", "Available")`. */
  waitReady(object: string, condition: string, options?: WaitOptions): Promise<void>;
  /** Makes a service account that may do what the rules say, and a kubeconfig for it. Gives the path. */
  kubeconfigFor(serviceAccount: string, rules: readonly AccessRule[]): Promise<string>;
}

/** How long, and where, a condition is waited for. */
export interface WaitOptions {
  /** Default 60 s. */
  readonly within?: Ms;
  /** Default `default`. */
  readonly namespace?: string;
}

const KUBECTL_WITHIN: Ms = 60_000;
const READY_WITHIN: Ms = 60_000;
/** The token of a service account. */
const TOKEN_FOR = "12h";
const NAMESPACE = "default";

/** Asks the API server of a cluster from its control plane's namespace. */
export function openApi(ground: Ground, bin: string, control: string): ClusterApi {
  const keys = join(CLUSTER_FOLDER, "keys");
  const config = join(keys, "admin.conf");
  const server = `https://${control}:${API_PORT}`;
  const env = { KUBECONFIG: config, KUBECACHEDIR: join(CLUSTER_FOLDER, "kubectl") };
  const kubectl = (argv: readonly string[], input = "", timeout: Ms = KUBECTL_WITHIN) =>
    ground.run("control", [join(bin, "kubectl"), ...argv], { env, input, timeout });
  const must = async (argv: readonly string[], input = "", timeout: Ms = KUBECTL_WITHIN) => {
    const ran = await kubectl(argv, input, timeout);
    if (ran.status === 0) return ran;
    throw new FaultlineError(
      "LAB_FAILED",
      `Cannot build a cluster: "kubectl ${argv.join(" ").slice(0, 200)}" ended with ${ran.timedOut ? "a timeout" : ran.status}: ${ran.stderr.trim().slice(0, 600)}\n` +
        "Run the command by hand in the cluster",
    );
  };
  const api: ClusterApi = {
    kubeconfig: config,
    kubectl,
    async apply(objects) {
      await must(["apply", "-f", "-"], listOf(objects));
    },
    async remove(objects) {
      await must(["delete", "--ignore-not-found", "--wait", "-f", "-"], listOf(objects));
    },
    async read(path) {
      const login = ["--cert", join(keys, "admin.crt"), "--key", join(keys, "admin.key")];
      const argv = [
        "curl",
        "-sf",
        "--max-time",
        "5",
        "--cacert",
        join(keys, "ca.crt"),
        ...login,
        `${server}${path}`,
      ];
      const { status, stdout } = await ground.run("control", argv);
      return status === 0 ? JSON.parse(stdout) : null;
    },
    async waitReady(object, condition, { within = READY_WITHIN, namespace = NAMESPACE } = {}) {
      const argv = [
        "wait",
        object,
        `--for=condition=${condition}`,
        `--timeout=${within / 1000}s`,
        "-n",
        namespace,
      ];
      await must(argv, "", within + KUBECTL_WITHIN);
    },
    async kubeconfigFor(serviceAccount, rules) {
      await api.apply(account(serviceAccount, NAMESPACE, rules));
      const { stdout } = await must([
        "create",
        "token",
        serviceAccount,
        "-n",
        NAMESPACE,
        `--duration=${TOKEN_FOR}`,
      ]);
      const authority = (await ground.must(null, ["cat", join(keys, "ca.crt")])).stdout;
      return ground.write(
        `access/${serviceAccount}.conf`,
        kubeconfig(server, authority, { token: stdout.trim() }),
      );
    },
  };
  return api;
}

/** Waits until something can be read of the API that `is` accepts. */
export async function waitToRead(
  api: ClusterApi,
  path: string,
  is: (body: unknown) => boolean,
  bound: { readonly within: Ms; readonly signal?: AbortSignal | undefined; readonly why?: () => string },
): Promise<void> {
  const look = async () => {
    const body = await api.read(path);
    return body !== null && is(body) ? true : null;
  };
  await waitFor(path, look, { ...bound, every: 100 });
}
