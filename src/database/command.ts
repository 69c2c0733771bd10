import type { DatabaseAsked } from "./asked.ts";

/**
 * The login and its query by hand: psql(1), mysql(1), redis-cli(1). The password is asked for, or taken from where it lies.
 *
 * @param address In place of the name.
 */
export function clientCommand(
  asked: Pick<DatabaseAsked, "engine" | "host" | "port" | "user" | "isUserGiven" | "database" | "tlsAsked">,
  address?: string,
): string {
  const { engine, port, user, isUserGiven, database, tlsAsked } = asked;
  const host = address ?? asked.host;
  switch (engine) {
    case "postgres": {
      const parts = [
        `host=${host}`,
        `port=${port}`,
        `user=${user}`,
        `dbname=${database ?? user}`,
        `sslmode=${tlsAsked}`,
      ];
      return `psql ${word(parts.join(" "))} -c 'SELECT 1'`;
    }
    case "mysql":
      return `mysql -h ${word(host)} -P ${port} -u ${word(user)} -p${database === null ? "" : ` ${word(database)}`} -e 'SELECT 1'`;
    case "redis": {
      const tls = tlsAsked === "disable" ? "" : " --tls";
      const login = isUserGiven ? ` --user ${word(user)}` : "";
      return `redis-cli -h ${word(host)} -p ${port}${tls}${login}${database === null ? "" : ` -n ${word(database)}`} PING`;
    }
  }
}

/** One word of a POSIX shell. */
const word = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
