import { at, entries, flag, items, type Tree, text } from "../tree.ts";
import { isOf } from "./listener.ts";

/** The HTTP filters of a connection manager, as they are for one route. */
export interface Filters {
  /** In order, without those that are switched off. */
  readonly list: readonly Tree[];
  /** The configuration of a filter: the route's own, else the virtual host's, else the filter's; `null` where there is none. */
  own(type: string, name: string): Tree | null;
}

/** @param scopes The route, the virtual host and the route configuration, as far as they are known, the closest first. */
export function filtersOf(manager: Tree, scopes: readonly Tree[]): Filters {
  const overriding = (filter: Tree): Tree | null => {
    const name = text(filter, "name") ?? "";
    for (const scope of scopes) {
      const found = entries(scope, "typed_per_filter_config").find(([key]) => key === name)?.[1];
      if (found !== undefined) return found;
    }
    return null;
  };
  const isOff = (filter: Tree): boolean => {
    const other = overriding(filter);
    const disabled = other === null ? flag(filter, "disabled") : flag(other, "disabled");
    return disabled === true;
  };
  const list = items(manager, "http_filters").filter((filter) => !isOff(filter));
  return {
    list,
    own(type, name) {
      const filter = list.find((each) => isOf(each, type, name));
      if (filter === undefined) return null;
      const other = overriding(filter);
      if (other === null) return at(filter, "typed_config");
      return text(other, "@type")?.endsWith(".FilterConfig") === true ? at(other, "config") : other;
    },
  };
}
