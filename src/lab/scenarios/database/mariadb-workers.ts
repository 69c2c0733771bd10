import type { Draw } from "../../draw.ts";
import type { Mariadb } from "../../servers/index.ts";
import type { Stack } from "./stack.ts";
import type { Count } from "./workers.ts";

/** Counts the workers' sessions in MariaDB, which has room for one administrator more than for others. MariaDB, `max_connections`. */
export const countInMariadb =
  (mariadb: Mariadb, { other }: Stack): Count =>
  async () => {
    const counted = await mariadb
      .sql(
        `SELECT COUNT(*), SUM(COMMAND <> 'Sleep') FROM information_schema.PROCESSLIST WHERE USER = '${other}'`,
      )
      .catch(() => "");
    const [sessions, working] = counted.trim().split("\t");
    // No sum of nothing: NULL.
    return counted === "" ? null : { sessions: Number(sessions), working: Number(working) || 0 };
  };

/**
 * A statement for new sessions that takes the longer the more of them are at it, as one that fills a cold cache does: 50 ms for
 * one alone, half a minute for many. It sleeps by the second, since a longer sleep looks every five whether its client is still
 * there, which work does not; and it runs as who calls it, since who runs one as its definer is listed by the definer's name.
 */
export async function warmUpMariadb(mariadb: Mariadb, { other, name }: Stack, draw: Draw): Promise<string> {
  const called = draw.label();
  await mariadb.sql(
    `DELIMITER //
CREATE FUNCTION \`${called}\`() RETURNS int READS SQL DATA SQL SECURITY INVOKER BEGIN
DECLARE busy, seconds int; SELECT COUNT(*) INTO busy FROM information_schema.PROCESSLIST WHERE USER = '${other}' AND COMMAND <> 'Sleep';
IF busy < 5 THEN RETURN SLEEP(0.05 * busy * busy); END IF;
SET seconds = 25 + 25 * RAND();
WHILE seconds > 0 DO DO SLEEP(1); SET seconds = seconds - 1; END WHILE; RETURN 0; END //`,
    name,
  );
  return `DO \`${called}\`()`;
}
