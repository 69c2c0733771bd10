/**
 * The list of all that was asked of the configured resolvers when they were surveyed: with it a reader knows whether it
 * has everything before it says that nothing came.
 */
export interface DnsSurvey {
  /** As the request has it. */
  readonly name: string;
  /** The names that were asked: the one that was answered, or all candidates of the search list. */
  readonly asked: readonly string[];
  readonly types: readonly string[];
  /** Resolvers that were asked, as `address` or `address:port`. */
  readonly servers: readonly string[];
  /** Ids of every exchange with, and sample of, these resolvers up to now, the reference look-up's included. */
  readonly exchanges: readonly string[];
}
