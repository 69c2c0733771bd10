import type { KubeName } from "../../evidence/index.ts";
import { mapOf, textOf } from "../api/json.ts";

/** What names an object; `null` where it has no name. */
export function nameOf(object: unknown, kind: string): KubeName | null {
  const { name, namespace, uid } = mapOf(mapOf(object)["metadata"]);
  const named = textOf(name);
  return named === null ? null : { kind, namespace: textOf(namespace) ?? "", name: named, uid: textOf(uid) };
}

/** What a reference of another object names: `targetRef`, `involvedObject`; `null` where it names nothing. */
export function referenceOf(value: unknown, namespace: string): KubeName | null {
  const { kind, name, namespace: own, uid } = mapOf(value);
  const named = textOf(name);
  return named === null
    ? null
    : { kind: textOf(kind) ?? "Pod", namespace: textOf(own) ?? namespace, name: named, uid: textOf(uid) };
}

/** Whether both name the same object: by uid where both know it, for another of the same name is another. */
export const isSame = (a: KubeName, b: KubeName): boolean =>
  a.uid !== null && b.uid !== null
    ? a.uid === b.uid
    : a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
