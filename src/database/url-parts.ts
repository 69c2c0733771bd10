/** What a URL holds besides host and port, decoded. */
export interface UrlParts {
  readonly user: string | null;
  readonly password: string | null;
  readonly database: string | null;
  /** Option by its name in lower case. */
  readonly options: ReadonlyMap<string, string>;
}

/** Percent-decodes what can be decoded, and leaves the rest as it is written. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Takes the parts of a database's URL apart.
 *
 * @param credentials `user:password` as written; `null` for none.
 * @param path Path and query as written.
 */
export function partsOfUrl(credentials: string | null, path: string): UrlParts {
  const colon = credentials?.indexOf(":") ?? -1;
  const user = credentials === null ? null : colon < 0 ? credentials : credentials.slice(0, colon);
  const password = credentials === null || colon < 0 ? null : credentials.slice(colon + 1);
  const [way = "", query = ""] = path.split(/\?(.*)/s);
  const database = decoded(way.replace(/^\//, "").replace(/\/$/, ""));
  const options = new Map(
    query
      .split("&")
      .filter((pair) => pair !== "")
      .map((pair) => {
        const [name = "", value = ""] = pair.split(/=(.*)/s);
        return [decoded(name).toLowerCase(), decoded(value)] as const;
      }),
  );
  return {
    user: user === null || user === "" ? null : decoded(user),
    password: password === null || password === "" ? null : decoded(password),
    database: database === "" ? null : database,
    options,
  };
}
