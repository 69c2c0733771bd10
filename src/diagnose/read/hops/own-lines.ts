import type { LoggedExchange, LoggedExchanges } from "../../../evidence/index.ts";

/**
 * The requests of this run that a log tells of. They are known by their time and path, which others may share: where the log names
 * senders, only the lines that name this program are its own.
 */
export function ownLines({ kept }: LoggedExchanges): readonly LoggedExchange[] {
  const atTheTime = kept.filter(({ isOurs }) => isOurs);
  const named = atTheTime.filter(({ isByFaultline }) => isByFaultline === true);
  return named.length > 0 ? named : atTheTime;
}
