import type { Ms } from "../../base/index.ts";

/**
 * Why something of a cluster was not read.
 *
 * - `unauthorized`: the account is not known, or its token has expired. `forbidden`: it may not.
 * - `missing`: there is no such object, or no such kind of objects.
 * - `timed-out`: no whole answer within the bound. `failed`: an answer that is none.
 */
export interface ReadFailure {
  readonly outcome: "forbidden" | "missing" | "unauthorized" | "unreachable" | "timed-out" | "failed";
  /** In a few words, free of secrets. */
  readonly why: string;
}

/** What came of reading one object. */
export type ObjectRead = { readonly outcome: "read"; readonly object: unknown } | ReadFailure;

/** What came of reading many. */
export type ListRead =
  | {
      readonly outcome: "read";
      readonly items: readonly unknown[];
      /** There were no more than these. */
      readonly isComplete: boolean;
    }
  | ReadFailure;

/** What came of reading a log or another text. */
export type TextRead = { readonly outcome: "read"; readonly text: string } | ReadFailure;

/** Parameters of a query. */
export type Query = Readonly<Record<string, string | number>>;

/** What came of a command in a container. */
export type ExecRun =
  | {
      readonly outcome: "ran";
      readonly status: number;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly outcome: "missing-tool" }
  | ReadFailure;

/** Where a command is run. */
export interface ContainerNamed {
  readonly namespace: string;
  readonly pod: string;
  /** `null` for the Pod's first. */
  readonly container: string | null;
}

/** A cluster that can be asked. Holds open connections. Nothing of it throws but for an abort. */
export interface Cluster {
  /** The context of the kubeconfig; `in-cluster` for a Pod's own account. */
  readonly name: string;
  /** URL of its API. */
  readonly server: string;
  /** One object by its path: `/api/v1/namespaces/shop/services/api`. */
  get(path: string, query?: Query): Promise<ObjectRead>;
  /**
   * Objects of one kind, by pages; at most `most`. `keep`: what is held of each, so that a page can go before the next comes.
   * `page`: objects of one. `timeout`: how long a page may take, where it is not as long as other requests.
   */
  list(
    path: string,
    query: Query,
    options: {
      readonly most: number;
      readonly keep?: (object: unknown) => unknown;
      readonly page?: number;
      readonly timeout?: Ms;
    },
  ): Promise<ListRead>;
  /** A text, as a container's log. Cut at a bound. */
  text(path: string, query: Query): Promise<TextRead>;
  /** Changes an object by a strategic merge patch: for what `--allow` names, and for nothing else. */
  patch(path: string, patch: unknown): Promise<ObjectRead>;
  /** A command in a container, to its end. */
  exec(where: ContainerNamed, argv: readonly string[], options: { readonly timeout: Ms }): Promise<ExecRun>;
  close(): void;
}
