import { observe, ofKind, type Reader } from "../reader.ts";

/**
 * Who sent the reset that ended the flow. The kernel of the server says when it sends one: a reset that came, and that a kernel
 * which was listened to did not send, was made between the two.
 */
export const readResets: Reader = (evidence, { client, server, address }) => {
  const heard = ofKind(evidence, "kernel-events");
  const isFromServer = (event: { readonly source: string | null }) => event.source === address;
  const sent = heard.filter(({ value }) =>
    value.events.some((event) => event.isOfFlow && event.event === "reset-sent" && isFromServer(event)),
  );
  const received = heard.filter(
    ({ vantage, value }) =>
      vantage === client && value.events.some((event) => event.isOfFlow && event.event === "reset-received"),
  );
  const atServer = heard.filter(({ vantage, value }) => vantage === server && !value.isPartial);
  return [
    ...observe("server-sent-reset", true, { records: sent }),
    ...observe("server-sent-reset", false, {
      records:
        sent.length === 0 && received.length > 0 && atServer.length > 0 && server !== client
          ? [...received, ...atServer]
          : [],
    }),
  ];
};
