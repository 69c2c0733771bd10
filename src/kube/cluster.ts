import { FaultlineError, type Ms } from "../base/index.ts";
import type { Cluster, ListRead, ObjectRead, Query, TextRead } from "./api/cluster-read.ts";
import { type ContainerExec, execIn } from "./api/exec.ts";
import { type ClusterAsked, readKubeconfig } from "./api/kubeconfig.ts";
import { openAccess } from "./api/open-access.ts";
import { MOST_OCTETS, readPages } from "./api/pages.ts";
import { type Access, ask, failureOf, jsonOf, NO_JSON } from "./api/request.ts";

/** How long one request may take. */
const PATIENCE: Ms = 5_000;

/** The most of a log, in octets. */
const MOST_TEXT = 256 * 1024;

/** A cluster that can be asked, or why not. */
export type ClusterOpened =
  | { readonly outcome: "opened"; readonly cluster: Cluster }
  | {
      readonly outcome: "no-config" | "bad-config" | "no-context" | "no-credential";
      /** As the end of a sentence, free of secrets. */
      readonly why: string;
      readonly allowBy: string;
    };

/** Opens the cluster that a kubeconfig names. Asks nothing of it yet. Throws only for an abort. */
export async function openCluster(
  asked: ClusterAsked,
  around: { readonly env: Readonly<Record<string, string | undefined>>; readonly signal: AbortSignal },
): Promise<ClusterOpened> {
  const read = await readKubeconfig(asked, around.env);
  if (read.outcome !== "read") return read;
  const opened = await openAccess(read.config, around);
  if (opened.outcome !== "opened") return opened;
  const { access, close } = opened;
  const exec: ContainerExec = (where, argv, options) =>
    execIn(access, { where, argv, ...options, signal: around.signal });
  return {
    outcome: "opened",
    cluster: clusterOf(read.context, access, { exec, close, signal: around.signal }),
  };
}

/** What to do where no cluster is known. */
export const NAME_A_CLUSTER = "Name one: --kubeconfig FILE, --context NAME, or KUBECONFIG in the environment";

/** What a user is told whose kubeconfig is of no use; `null` for one that is, or whose credential cannot be had now. */
export function refusalOf(opened: ClusterOpened): FaultlineError | null {
  if (opened.outcome === "opened" || opened.outcome === "no-credential") return null;
  const advice = opened.outcome === "bad-config" ? opened.allowBy : NAME_A_CLUSTER;
  return new FaultlineError("BAD_OPTION", `Cannot ask a cluster: ${opened.why}\n${advice}`);
}

/** A cluster by an access to it. */
export function clusterOf(
  name: string,
  access: Access,
  rest: { readonly exec: ContainerExec; close(): void; readonly signal: AbortSignal },
): Cluster {
  const { signal } = rest;
  const get = (path: string, query: Query, most = MOST_OCTETS, timeout = PATIENCE) =>
    ask(targetOf(path, query), access, { timeout, most, signal });
  return {
    name,
    server: access.server.href,
    exec: rest.exec,
    close: rest.close,
    async get(path, query = {}): Promise<ObjectRead> {
      const answer = await get(path, query);
      if (answer.outcome !== "answered") return failureOf(answer);
      const object = jsonOf(answer);
      return object === undefined ? NO_JSON : { outcome: "read", object };
    },
    async patch(path, patch): Promise<ObjectRead> {
      const answer = await ask(path, access, { timeout: PATIENCE, most: MOST_OCTETS, signal, patch });
      if (answer.outcome !== "answered") return failureOf(answer);
      const object = jsonOf(answer);
      return object === undefined ? NO_JSON : { outcome: "read", object };
    },
    async text(path, query): Promise<TextRead> {
      const answer = await get(path, query, MOST_TEXT);
      return answer.outcome === "answered" ? { outcome: "read", text: answer.body } : failureOf(answer);
    },
    async list(path, query, { most, keep, page, timeout = PATIENCE }): Promise<ListRead> {
      const askPage = (path: string, query: Query, most: number) => get(path, query, most, timeout);
      const asked = { path, query, most, keep, page, ask: askPage };
      const read = await readPages(asked);
      // What the list was begun with is no longer kept: it is begun again, once.
      const again = read === "expired" ? await readPages(asked) : read;
      return again === "expired" ? { outcome: "failed", why: "answered 410 twice: the list expired" } : again;
    },
  };
}

const targetOf = (path: string, query: Query): string => {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) parameters.set(key, String(value));
  return parameters.size === 0 ? path : `${path}?${parameters}`;
};
