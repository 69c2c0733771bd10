import type { KubeEvent } from "../../evidence/index.ts";
import { countOf, mapOf, messageOf, textOf, timeOf } from "../api/json.ts";
import { referenceOf } from "./name.ts";

/**
 * An event of the API as evidence; `null` where it is about nothing, or about another object than that of the uid: one of
 * the same name that was there before. Kubernetes API, Event v1.
 */
export function eventOf(object: unknown, uid: string): KubeEvent | null {
  const event = mapOf(object);
  const about = referenceOf(
    event["involvedObject"] ?? event["regarding"],
    textOf(mapOf(event["metadata"])["namespace"]) ?? "",
  );
  if (about === null || about.uid !== uid) return null;
  const series = mapOf(event["series"]);
  // Of an event by the newer kind the count and the last time are in its series, if there was more than one.
  const firstAt =
    timeOf(event["firstTimestamp"] ?? event["deprecatedFirstTimestamp"]) ?? timeOf(event["eventTime"]);
  const last =
    timeOf(series["lastObservedTime"]) ?? timeOf(event["lastTimestamp"] ?? event["deprecatedLastTimestamp"]);
  return {
    about,
    type: event["type"] === "Warning" ? "Warning" : "Normal",
    reason: textOf(event["reason"]) ?? "",
    message: messageOf(event["message"] ?? event["note"]) ?? "",
    times: countOf(series["count"]) ?? countOf(event["count"] ?? event["deprecatedCount"]) ?? 1,
    firstAt,
    lastAt: last ?? firstAt,
  };
}
