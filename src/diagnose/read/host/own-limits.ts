import { observe, ofKind, type Reader } from "../reader.ts";

/**
 * Whether the process that connects is at its limit of open files, or its whole system is. Of a process that listens on the same
 * host this says nothing: where client and server are one host it is silent.
 */
export const readOwnLimits: Reader = (evidence, { client, server }) => {
  const records = ofKind(evidence, "process-limits").filter(({ vantage }) => vantage === client);
  if (client === server) return [];
  const hasRoom = records.every(
    ({ value: { openFiles, systemFiles } }) =>
      openFiles.used < openFiles.soft && (systemFiles === null || systemFiles.used < systemFiles.limit),
  );
  return hasRoom ? observe("descriptors-used-up", false, { records, at: client }) : [];
};
