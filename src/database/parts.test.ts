import { generateKeyPairSync, privateDecrypt } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encryptPassword, scramblePassword } from "./mysql/scramble.ts";
import { passwordFromPgpass, passwordOfFile } from "./password-file.ts";
import { beginScram } from "./postgres/scram.ts";
import { measuredOf } from "./state/measured-json.ts";
import { aliasesOf, describePlan, planOfMysql, planOfPostgres, tablesOf } from "./state/plan-json.ts";
import { digestOf, mayBeExplained, mayBeRun, verbOf } from "./state/statement-text.ts";
import { partsOfUrl } from "./url-parts.ts";

const hex = (octets: Uint8Array) => Buffer.from(octets).toString("hex");

describe("passwords", () => {
  const wanted = { host: "db.example", port: 5432, database: "shop", user: "app" };

  test.each([
    ["db.example:5432:shop:app:pw", "pw"],
    ["# note\n*:*:*:app:a\\:b:c", "a:b:c"],
    ["other:*:*:*:no\n*:*:*:*:yes", "yes"],
    ["*:*:*:other:no", null],
    ["nonsense", null],
  ])("~/.pgpass with %j", (text, password) => expect(passwordFromPgpass(text, wanted)).toBe(password));

  test("a file of a password has it on its first line", () => {
    expect(passwordOfFile("pw with blanks \nmore\n")).toBe("pw with blanks ");
  });

  test("no text makes a reader throw", () => {
    fc.assert(fc.property(fc.string(), (text) => void passwordFromPgpass(text, wanted)));
    fc.assert(
      fc.property(fc.option(fc.string()), fc.string(), (login, path) => void partsOfUrl(login, path)),
    );
  });

  test("MySQL's scrambles are its own", () => {
    const scramble = Buffer.from("abcdefghijklmnopqrst");
    expect(hex(scramblePassword("mysql_native_password", "geheim", scramble))).toHaveLength(40);
    expect(hex(scramblePassword("caching_sha2_password", "geheim", scramble))).toHaveLength(64);
    expect(scramblePassword("mysql_native_password", "", scramble)).toHaveLength(0);
  });

  test("a password under the server's key is read by the server, and by a key that is none not at all", () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const scramble = Buffer.from("abcdefghijklmnopqrst");
    const sealed = encryptPassword("geheim", scramble, publicKey);
    const opened = privateDecrypt(privateKey, sealed ?? new Uint8Array(0));
    const plain = Buffer.from(opened.map((octet, index) => octet ^ (scramble[index % 20] ?? 0)));
    expect(plain.toString()).toBe("geheim\0");
    expect(encryptPassword("geheim", scramble, "no key")).toBe(null);
  });

  test("SCRAM takes no message that is not to its own nonce, nor rounds without end", async () => {
    const scram = beginScram("geheim");
    expect(await scram.answer("r=other,s=AAAA,i=4096")).toBe(null);
    const nonce = /r=(.*)$/.exec(scram.first)?.[1] ?? "";
    expect(await scram.answer(`r=${nonce}more,s=AAAA,i=999999999`)).toBe(null);
    expect(await scram.answer(`r=${nonce}more,s=AAAA,i=1`)).toMatch(/^c=biws,r=.*more,p=.{44}$/);
    expect(scram.isServerProven("v=AAAA")).toBe(false);
  });
});

describe("the text of a statement", () => {
  test.each([
    ["select 1", "SELECT"],
    ["/* app:web */ -- x\n  ( UPDATE t set a=1", "UPDATE"],
    ["", null],
  ])("%j has the verb %s", (text, verb) => expect(verbOf(text)).toBe(verb));

  test("values make no other digest, tables do", () => {
    const digest = digestOf("SELECT * FROM t WHERE a = 'x' AND b IN (1, 2, 3)");
    expect(digestOf("select *  from t\nwhere a = 'it''s' and b in (4)")).not.toBe(null);
    expect(digestOf("select * from t where a = 'y' and b in (7, 8)")).toBe(digest);
    expect(digestOf("select * from u where a = 'y' and b in (7, 8)")).not.toBe(digest);
  });

  test("only what reads is explained", () => {
    expect(["SELECT 1", "WITH a AS (SELECT 1) SELECT 2"].every(mayBeExplained)).toBe(true);
    expect(["UPDATE t SET a = 1", "CALL p()", "EXPLAIN ANALYZE SELECT 1", ""].some(mayBeExplained)).toBe(
      false,
    );
  });

  test("no text makes them throw or hang", () => {
    fc.assert(
      fc.property(
        fc.string(),
        (text) => void [verbOf(text), digestOf(text), mayBeRun(text), aliasesOf(text)],
      ),
    );
    expect(digestOf(`select '${"\\'".repeat(20_000)}`)).not.toBe(null);
    expect(verbOf("/*".repeat(20_000))).toBe(null);
  });
});

describe("mayBeRun()", () => {
  test.each([
    "SELECT a FROM t WHERE note = 'insert into; update $1 ?'",
    "WITH x AS (SELECT 1) SELECT * FROM x;",
    "select count(*) from orders where intolerance = 1",
  ])("lets run what reads: %s", (text) => expect(mayBeRun(text)).toBe(true));

  test.each([
    "SELECT * FROM t FOR UPDATE",
    "SELECT * FROM t FOR NO KEY UPDATE SKIP LOCKED",
    "SELECT * FROM t LOCK IN SHARE MODE",
    "SELECT * INTO u FROM t",
    "SELECT * FROM t INTO OUTFILE '/tmp/x'",
    "SELECT * FROM t /*! INTO OUTFILE '/tmp/x' */",
    "WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x",
    "SELECT pg_terminate_backend(7)",
    "SELECT get_lock ('a', 1)",
    "SELECT nextval('s')",
    "SELECT @a := 1",
    "SELECT * FROM t WHERE a = $1",
    "SELECT * FROM t WHERE a = ?",
    "SELECT 1; SELECT 2",
    "UPDATE t SET a = 1",
    "",
  ])("refuses what may do more, or whose values are not known: %s", (text) =>
    expect(mayBeRun(text)).toBe(false),
  );
});

describe("plans", () => {
  const orders = tablesOf([
    { relname: "orders", reltuples: "200000", columns: "id\ncustomer_id\nnote", indexed: "id" },
  ]);

  test("a sequential scan of PostgreSQL has its table and columns, and no value", () => {
    const plan = planOfPostgres(
      JSON.stringify([
        {
          Plan: {
            "Node Type": "Hash Join",
            "Total Cost": 12.5,
            "Hash Cond": "(o.customer_id = c.id)",
            Plans: [
              {
                "Node Type": "Seq Scan",
                "Relation Name": "orders",
                Alias: "o",
                Filter: "(note = 'customer secret id'::text)",
              },
              { "Node Type": "Index Scan", "Relation Name": "customers", Alias: "c" },
            ],
          },
        },
      ]),
    );
    expect(plan && describePlan(plan, orders)).toEqual({
      cost: 12.5,
      fullScans: [{ table: "orders", rows: 200_000, filteredOn: ["note", "customer_id"], hasIndex: false }],
    });
  });

  test("a whole read of MySQL has its columns, by the name that the statement gives the table", () => {
    const plan = planOfMysql(
      JSON.stringify({
        query_block: {
          cost_info: { query_cost: "9.5" },
          table: {
            table_name: "o",
            access_type: "ALL",
            rows_examined_per_scan: 7,
            attached_condition: "(`shop`.`o`.`customer_id` = 'secret')",
          },
        },
      }),
    );
    expect(aliasesOf("select * from shop.orders as o where 1").get("o")).toBe("orders");
    expect(plan).toMatchObject({ cost: 9.5, reads: [{ table: "o", rows: 7 }] });
  });

  test("what an engine has measured is told of each table that was come to", () => {
    const postgres = [
      {
        Plan: {
          "Node Type": "Nested Loop",
          ...{ "Plan Rows": 5, "Actual Rows": 70, "Actual Loops": 1 },
          Plans: [
            { "Relation Name": "orders", "Plan Rows": 9, "Actual Rows": 900, "Actual Loops": 3 },
            { "Relation Name": "lines", "Plan Rows": 9, "Actual Rows": 0, "Actual Loops": 0 },
          ],
        },
        "Execution Time": 12.5,
      },
    ];
    const orders = { table: "orders", loops: 3, estimatedRows: 9, actualRows: 900 };
    expect(measuredOf(JSON.stringify(postgres))).toEqual({ took: 12.5, reads: [orders] });
    const mariadb = {
      query_block: {
        r_total_time_ms: 12.5,
        table: { table_name: "orders", access_type: "ALL", r_loops: 3, rows: 9, r_rows: 900 },
      },
    };
    expect(measuredOf(JSON.stringify(mariadb))).toEqual({ took: 12.5, reads: [orders] });
    const mysql = {
      query_plan: {
        ...{
          operation: "Filter",
          estimated_rows: 1,
          actual_rows: 7,
          actual_loops: 1,
          actual_last_row_ms: 12.5,
        },
        inputs: [
          {
            ...{ table_name: "orders", access_type: "table", estimated_rows: 9, actual_rows: 900 },
            ...{ actual_loops: 3, actual_last_row_ms: 3.5 },
          },
        ],
      },
    };
    expect(measuredOf(JSON.stringify(mysql))).toEqual({ took: 12.5, reads: [orders] });
    // A plan that was only made.
    expect(measuredOf(JSON.stringify([{ Plan: { "Relation Name": "orders", "Plan Rows": 9 } }]))).toBe(null);
  });

  test("no text makes them throw", () => {
    fc.assert(
      fc.property(fc.json(), (text) => void [planOfPostgres(text), planOfMysql(text), measuredOf(text)]),
    );
    expect(planOfPostgres("[".repeat(5_000))).toBe(null);
  });
});
