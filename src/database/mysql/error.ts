import type { DatabaseSession } from "../../evidence/index.ts";
import type { DatabaseComplaint } from "../../wire/index.ts";

/** Outcomes by the server's number. MySQL 8.4, "Server Error Message Reference"; MariaDB, "Error Codes". */
const byNumber: Readonly<Record<string, DatabaseSession["outcome"]>> = {
  // Access denied; no such database; no right to it; host not allowed; host blocked; account locked; password expired; no such plugin.
  1045: "refused-login",
  1049: "refused-login",
  1044: "refused-login",
  1130: "refused-login",
  1129: "refused-login",
  1524: "refused-login",
  1698: "refused-login",
  1820: "refused-login",
  1862: "refused-login",
  3118: "refused-login",
  3955: "refused-login",
  4151: "refused-login",
  // Of the server, of a user's own limit, and of a user's resources.
  1040: "too-many-connections",
  1203: "too-many-connections",
  1226: "too-many-connections",
  // No thread can be made for it.
  1135: "not-ready",
  1053: "not-ready",
  // Connections without TLS are prohibited.
  3159: "tls-mismatch",
  1043: "not-this-database",
};

/** What an error before or at the login means. */
export const outcomeOfMysql = ({ code }: DatabaseComplaint): DatabaseSession["outcome"] =>
  byNumber[code ?? ""] ?? "query-failed";

/** The login was refused by what was proven of the user, and another password, or TLS, might be taken. */
export const isAboutPassword = ({ code }: Pick<DatabaseComplaint, "code">): boolean =>
  code === "1045" || code === "1698";
